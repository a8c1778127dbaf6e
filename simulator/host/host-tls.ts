import type { Socket, SocketConstructor, SocketOptions } from "../../services/platform";
import { decodeText, encodeText } from "./records";
import { frame, RecordReader, recordTypes } from "./tls-records";

/** What the SDK's socket takes off the room for the head of a record. */
const overhead = 96;

interface TLSOptions extends SocketOptions {
	TCP: { io: SocketConstructor; };
}

/** The SDK's socket keeps its counts on the one below. */
type Below = Socket & { readable: number; writable: number; };

/**
 * Stands in for the SDK's TLS socket: same options and callbacks, on top of the TCP class that it is given. Node does the cryptography; on the
 * way there everything is in records as on a wire, though in clear. A handshake that fails throws out of the TCP class' `onReadable`, as the
 * SDK's does.
 */
export class HostTLS implements Socket {
	readonly #options: TLSOptions;
	readonly #records = new RecordReader();
	#socket: Below | undefined;
	#format: "buffer" | "number" = "buffer";
	#state: "opening" | "handshake" | "ready" = "opening";
	#data = new Uint8Array(0);
	#at = 0;

	constructor(options: SocketOptions) {
		this.#options = { ...options } as TLSOptions;
		this.#socket = new this.#options.TCP.io({
			...this.#options,
			onReadable: count => this.#readable(count),
			onWritable: count => this.#writable(count),
			onError: () => this.#options.onError?.call(this),
		}) as Below;
		this.#socket.readable = this.#socket.writable = 0;
	}

	get format(): "buffer" | "number" {
		return this.#format;
	}

	set format(format: "buffer" | "number") {
		this.#format = format;
	}

	read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		const there = this.#data.length - this.#at;
		if (!there)
			return undefined;
		if (this.#format === "number")
			return this.#data[this.#at++];
		if (typeof count === "object") {
			const target = new Uint8Array(count instanceof Uint8Array ? count.buffer : count, 0, Math.min(there, count.byteLength));
			target.set(this.#take(target.length));
			return target.length;
		}
		if (count !== undefined && count > there)
			throw new Error("invalid");
		return this.#take(count ?? there).slice().buffer;
	}

	write(data: ArrayBuffer | Uint8Array): number {
		// A TypeError after `close`, as with the SDK's.
		const count = this.#socket!.write(frame(recordTypes.data, data instanceof Uint8Array ? data : new Uint8Array(data)));
		return Math.max(0, count - overhead);
	}

	close(): void {
		this.#socket?.close();
		this.#socket = undefined;
	}

	#take(count: number): Uint8Array {
		this.#at += count;
		return this.#data.subarray(this.#at - count, this.#at);
	}

	#writable(count: number): void {
		this.#socket!.writable = count;
		if (this.#state === "ready" && count > overhead)
			this.#options.onWritable?.call(this, count - overhead);
		if (this.#state !== "opening")
			return;
		this.#state = "handshake";
		const { host, secure = {} } = this.#options;
		const { verify, certificate } = secure as { verify?: boolean; certificate?: ArrayBuffer; };
		const authority = certificate && toBase64(new Uint8Array(certificate));
		this.#socket!.write(frame(recordTypes.handshake, encodeText(JSON.stringify({ host, verify: verify !== false, authority }))));
	}

	#readable(count: number): void {
		const socket = this.#socket!;
		socket.readable = count;
		const bytes = new Uint8Array(socket.read() as ArrayBuffer);
		socket.readable = 0;
		const before = this.#data.length - this.#at;
		this.#records.push(bytes, (type, payload) => this.#record(type, payload));
		const there = this.#data.length - this.#at;
		if (there > before)
			this.#options.onReadable?.call(this, there);
	}

	#record(type: number, payload: Uint8Array): void {
		if (type === recordTypes.data) {
			const rest = this.#data.subarray(this.#at);
			this.#data = new Uint8Array(rest.length + payload.length);
			this.#data.set(rest);
			this.#data.set(payload, rest.length);
			this.#at = 0;
			return;
		}
		if (type !== recordTypes.handshake)
			throw new Error(decodeText(payload));
		this.#state = "ready";
		this.#socket!.write(frame(recordTypes.changeCipherSpec, Uint8Array.of(1)));
		this.#writable(this.#socket!.writable - overhead);
	}
}

function toBase64(bytes: Uint8Array): string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const bits = bytes[at]! << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
		for (let part = 0; part < 4; part++)
			text += at + part <= bytes.length ? digits.charAt(bits >> 18 - 6 * part & 63) : "=";
	}
	return text;
}
