import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Socket, SocketConstructor, SocketOptions } from "../platform";
import { describeError } from "../text";
import { MqttFilter, type RemovedPublish } from "./mqtt-filter";
import type { TlsLink } from "./tls-transport";

/** What the socket tells its owner beside the client that reads from it. */
export interface SocketWatch {
	onCreate?(socket: GuardedSocket): void;
	/** The connection stands: over TLS after the handshake. */
	onOpen?(): void;
	onConnack?(code: number): void;
	onRemoved?(publish: RemovedPublish): void;
	/** Once, with the reason; then the client's `onError`, unless the owner has closed the socket by then. */
	onFault?(reason: string): void;
}

/** Looks at what comes before the client does. */
export interface SocketFilter {
	/** Throws for bytes that the client must not see: they end the connection. */
	push(bytes: Uint8Array): void;
	/** Nothing is handed on any more. */
	stop(): void;
}

export interface GuardedSocketOptions extends SocketOptions {
	/** The socket to stand on, with its own options: `{io: TCP}` or `{io: TLS, TCP: {…}, secure: {…}}`. */
	inner: { io: SocketConstructor; link?: TlsLink; };
	timers: Timers;
	/** Of an MQTT message, in bytes. */
	maximumPayload?: number;
	/** Makes the filter where the client does not speak MQTT. */
	filter?(onBytes: (bytes: Uint8Array) => void): SocketFilter;
	/** Who is at the other end, for words. Default: the broker. */
	peer?: string;
	watch?: SocketWatch;
}

/**
 * The SDK's TLS socket takes 96 bytes off its room for a record's header, MAC and padding when it tells `onWritable`, but only 32 off what `write`
 * returns, which a record with AES-CBC and SHA-256 exceeds.
 */
const tlsOverhead = 64;

/**
 * A TCP or TLS socket between the network and the SDK's MQTT or HTTP client, which keeps the one from harming the other: what wedges the
 * client is taken out (`MqttFilter`), and whatever is thrown, by the socket or by the client, ends in one `onError` instead of restarting
 * the device. Reads as the SDK's TCP does: a byte in format `"number"`, else all, `count` bytes or a buffer full, and an exception when
 * there is less.
 */
export class GuardedSocket implements Socket {
	format: "buffer" | "number" = "buffer";
	#inner: Socket | undefined;
	#client: SocketOptions | undefined;
	#watch: SocketWatch;
	#link: TlsLink;
	#timers: Timers;
	#filter: SocketFilter;
	#peer: string;
	#fault: TimerHandle | undefined;
	#work: TimerHandle | undefined;
	/** What came and was not looked at yet. */
	#chunks: Uint8Array[] = [];
	/** What the socket last told of its room and the client does not know yet; −1: nothing. */
	#writable = -1;
	#secure: boolean;
	/** What the socket's own count of its room leaves out. */
	#overhead: number;
	#opened = false;
	#failed = false;
	#segments: Uint8Array[] = [];
	/** How far the first segment was read. */
	#position = 0;
	#available = 0;

	constructor(options: GuardedSocketOptions) {
		const { inner, timers, maximumPayload = 0, peer = "the broker", watch = {}, address, host, port } = options;
		this.#client = options;
		this.#watch = watch;
		this.#secure = inner.link !== undefined;
		this.#overhead = this.#secure ? tlsOverhead : 0;
		this.#link = inner.link ?? { reading: false, reason: "" };
		this.#timers = timers;
		this.#peer = peer;
		const onBytes = (bytes: Uint8Array) => this.#pass(bytes);
		this.#filter = options.filter?.(onBytes) ?? new MqttFilter({
			maximumPayload,
			onBytes,
			onConnack: code => watch.onConnack?.(code),
			onRemoved: publish => watch.onRemoved?.(publish),
		});
		watch.onCreate?.(this);
		try {
			this.#inner = new inner.io({
				...inner,
				address,
				host,
				port,
				onReadable: () => this.#receive(),
				onWritable: count => {
					this.#writable = count;
					this.#wake();
				},
				onError: error => this.#broken(error),
			} as SocketOptions);
			this.#inner.format = "buffer";
		}
		catch (error) {
			this.#failSoon(describeError(error));
		}
	}

	/** Harmless when called again, and inside a callback. */
	close(): void {
		const inner = this.#inner;
		this.#inner = undefined;
		this.#client = undefined;
		this.#chunks = [];
		this.#segments = [];
		this.#available = 0;
		this.#filter.stop();
		this.#timers.clear(this.#work);
		this.#timers.clear(this.#fault);
		this.#fault = undefined;
		try {
			inner?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}

	read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		if (!this.#available)
			return undefined;
		if (this.format === "number")
			return this.#readByte();
		const wanted = count === undefined ? this.#available : typeof count === "number" ? count : count.byteLength;
		if (wanted <= 0 || wanted > this.#available)
			throw new Error("invalid");
		if (typeof count === "object") {
			this.#fill(count instanceof Uint8Array ? count : new Uint8Array(count));
			return wanted;
		}
		const bytes = new Uint8Array(wanted);
		this.#fill(bytes);
		return bytes.buffer;
	}

	write(data: ArrayBuffer | Uint8Array | number, options?: { more?: boolean; byteLength?: number; }): number {
		if (!this.#inner || this.#failed)
			return 0;
		try {
			// A number would need the other format; the SDK's client writes buffers only.
			if (typeof data === "number")
				data = Uint8Array.of(data);
			// TCP gives nothing back once it has failed.
			const room = Math.max(0, (this.#inner.write(data, options) ?? 0) - this.#overhead);
			if (this.#writable >= 0)
				this.#writable = room;
			return room;
		}
		catch (error) {
			// Not from here: the client is in the middle of a packet and cannot be closed under its hands.
			this.#failSoon(describeError(error, "write failed"));
			return 0;
		}
	}

	#pass(bytes: Uint8Array): void {
		this.#segments.push(bytes);
		this.#available += bytes.length;
		this.#client?.onReadable?.call(this, this.#available);
	}

	#readByte(): number {
		const segment = this.#segments[0]!;
		const byte = segment[this.#position++]!;
		this.#available--;
		if (this.#position === segment.length)
			this.#nextSegment();
		return byte;
	}

	#fill(target: Uint8Array): void {
		let filled = 0;
		while (filled < target.length) {
			const segment = this.#segments[0]!;
			const use = Math.min(target.length - filled, segment.length - this.#position);
			target.set(segment.subarray(this.#position, this.#position + use), filled);
			filled += use;
			this.#position += use;
			if (this.#position === segment.length)
				this.#nextSegment();
		}
		this.#available -= filled;
	}

	#nextSegment(): void {
		this.#segments.shift();
		this.#position = 0;
	}

	#receive(): void {
		if (!this.#inner || this.#failed)
			return;
		this.#link.reading = true;
		try {
			const data = this.#inner.read();
			if (data instanceof ArrayBuffer)
				this.#chunks.push(new Uint8Array(data));
			this.#wake();
		}
		catch (error) {
			this.#fail(describeError(error));
		}
		finally {
			this.#link.reading = false;
		}
	}

	#wake(): void {
		this.#work ??= this.#timers.set(() => {
			this.#work = undefined;
			this.#run();
		}, 0);
	}

	/** Hands the client what the socket told: from a timer, as a client, a service and a cipher on top of each other need too much stack. */
	#run(): void {
		try {
			const writable = this.#writable;
			this.#writable = -1;
			if (writable >= 0) {
				if (!this.#opened) {
					this.#opened = true;
					this.#watch.onOpen?.();
				}
				this.#client?.onWritable?.call(this, writable);
			}
			for (let chunk = this.#chunks.shift(); chunk; chunk = this.#chunks.shift())
				this.#filter.push(chunk);
		}
		catch (error) {
			this.#fail(describeError(error));
		}
	}

	#broken(error: unknown): void {
		if (this.#failed || !this.#client)
			return;
		// The last bytes may say why: a refusal comes just before the end.
		this.#writable = -1;
		this.#run();
		const otherwise = this.#opened ? `${this.#peer} closed the connection` : `no ${this.#secure ? "TLS " : ""}connection to ${this.#peer}`;
		this.#fail(this.#link.reason || describeError(error, otherwise));
	}

	#failSoon(reason: string): void {
		if (this.#fault || this.#failed)
			return;
		this.#fault = this.#timers.set(() => this.#fail(reason), 0);
	}

	#fail(reason: string): void {
		if (this.#failed || !this.#client)
			return;
		this.#failed = true;
		this.#filter.stop();
		try {
			this.#watch.onFault?.(reason);
			this.#client?.onError?.call(this, reason);
		}
		catch {
			// The client has thrown while it was told of its end: it is closed below.
		}
		this.close();
	}
}
