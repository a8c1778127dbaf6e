import type { Socket, SocketConstructor, SocketOptions } from "../../services/platform";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

/** `accepted`: number of a connection that somebody has made to a listener. */
export type HostSocketOptions = SocketOptions & { readonly accepted?: number; };

const addressPattern = /^(\d{1,3}(\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/;

/**
 * TCP as the SDK has it on the ESP32, with its departures from ECMA-419: a read of more than there is throws, and so does a write before the
 * first `onWritable` or of more than the send buffer holds; a write after an error is lost without a word.
 */
export class HostTCP implements Socket, HostInstance {
	#format: "buffer" | "number" = "buffer";
	readonly #link: HostLink;
	readonly #id: number;
	readonly #options: SocketOptions;
	#bytes = new Uint8Array(0);
	#at = 0;
	#writable = 0;
	#ready = false;
	#failed = false;
	#open = true;

	static bind(link: HostLink): SocketConstructor {
		return class extends HostTCP {
			constructor(options: SocketOptions) {
				super(link, options);
			}
		};
	}

	constructor(link: HostLink, options: HostSocketOptions) {
		const { address, port, from, accepted } = options;
		this.#link = link;
		this.#options = { ...options };
		if (accepted !== undefined) {
			this.#id = link.open(this, "accepted", { number: accepted });
			return;
		}
		if (from instanceof HostTCP) {
			from.#check();
			this.#id = from.#id;
			from.#open = false;
			link.adopt(this.#id, this);
			link.send(kinds.control, this.#id, { adopted: true });
			return;
		}
		if (!address || !addressPattern.test(address))
			throw new Error("invalid address");
		if (!(port! > 0 && port! < 65536))
			throw new RangeError("invalid port");
		this.#id = link.open(this, "tcp", { address, port });
	}

	get format(): "buffer" | "number" {
		return this.#format;
	}

	/** Throws after `close`, as everything of a native class does. */
	set format(format: "buffer" | "number") {
		this.#check();
		this.#format = format;
	}

	read(wanted?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		this.#check();
		const there = this.#bytes.length - this.#at;
		if (!there)
			return undefined;
		if (this.#format === "number")
			return this.#bytes[this.#at++];
		if (wanted === undefined || typeof wanted === "number") {
			const count = wanted ?? there;
			if (!(count <= there))
				throw new Error("invalid");
			return this.#take(count).slice().buffer;
		}
		const target = wanted instanceof Uint8Array ? wanted : new Uint8Array(wanted);
		if (target.length > there)
			throw new Error("invalid");
		target.set(this.#take(target.length));
		return target.length;
	}

	write(data: ArrayBuffer | Uint8Array | number): number {
		this.#check();
		if (this.#failed)
			return 0;
		if (!this.#ready)
			throw new Error("not ready");
		const bytes = typeof data === "number" ? Uint8Array.of(data) : data instanceof Uint8Array ? data : new Uint8Array(data);
		if (bytes.length > this.#writable)
			throw new Error("would block");
		this.#writable -= bytes.length;
		this.#link.sendBytes(kinds.write, this.#id, bytes);
		return this.#writable;
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(kind: number, payload: Uint8Array): void {
		switch (kind) {
			case kinds.data:
				this.#append(payload);
				this.#options.onReadable?.call(this, this.#bytes.length - this.#at);
				break;
			case kinds.writable:
				this.#writable += parseJSON(payload) as number;
				this.#ready = true;
				this.#options.onWritable?.call(this, this.#writable);
				break;
			case kinds.error:
				this.#failed = true;
				this.#options.onError?.call(this);
				break;
		}
	}

	#take(count: number): Uint8Array {
		const part = this.#bytes.subarray(this.#at, this.#at + count);
		this.#at += count;
		return part;
	}

	#append(payload: Uint8Array): void {
		const rest = this.#bytes.subarray(this.#at);
		const bytes = new Uint8Array(rest.length + payload.length);
		bytes.set(rest);
		bytes.set(payload, rest.length);
		this.#bytes = bytes;
		this.#at = 0;
	}

	#check(): void {
		if (!this.#open)
			throw new Error("the socket is closed");
	}
}
