import mqtt from "mqtt-packet";
import type { FakeTcp, FarEnd } from "./fake-tcp";

export type Received = mqtt.Packet;

/** A broker at the far end of a fake connection: answers as told, keeps what it was sent. */
export class FakeBroker implements FarEnd {
	/** CONNACK return code; `undefined`: never answers. */
	returnCode: number | undefined = 0;
	refuse = false;
	silent = false;
	closeAtOnce = false;
	closeAfterConnack = false;
	answerPings = true;
	room = 5744;
	readonly packets: Received[] = [];
	/** The connection that was accepted last. */
	socket: FakeTcp | undefined;
	connections = 0;
	#parsers = new Map<FakeTcp, mqtt.Parser>();

	/** What was published, as `topic payload`, `!` before a retained one. */
	get published(): string[] {
		return this.packets.filter(packet => packet.cmd === "publish").map(packet =>
			`${packet.retain ? "!" : ""}${packet.topic} ${packet.payload.toString()}`
		);
	}

	onConnect(socket: FakeTcp): void {
		this.connections++;
		this.socket = socket;
		if (this.closeAtOnce)
			socket.fail();
	}

	onData(socket: FakeTcp, bytes: Uint8Array): void {
		let parser = this.#parsers.get(socket);
		if (!parser) {
			this.#parsers.clear();
			parser = mqtt.parser({ protocolVersion: 4 });
			parser.on("packet", packet => this.#onPacket(socket, packet));
			parser.on("error", error => {
				throw error;
			});
			this.#parsers.set(socket, parser);
		}
		parser.parse(Buffer.from(bytes));
	}

	send(packet: mqtt.Packet): void {
		this.socket?.receive(mqtt.generate(packet));
	}

	publish(topic: string, payload: string | Buffer, qos: 0 | 1 | 2 = 0): void {
		this.send({ cmd: "publish", topic, payload, qos, dup: false, retain: false, ...(qos ? { messageId: 7 } : {}) });
	}

	#onPacket(socket: FakeTcp, packet: mqtt.Packet): void {
		this.packets.push(packet);
		if (packet.cmd === "connect" && this.returnCode !== undefined) {
			socket.receive(mqtt.generate({ cmd: "connack", returnCode: this.returnCode, sessionPresent: false }));
			if (this.returnCode || this.closeAfterConnack)
				socket.fail();
		}
		if (packet.cmd === "subscribe")
			socket.receive(mqtt.generate({ cmd: "suback", messageId: packet.messageId!, granted: packet.subscriptions.map(() => 0) }));
		if (packet.cmd === "pingreq" && this.answerPings)
			socket.receive(mqtt.generate({ cmd: "pingresp" }));
	}
}

export { mqtt };
