import type { TimerHandle, Timers } from "../../drivers/timers";
import type { MQTTClient, MQTTClientOptions, MQTTHardware, SocketConstructor } from "../platform";
import { describeError } from "../text";
import { GuardedResolver } from "./guarded-resolver";
import { GuardedSocket, type GuardedSocketOptions } from "./guarded-socket";
import { IncomingMessage } from "./incoming-message";
import type { RemovedPublish } from "./mqtt-filter";
import { describeConnack } from "./mqtt-words";
import type { OutgoingPacket } from "./outgoing-queue";
import { TlsTransport } from "./tls-transport";

/** Which broker, and as whom. */
export interface Broker {
	readonly host: string;
	readonly port: number;
	readonly tls?: boolean;
	/** For the TLS socket: `{certificate, verify, …}`. */
	readonly secure?: object | undefined;
	readonly user?: string;
	readonly password?: string;
	/** Client identifier. */
	readonly id: string;
	/** Retained, QoS 1. */
	readonly will?: { topic: string; message: string; };
}

export interface MqttConnectionOptions {
	timers: Timers;
	hardware: MQTTHardware;
	broker: Broker;
	/** The broker's address is known. */
	onResolved?(): void;
	/** The connection stands, over TLS too; the login goes out next. */
	onTransport?(): void;
	/** The broker has accepted. Room for packets is told by `onRoom`. */
	onOpen(): void;
	/** There is room: `send` may be called. */
	onRoom(): void;
	onMessage(topic: string, text: string): void;
	/** A message came that is too long, or not UTF-8. */
	onRefused(topic: string): void;
	/** This packet has to go out before others. */
	onAcknowledge(packet: OutgoingPacket): void;
	/** Return codes of a SUBSCRIBE; 128 is a refusal. */
	onSubscribed(codes: readonly number[]): void;
	/** Once, never out of the constructor. The instance is closed by then. */
	onEnd(reason: string): void;
}

type Phase = "lookup" | "transport" | "login" | "open" | "ended";

const keepAlive = 30_000;
/** Shorter than the 30 s that the SDK's client allows for TCP alone: ours knows what it was waiting for. */
const connectDeadline = 25_000;
const maximumPayload = 4096;
/** A payload longer than this is sent in parts rather than kept waiting until all of it fits. */
const partLength = 512;

const deadlineWords = Object.freeze<Record<Phase, string>>({
	lookup: "the broker's name could not be looked up in time",
	transport: "no connection to the broker",
	login: "the broker accepts the connection but does not answer: is this an MQTT port?",
	open: "",
	ended: "",
});

/**
 * One connection to a broker, from the look-up of its name to its end; never used again. All faults of the SDK's client, its sockets and its
 * resolver end in `onEnd`.
 */
export class MqttConnection {
	#options: MqttConnectionOptions;
	#client: MQTTClient | undefined;
	#socket: GuardedSocket | undefined;
	#resolver: GuardedResolver | undefined;
	#phase: Phase = "lookup";
	#deadline: TimerHandle | undefined;
	#room = 0;
	#rest: ArrayBuffer | undefined;
	#message = new IncomingMessage();
	#packetId = 0;

	constructor(options: MqttConnectionOptions) {
		this.#options = options;
		this.#deadline = options.timers.set(() => this.#end(deadlineWords[this.#phase]), connectDeadline);
		try {
			this.#client = new options.hardware.io(this.#clientOptions());
		}
		catch (error) {
			const reason = describeError(error);
			options.timers.clear(this.#deadline);
			this.#deadline = options.timers.set(() => this.#end(reason), 0);
		}
	}

	/**
	 * Hands a packet to the client if there is room for it now, or, of a long message, for the first part: the rest follows by itself. Returns
	 * false when the packet has to wait for `onRoom`.
	 */
	send(packet: OutgoingPacket): boolean {
		if (this.#phase !== "open" || this.#rest)
			return false;
		try {
			switch (packet.kind) {
				case "publish":
					return this.#publish(packet.topic, packet.text, packet.retain);
				case "subscribe":
					return this.#subscribe(packet.topics);
				case "acknowledge":
					return this.#write(4, null, { operation: packet.operation, id: packet.id });
			}
		}
		catch (error) {
			this.#end(`write: ${describeError(error)}`);
			return false;
		}
	}

	/** Says good-bye if it can, so that the broker does not send the will. `onEnd` is not called. */
	close(goodBye = true): void {
		if (goodBye && this.#phase === "open" && !this.#rest) {
			try {
				this.#client?.write(null, { operation: this.#options.hardware.io.DISCONNECT });
			}
			catch {
				// The broker finds out when the connection closes.
			}
		}
		this.#release();
	}

	#clientOptions(): MQTTClientOptions {
		const { hardware, broker } = this.#options;
		return {
			host: broker.host,
			port: broker.port,
			id: broker.id,
			// MQTT 3.1.1 forbids a password without a user name (3.1.2.9).
			...(broker.user ? { user: broker.user, password: broker.password ?? "" } : {}),
			keepAlive,
			clean: true,
			...(broker.will ? { will: { ...broker.will, QoS: 1, retain: true } } : {}),
			dns: {
				io: GuardedResolver,
				inner: hardware.dns,
				onCreate: (resolver: GuardedResolver) => this.#resolver = resolver,
				onResolved: () => {
					this.#phase = "transport";
					this.#options.onResolved?.();
				},
				onFault: (reason: string) => this.#end(reason),
			} as MQTTClientOptions["dns"],
			socket: this.#socketOptions(),
			onControl: message => this.#onControl(message),
			onReadable: (count, options) => this.#onReadable(count, options),
			onWritable: count => this.#onWritable(count),
			onClose: () => this.#end("the broker closed the connection"),
			onError: error =>
				this.#end(describeError(error, this.#phase === "open" ? "the broker does not answer any more" : "no connection to the broker")),
		};
	}

	#socketOptions(): MQTTClientOptions["socket"] {
		const { hardware, broker, timers } = this.#options;
		if (broker.tls && !hardware.tls)
			throw new Error("this build has no TLS");
		if (broker.tls && !broker.secure && !hardware.tls!.roots)
			throw new Error("the broker cannot be checked: set the certificate authority");
		const options: GuardedSocketOptions = {
			inner: broker.tls ? withTls(hardware.tls!, broker.secure) : hardware.socket,
			timers,
			maximumPayload,
			watch: {
				onCreate: socket => this.#socket = socket,
				onOpen: () => {
					this.#phase = "login";
					this.#options.onTransport?.();
				},
				onConnack: code => {
					if (code)
						this.#end(describeConnack(code));
				},
				onRemoved: publish => this.#onRemoved(publish),
				onFault: reason => this.#end(reason),
			},
		};
		// The client calls the constructor with these options and its own.
		return { ...options, io: GuardedSocket as unknown as SocketConstructor };
	}

	#onControl(message: Parameters<NonNullable<MQTTClientOptions["onControl"]>>[0]): void {
		const { CONNACK, SUBACK } = this.#options.hardware.io;
		if (message.operation === SUBACK)
			this.#options.onSubscribed(message.payload ?? []);
		if (message.operation !== CONNACK || this.#phase === "open")
			return;
		this.#options.timers.clear(this.#deadline);
		this.#deadline = undefined;
		this.#phase = "open";
		this.#options.onOpen();
	}

	/** The client hands over all it has at once, and must be read at once: it goes on with its parser afterwards. */
	#onReadable(count: number, options: { topic?: string; byteLength?: number; more?: boolean; }): void {
		const data = this.#client?.read(count);
		if (options.topic !== undefined)
			this.#message.begin(options.topic, options.byteLength ?? count);
		if (data)
			this.#message.add(data);
		if (options.more)
			return;
		const message = this.#message.end();
		if (message)
			this.#options.onMessage(message.topic, message.text);
		else
			this.#options.onRefused("");
	}

	/** The client never sees a packet that was taken out, so it is acknowledged here: PUBACK, or PUBREC, whose PUBREL the client answers. */
	#onRemoved(publish: RemovedPublish): void {
		const { PUBACK } = this.#options.hardware.io;
		if (publish.QoS)
			this.#options.onAcknowledge({ kind: "acknowledge", operation: publish.QoS === 1 ? PUBACK : PUBACK + 1, id: publish.id });
		if (publish.byteLength === 0 && publish.topic)
			this.#options.onMessage(publish.topic, "");
		else
			this.#options.onRefused(publish.topic);
	}

	/** Also called by timers of the client's own, so nothing may be thrown out of it. */
	#onWritable(count: number): void {
		this.#room = count;
		try {
			while (this.#rest && this.#room > 0) {
				const part = this.#rest.slice(0, this.#room);
				this.#rest = part.byteLength < this.#rest.byteLength ? this.#rest.slice(part.byteLength) : undefined;
				this.#room = this.#client!.write(part);
			}
		}
		catch (error) {
			this.#end(`write: ${describeError(error)}`);
		}
		if (!this.#rest && this.#phase === "open")
			this.#options.onRoom();
	}

	#publish(topic: string, text: string, retain: boolean): boolean {
		const data = ArrayBuffer.fromString(text);
		const length = 2 + ArrayBuffer.fromString(topic).byteLength + data.byteLength;
		const head = fixedHeaderLength(length) + length - data.byteLength;
		if (head + data.byteLength <= this.#room)
			return this.#write(head + data.byteLength, data, { topic, retain });
		if (data.byteLength <= partLength || head + partLength > this.#room)
			return false;
		const use = this.#room - head;
		this.#rest = data.slice(use);
		return this.#write(head + use, data.slice(0, use), { topic, retain, byteLength: data.byteLength });
	}

	#subscribe(topics: readonly string[]): boolean {
		const length = topics.reduce((sum, topic) => sum + 3 + ArrayBuffer.fromString(topic).byteLength, 2);
		this.#packetId = this.#packetId % 65535 + 1;
		return this.#write(fixedHeaderLength(length) + length, null, {
			operation: this.#options.hardware.io.SUBSCRIBE,
			id: this.#packetId,
			items: topics.map(topic => ({ topic, QoS: 0 })),
		});
	}

	#write(byteLength: number, data: ArrayBuffer | null, options: Parameters<MQTTClient["write"]>[1]): boolean {
		if (byteLength > this.#room)
			return false;
		this.#room = this.#client!.write(data, options);
		return true;
	}

	#end(reason: string): void {
		if (this.#phase === "ended")
			return;
		this.#release();
		this.#options.onEnd(reason);
	}

	/** Each part is closed on its own: the client's `close` may throw half-way, and does not know of the look-up. */
	#release(): void {
		const client = this.#client;
		this.#phase = "ended";
		this.#client = undefined;
		this.#rest = undefined;
		this.#options.timers.clear(this.#deadline);
		try {
			client?.close();
		}
		catch {
			// The socket below is closed in any case.
		}
		this.#resolver?.close();
		this.#socket?.close();
		this.#resolver = undefined;
		this.#socket = undefined;
	}
}

function withTls(tls: NonNullable<MQTTHardware["tls"]>, secure: object | undefined): GuardedSocketOptions["inner"] {
	const inner = {
		...tls,
		...(secure ? { secure } : {}),
		link: { reading: false, reason: "" },
		TCP: { io: TlsTransport, inner: tls.TCP },
	};
	return inner;
}

/** One byte of type and the remaining length in groups of seven bits (MQTT 3.1.1, 2.2). */
function fixedHeaderLength(remaining: number): number {
	return remaining < 128 ? 2 : remaining < 16384 ? 3 : remaining < 2097152 ? 4 : 5;
}
