import type { TimerHandle, Timers } from "../../drivers/timers";
import { GuardedResolver } from "../mqtt/guarded-resolver";
import { TlsTransport } from "../mqtt/tls-transport";
import type { MQTTHardware, Socket, SocketOptions } from "../platform";
import { describeError } from "../text";
import { ChunkReader } from "./chunk-reader";
import { parseHttpHead } from "./http-head";
import type { HttpHead } from "./http-head";
import type { WebAddress } from "./web-address";

export interface HttpConnectionOptions {
	readonly timers: Timers;
	readonly hardware: Pick<MQTTHardware, "dns" | "socket" | "tls">;
	readonly address: WebAddress;
	/** For the TLS socket: `{certificate, verify}`. */
	readonly secure?: object;
	onHead(head: HttpHead): void;
	onData(data: Uint8Array): void;
	/** The answer has come to its end; `ask` may be called again unless the server closes. */
	onDone(closes: boolean): void;
	/** Once, never out of the constructor; the connection is closed by then. */
	onError(reason: string): void;
}

interface Resolver {
	resolve(request: { host: string; onResolved(host: string, address: string): void; onError(host: string): void; }): void;
	close(): void;
}

const longestHead = 4096;
/** Without a byte for so long the connection is given up, in milliseconds. */
const patience = 20_000;

/**
 * One connection to a web server, for GET requests one after the other. What sockets, resolver and cipher throw ends in `onError`. Data is handed on
 * from a timer: a cipher, a parser and the flash on top of each other need too much stack.
 */
export class HttpConnection {
	readonly #options: HttpConnectionOptions;
	#resolver: Resolver | undefined;
	#socket: Socket | undefined;
	#link = { reading: false, reason: "" };
	#writable = false;
	#request: string | undefined;
	#chunks: Uint8Array[] = [];
	#work: TimerHandle | undefined;
	#watchdog: TimerHandle | undefined;
	#ended: string | undefined;
	#closed = false;
	#headText = "";
	#head: HttpHead | undefined;
	#left = Infinity;
	#chunkReader: ChunkReader | undefined;
	#idle = true;

	constructor(options: HttpConnectionOptions) {
		this.#options = options;
		this.#wait();
		const { host } = options.address;
		if (isAddress(host))
			this.#open(host);
		else
			this.#resolve(host);
	}

	/** GET, with a `Range` of bytes (both ends included) where one is given. */
	ask(range?: { from: number; to: number; }): void {
		const { host, port, path, secure } = this.#options.address;
		const name = port === (secure ? 443 : 80) ? host : `${host}:${port}`;
		this.#request = `GET ${path} HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: meterwire\r\nAccept-Encoding: identity\r\n`
			+ `${range ? `Range: bytes=${range.from}-${range.to}\r\n` : ""}\r\n`;
		this.#head = undefined;
		this.#headText = "";
		this.#chunkReader = undefined;
		this.#idle = false;
		this.#wait();
		this.#wake();
	}

	/** Harmless when called again. Nothing is called back afterwards. */
	close(): void {
		this.#closed = true;
		const { timers } = this.#options;
		timers.clear(this.#work);
		timers.clear(this.#watchdog);
		this.#resolver?.close();
		const socket = this.#socket;
		this.#socket = undefined;
		this.#chunks = [];
		try {
			socket?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}

	#resolve(host: string): void {
		try {
			const fail = (reason: string) => this.#failSoon(reason);
			this.#resolver = new GuardedResolver({
				inner: this.#options.hardware.dns,
				onCreate: () => {},
				onResolved: () => {},
				onFault: fail,
			}) as Resolver;
			this.#resolver.resolve({
				host,
				onResolved: (_host, address) => this.#open(address),
				onError: () => fail(`no address found for ${host}`),
			});
		}
		catch (error) {
			this.#failSoon(describeError(error));
		}
	}

	#open(address: string): void {
		if (this.#closed)
			return;
		const { hardware, address: { secure, host, port } } = this.#options;
		try {
			if (secure && !hardware.tls)
				throw new Error("this build has no TLS");
			const inner = secure ? this.#tls() : hardware.socket;
			const socket = new inner.io({
				...inner,
				address,
				host,
				port,
				onReadable: () => this.#readable(),
				onWritable: () => {
					this.#writable = true;
					this.#wake();
				},
				onError: error => this.#failSoon(this.#link.reason || describeError(error, "the connection to the server broke")),
			} as SocketOptions);
			socket.format = "buffer";
			this.#socket = socket;
		}
		catch (error) {
			this.#failSoon(describeError(error));
		}
	}

	#tls() {
		const { hardware, secure } = this.#options;
		return {
			...hardware.tls!,
			...(secure && { secure }),
			link: this.#link,
			TCP: { io: TlsTransport, inner: hardware.tls!.TCP },
		} as unknown as { io: new(options: SocketOptions) => Socket; };
	}

	#readable(): void {
		if (this.#closed || !this.#socket)
			return;
		this.#link.reading = true;
		try {
			const data = this.#socket.read();
			if (data instanceof ArrayBuffer && data.byteLength)
				this.#chunks.push(new Uint8Array(data));
		}
		catch (error) {
			this.#failSoon(describeError(error));
		}
		finally {
			this.#link.reading = false;
		}
		this.#wake();
	}

	#wake(): void {
		if (this.#closed)
			return;
		this.#work ??= this.#options.timers.set(() => {
			this.#work = undefined;
			this.#run();
		}, 0);
	}

	#run(): void {
		try {
			if (this.#request !== undefined && this.#writable && this.#socket) {
				const request = ArrayBuffer.fromString(this.#request);
				this.#request = undefined;
				this.#socket.write(request);
			}
			// One at a time: writing what it holds to the flash takes its time, and meters wait.
			const chunk = this.#chunks.shift();
			if (chunk) {
				this.#wait();
				this.#take(chunk);
			}
			if (this.#closed)
				return;
			if (this.#chunks.length)
				this.#wake();
			else if (this.#ended !== undefined)
				this.#end(this.#ended);
		}
		catch (error) {
			this.#fail(describeError(error));
		}
	}

	#take(data: Uint8Array): void {
		let rest = data;
		if (!this.#head) {
			let at = 0;
			// The end of the head is looked for byte by byte, as it may be split anywhere.
			for (; at < rest.length && !this.#headText.endsWith("\r\n\r\n"); at++)
				this.#headText += String.fromCharCode(rest[at]!);
			if (this.#headText.length > longestHead)
				return this.#fail("the server's answer begins with too long a head");
			if (!this.#headText.endsWith("\r\n\r\n"))
				return;
			const head = parseHttpHead(this.#headText.slice(0, -4));
			this.#headText = "";
			// "100 Continue" and the like announce the real answer.
			if (head.status < 200)
				return this.#take(rest.subarray(at));
			this.#head = head;
			this.#left = head.chunked ? Infinity : head.length ?? Infinity;
			if (head.chunked)
				this.#chunkReader = new ChunkReader(part => this.#options.onData(part));
			rest = rest.subarray(at);
			this.#options.onHead(head);
			if (this.#closed)
				return;
		}
		else if (this.#idle)
			return;
		if (this.#chunkReader)
			this.#chunkReader.push(rest);
		else {
			const part = rest.subarray(0, Math.min(rest.length, this.#left));
			this.#left -= part.length;
			if (part.length)
				this.#options.onData(part);
		}
		if (!this.#closed && (this.#left === 0 || this.#chunkReader?.ended))
			this.#done();
	}

	#done(): void {
		this.#idle = true;
		this.#options.timers.clear(this.#watchdog);
		this.#options.onDone(this.#head!.closes || this.#ended !== undefined);
	}

	/** The server has closed: that is the end of a body without a length. */
	#end(reason: string): void {
		const head = this.#head;
		if (head && !this.#idle && !head.chunked && head.length === undefined) {
			this.#done();
			return;
		}
		if (!this.#idle)
			this.#fail(reason);
	}

	#wait(): void {
		const { timers } = this.#options;
		timers.clear(this.#watchdog);
		this.#watchdog = timers.set(() => this.#fail("the server does not answer"), patience);
	}

	#failSoon(reason: string): void {
		this.#ended ??= reason;
		this.#wake();
	}

	#fail(reason: string): void {
		if (this.#closed)
			return;
		this.close();
		this.#options.onError(reason);
	}
}

/** An IPv4 address needs no look-up. */
function isAddress(host: string): boolean {
	const parts = host.split(".");
	return parts.length === 4 && parts.every(part => part.length > 0 && Number(part) >= 0 && Number(part) < 256);
}
