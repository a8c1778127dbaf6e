import type { TimerHandle, Timers } from "../../drivers/timers";
import type { MQTTClient, MQTTClientConstructor, MQTTClientOptions, MQTTControl, MQTTWriteOptions, Socket } from "../../services/platform";
import { acknowledgePacket, connectPacket, emptyPacket, length, operations, publishPacket, subscribePacket } from "./mqtt-packets";
import type { Pieces } from "./mqtt-packets";
import { MQTTParser } from "./mqtt-parser";

/** What the SDK's client keeps free of the send buffer for its own packets. */
const reserve = 8;
const connectTime = 30_000;

interface Resolver {
	resolve(question: { host: string; onResolved(host: string, address: string): void; onError(): void; }): void;
}

/** A packet of the client's own that waits for its turn. */
interface Pending {
	readonly operation: number;
	readonly id?: number;
}

/**
 * Stands in for the SDK's `embedded:network/mqtt/client` (8.2.3): same options, calls and callbacks, MQTT 3.1.1 on any socket class, and the
 * same faults, so that what guards against them is put to the test:
 * a PUBLISH without payload wedges it until the keep-alive fails; `close` while the name is looked up throws from the resolver; a refused
 * login shows as a mere `onError`; packet identifiers never wrap; a write before the login throws; there is no retransmission.
 */
export class HostMQTTClient implements MQTTClient {
	readonly #timers: Timers;
	#options: MQTTClientOptions | undefined;
	#socket: Socket | undefined;
	#state: "resolving" | "connecting" | "login" | "connected" | "publishing" | "closed" = "resolving";
	#writable = 0;
	#remaining = 0;
	#id = 1;
	#pending: Pending[] = [];
	#sending: TimerHandle | undefined;
	#resuming: TimerHandle | undefined;
	#connecting: TimerHandle | undefined;
	#keepAlive: TimerHandle | undefined;
	#interval = 0;
	#lastPing = 0;
	#lastAnswer = 0;
	readonly #parser = new MQTTParser({
		onControl: message => this.#control(message),
		onPayload: (count, options) => this.#options?.onReadable?.call(this, count, options),
		onMessage: (QoS, id) => {
			if (QoS)
				this.#queue({ operation: QoS === 1 ? operations.PUBACK : operations.PUBREC, id });
		},
		onError: () => this.#fail(),
	});

	static bind(timers: Timers): MQTTClientConstructor {
		return Object.assign(
			class extends HostMQTTClient {
				constructor(options: MQTTClientOptions) {
					super(timers, options);
				}
			},
			operations,
		);
	}

	constructor(timers: Timers, options: MQTTClientOptions) {
		if (!options.host)
			throw new Error("host required");
		this.#timers = timers;
		this.#options = { ...options };
		const { io: DNS, ...dns } = options.dns as { io: new(options: object) => Resolver; };
		new DNS(dns).resolve({
			host: options.host,
			onResolved: (host, address) => {
				try {
					this.#open(host, address);
				}
				catch {
					this.#fail();
				}
			},
			onError: () => this.#fail(),
		});
	}

	read(count: number = this.#parser.payload): ArrayBuffer | undefined {
		const parser = this.#parser, taken = Math.min(count, parser.payload);
		if (!taken && count)
			return undefined;
		parser.payload -= taken;
		parser.readable -= taken;
		this.#socket!.format = "buffer";
		const data = this.#socket!.read(taken) as ArrayBuffer;
		if (!parser.payload && !parser.running)
			this.#resuming ??= this.#timers.set(() => this.#resume(), 0);
		return data;
	}

	write(data: ArrayBuffer | null, options?: MQTTWriteOptions): number {
		// A TypeError before there is a socket and after `close`.
		this.#socket!.format = "buffer";
		if (this.#state !== "connected")
			return this.#continue(data!, options);
		const { operation = operations.PUBLISH, id = ++this.#id, items = [] } = options!;
		switch (operation) {
			case operations.PUBLISH: {
				// A TypeError for `null`.
				const { byteLength } = data!;
				this.#send(publishPacket(new Uint8Array(data!), options!, id));
				this.#remaining = (options!.byteLength ?? byteLength) - byteLength;
				if (this.#remaining)
					this.#state = "publishing";
				break;
			}
			case operations.SUBSCRIBE:
			case operations.UNSUBSCRIBE:
				this.#send(subscribePacket(operation, items, id));
				break;
			case operations.PUBACK:
			case operations.PUBREC:
			case operations.PUBREL:
			case operations.PUBCOMP:
				this.#send(acknowledgePacket(operation, id));
				break;
			case operations.PINGREQ:
			case operations.DISCONNECT:
				if (operation === operations.PINGREQ)
					this.#lastPing = this.#timers.ticks;
				this.#send(emptyPacket(operation));
				break;
			default:
				throw new Error("unknown");
		}
		return this.#free;
	}

	close(): void {
		for (const timer of [this.#sending, this.#resuming, this.#connecting, this.#keepAlive])
			this.#timers.clear(timer);
		this.#state = "closed";
		this.#socket?.close();
		this.#socket = undefined;
		this.#options = undefined;
		this.#parser.payload = this.#parser.readable = 0;
	}

	get #free(): number {
		return Math.max(0, this.#writable - reserve);
	}

	#open(host: string, address: string): void {
		// A TypeError when the client was closed meanwhile.
		const { socket, port = 1883 } = this.#options!;
		const { io: SocketClass, ...rest } = socket;
		this.#state = "connecting";
		this.#socket = new SocketClass({
			...rest,
			address,
			host,
			port,
			onReadable: count => this.#readable(count),
			onWritable: count => this.#socketWritable(count),
			onError: () => this.#fail(),
		});
		this.#connecting = this.#timers.set(() => this.#fail(), connectTime);
	}

	#fail(): void {
		// The TypeError from here is the SDK's: a client closed during the lookup has no options any more.
		this.#options!.onError?.call(this);
		this.close();
	}

	#readable(count: number): void {
		this.#parser.readable = count;
		this.#resume();
	}

	#resume(): void {
		this.#resuming = undefined;
		if (this.#socket && !this.#parser.payload)
			this.#parser.run(this.#socket, () => this.#socket !== undefined);
	}

	#socketWritable(count: number): void {
		this.#writable = count;
		if (this.#state === "connecting") {
			this.#login();
			return;
		}
		if (this.#state !== "connected" && this.#state !== "publishing")
			return;
		while (this.#state === "connected" && this.#pending.length) {
			if (this.#writable < (this.#pending[0]!.id === undefined ? 2 : 4))
				return;
			this.write(null, this.#pending.shift());
		}
		if (this.#free)
			this.#options?.onWritable?.call(this, this.#free);
	}

	#login(): void {
		this.#timers.clear(this.#connecting);
		const keepAlive = Math.ceil((this.#options!.keepAlive ?? 0) / 1000);
		this.#send(connectPacket(this.#options!, keepAlive));
		this.#state = "login";
		if (!keepAlive)
			return;
		this.#interval = keepAlive * 1000;
		this.#lastPing = this.#lastAnswer = this.#timers.ticks;
		this.#keepAlive = this.#timers.repeat(() => this.#checkAlive(), keepAlive * 250);
	}

	/** Only a PINGRESP counts as a sign of life. */
	#checkAlive(): void {
		const now = this.#timers.ticks;
		if (now - this.#lastAnswer >= this.#interval * 1.5 || this.#pending.some(pending => pending.operation === operations.PINGREQ)) {
			this.#fail();
			return;
		}
		if (now - this.#lastPing >= this.#interval * 0.75 - 500)
			this.#queue({ operation: operations.PINGREQ });
	}

	#control(message: MQTTControl): void {
		const { operation, id } = message;
		if (operation === operations.PINGRESP)
			this.#lastAnswer = this.#timers.ticks;
		if (operation === operations.CONNACK) {
			if (message.returnCode) {
				this.#fail();
				return;
			}
			this.#state = "connected";
		}
		if (operation === operations.PUBREC || operation === operations.PUBREL)
			this.#queue({ operation: operation === operations.PUBREC ? operations.PUBREL : operations.PUBCOMP, id: id! });
		this.#options?.onControl?.call(this, message);
		if (operation === operations.CONNACK && this.#free)
			this.#options?.onWritable?.call(this, this.#free);
	}

	#queue(pending: Pending): void {
		this.#pending.push(pending);
		this.#sending ??= this.#timers.set(() => {
			this.#sending = undefined;
			this.#socketWritable(this.#writable);
		}, 0);
	}

	#send(pieces: Pieces): void {
		if (length(pieces) > this.#writable)
			throw new Error("overflow");
		for (const piece of pieces)
			this.#writable = this.#socket!.write(piece);
	}

	/** The rest of a large payload; anything else is an error without a word. */
	#continue(data: ArrayBuffer, options: MQTTWriteOptions | undefined): number {
		const { byteLength } = data;
		if (this.#state !== "publishing" || options || byteLength > this.#remaining)
			throw new Error();
		this.#writable = this.#socket!.write(data);
		this.#remaining -= byteLength;
		if (!this.#remaining)
			this.#state = "connected";
		return this.#free;
	}
}
