import type { Socket, SocketConstructor, SocketOptions } from "../platform";
import { describeError } from "../text";

/** What the sockets above and below the TLS socket tell each other past it. */
export interface TlsLink {
	/** Set while decrypted data is read: that is when the TLS socket would set its timer. */
	reading: boolean;
	/** Why the connection ended: the TLS socket does not hand this on. */
	reason: string;
}

/** Options as the SDK's TLS socket hands them down: its own, with its callbacks in place of ours. */
export interface TlsTransportOptions extends SocketOptions {
	link: TlsLink;
	TCP: { inner: { io: SocketConstructor; }; };
}

const changeCipherSpec = 20;
const applicationData = 23;

/**
 * The TCP socket that the SDK's TLS socket stands on, with three guards.
 *
 * - What the TLS socket throws out of a callback (a failed handshake, a wrong certificate, a bad record) becomes its `onError`.
 * - The TLS socket goes on with a second record from a timer of its own, where nobody could catch what it throws. It looks at `readable`
 *   to know that there is more, so it finds 0 while it is being read from, and gets the rest from here.
 * - After some refusals (an unknown version, a close_notify) it believes that the handshake has succeeded and would send the CONNECT, with
 *   the password, in clear. Nothing goes out before this side has changed to the negotiated cipher (RFC 5246, 6.2.1 and 7.1).
 */
export class TlsTransport implements Socket {
	/** The TLS socket's own record of what may be written. */
	writable = 0;
	#inner: Socket;
	#options: TlsTransportOptions;
	#readable = 0;
	#encrypted = false;
	#failed = false;

	constructor(options: TlsTransportOptions) {
		this.#options = options;
		this.#inner = new options.TCP.inner.io({
			...options.TCP.inner,
			address: options.address,
			host: options.host,
			port: options.port,
			onReadable: count => this.#onReadable(count),
			onWritable: count => this.#onWritable(count),
			onError: error => this.#fail(describeError(error, "")),
		} as SocketOptions);
	}

	get format(): "buffer" | "number" {
		return "buffer";
	}

	set format(_value) {
		// TLS records are read and written as buffers only.
	}

	/** Bytes that can be read, as the TLS socket keeps count; see the class. */
	get readable(): number {
		return this.#options.link.reading ? 0 : this.#readable;
	}

	set readable(count: number) {
		this.#readable = count;
	}

	read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		return this.#inner.read(count);
	}

	write(data: ArrayBuffer | Uint8Array, options?: { more?: boolean; byteLength?: number; }): number {
		this.#checkRecords(data instanceof Uint8Array ? data : new Uint8Array(data));
		return this.#inner.write(data, options) ?? 0;
	}

	close(): void {
		this.#failed = true;
		this.#inner.close();
	}

	#onReadable(count: number): void {
		this.#readable = count;
		let before: number;
		do {
			before = this.#readable;
			this.#dispatch(before);
		}
		while (!this.#failed && this.#readable > 0 && this.#readable < before);
	}

	#checkRecords(bytes: Uint8Array): void {
		for (let offset = 0; offset + 5 <= bytes.length; offset += 5 + (bytes[offset + 3]! << 8 | bytes[offset + 4]!)) {
			if (bytes[offset] === changeCipherSpec)
				this.#encrypted = true;
			else if (bytes[offset] === applicationData && !this.#encrypted)
				throw new Error("TLS handshake failed");
		}
	}

	#dispatch(count: number): void {
		if (this.#failed)
			return;
		try {
			this.#options.onReadable?.call(this, count);
		}
		catch (error) {
			this.#fail(`TLS: ${describeError(error)}`);
		}
	}

	#onWritable(count: number): void {
		if (this.#failed)
			return;
		try {
			this.#options.onWritable?.call(this, count);
		}
		catch (error) {
			this.#fail(`TLS: ${describeError(error)}`);
		}
	}

	#fail(reason: string): void {
		if (this.#failed)
			return;
		this.#failed = true;
		this.#options.link.reason = reason;
		try {
			this.#options.onError?.call(this, reason);
		}
		catch {
			// The socket above is being told of its end; there is nobody else to tell.
		}
	}
}
