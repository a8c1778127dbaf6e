import mqtt from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import type { DueAnswers } from "./due-answers";

export interface MQTTMessage {
	readonly topic: string;
	readonly payload: string;
	readonly retain: boolean;
}

export interface MQTTWatchOptions {
	readonly due: DueAnswers;
	onSent(message: MQTTMessage): void;
	onReceived(message: MQTTMessage): void;
}

/** Which packet answers which (MQTT 3.1.1, chapter 3). */
const answers: Readonly<Record<string, string>> = Object.freeze({
	connect: "connack",
	subscribe: "suback",
	unsubscribe: "unsuback",
	pingreq: "pingresp",
});

/** Listens in on a connection with a broker: shows the messages, and knows which answers are due. */
export class MQTTWatch {
	readonly #options: MQTTWatchOptions;
	readonly #sent = mqtt.parser({ protocolVersion: 4 });
	readonly #received = mqtt.parser({ protocolVersion: 4 });
	readonly #due = new Map<string, () => void>();
	#first = true;
	#lost = false;

	constructor(options: MQTTWatchOptions) {
		this.#options = options;
		this.#sent.on("packet", packet => this.#outgoing(packet));
		this.#received.on("packet", packet => this.#incoming(packet));
		// What is no MQTT is not for this class to judge.
		this.#sent.on("error", () => this.end());
		this.#received.on("error", () => this.end());
	}

	sent(bytes: Buffer): void {
		// Another protocol on this connection: nothing to see.
		if (this.#first && bytes[0] !== 0x10)
			this.end();
		this.#first = false;
		if (!this.#lost)
			this.#sent.parse(bytes);
	}

	received(bytes: Buffer): void {
		if (!this.#lost)
			this.#received.parse(bytes);
	}

	end(): void {
		this.#lost = true;
		for (const done of this.#due.values())
			done();
		this.#due.clear();
	}

	#outgoing(packet: Packet): void {
		const answer = packet.cmd === "publish" && packet.qos ? packet.qos === 1 ? "puback" : "pubcomp" : answers[packet.cmd];
		if (answer)
			this.#expect(`${answer} ${packet.messageId ?? ""}`);
		if (packet.cmd === "publish")
			this.#options.onSent(message(packet));
	}

	#incoming(packet: Packet): void {
		const key = `${packet.cmd} ${packet.messageId ?? ""}`;
		this.#due.get(key)?.();
		this.#due.delete(key);
		if (packet.cmd === "publish")
			this.#options.onReceived(message(packet));
	}

	#expect(key: string): void {
		this.#due.get(key)?.();
		this.#due.set(key, this.#options.due.expect());
	}
}

function message({ topic, payload, retain }: Packet & { cmd: "publish"; }): MQTTMessage {
	return { topic, payload: payload.toString(), retain };
}
