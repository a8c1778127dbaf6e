import type { TimerHandle, Timers } from "../../drivers/timers";
import type { HTTPClient, HTTPClientConstructor, HTTPClientRequest, HTTPClientRequestOptions, Socket } from "../../services/platform";
import { encodeText } from "./records";

type Options = ConstructorParameters<HTTPClientConstructor>[0];

interface Resolver {
	resolve(question: { host: string; onResolved(host: string, address: string): void; onError(): void; }): void;
}

/** Where the request that is under way stands. */
type State = "opening" | "idle" | "head" | "body" | "status" | "fields" | "rest" | "broken" | "closed";

const lineFeed = 10;

/**
 * Stands in for the SDK's `embedded:network/http/client` (8.2.3): one connection, one request after the other, the same options and callbacks, and
 * the same faults, so that what guards against them is put to the test: nothing has a limit or a time; a look-up that ends after `close` opens a
 * connection all the same; what comes while nothing is awaited, and a status line that is none, make it throw out of the socket's callback; only an
 * answer without a body (204, 205, length 0) ends by itself unless the body is read. Bodies of answers cannot be read here: nobody does.
 */
export class HostHTTPClient implements HTTPClient {
	readonly #timers: Timers;
	readonly #options: Options;
	readonly #requests: { options: HTTPClientRequestOptions; request: HTTPClientRequest; }[] = [];
	#socket: Socket | undefined;
	#state: State = "opening";
	#writable = 0;
	/** The head's rest. */
	#head: Uint8Array = new Uint8Array(0);
	/** Bytes of the body that are still to go. */
	#left = 0;
	#line = "";
	#status = 0;
	#fields = new Map<string, string>();
	#timer: TimerHandle | undefined;

	static bind(timers: Timers): HTTPClientConstructor {
		return class extends HostHTTPClient {
			constructor(options: Options) {
				super(timers, options);
			}
		};
	}

	constructor(timers: Timers, options: Options) {
		if (!options.host)
			throw new Error("host required");
		this.#timers = timers;
		this.#options = { ...options };
		const { io: DNS, ...dns } = options.dns as { io: new(options: object) => Resolver; };
		new DNS(dns).resolve({
			host: options.host,
			onResolved: (host, address) => this.#open(host, address),
			onError: () => this.#fail(),
		});
	}

	request(options: HTTPClientRequestOptions): HTTPClientRequest {
		const request = { write: (data: ArrayBuffer | Uint8Array) => this.#write(data) };
		this.#requests.push({ options: { ...options }, request });
		if (this.#state === "idle" && this.#requests.length === 1) {
			this.#begin();
			this.#timer = this.#timers.set(() => this.#send(this.#writable), 0);
		}
		return request;
	}

	close(): void {
		this.#timers.clear(this.#timer);
		this.#socket?.close();
		this.#socket = undefined;
		this.#requests.length = 0;
		this.#state = "closed";
	}

	#open(host: string, address: string): void {
		const { socket: { io: SocketClass, ...rest }, port = 80 } = this.#options;
		try {
			this.#socket = new SocketClass({
				...rest,
				address,
				host,
				port,
				onReadable: count => this.#receive(count),
				onWritable: count => this.#send(count),
				onError: () => this.#fail(),
			});
		}
		catch {
			this.#fail();
		}
	}

	#begin(): void {
		const { method = "GET", path = "/", headers = new Map<string, string>() } = this.#requests[0]!.options;
		let head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#options.host}\r\n`;
		for (const [name, value] of headers)
			head += `${name}: ${value}\r\n`;
		this.#head = encodeText(`${head}\r\n`);
		this.#left = Number(headers.get("content-length") ?? 0);
		this.#state = "head";
	}

	#send(count: number): void {
		this.#writable = count;
		if (this.#state === "opening") {
			this.#state = "idle";
			if (this.#requests.length)
				this.#begin();
		}
		if (this.#state === "head") {
			const part = this.#head.slice(0, this.#writable);
			this.#head = this.#head.slice(part.length);
			if (part.length)
				this.#writable = this.#socket!.write(part);
			if (this.#head.length)
				return;
			this.#await();
		}
		if (this.#state === "body") {
			const { options, request } = this.#requests[0]!;
			options.onWritable?.call(request, Math.min(this.#writable, this.#left));
		}
	}

	#write(data: ArrayBuffer | Uint8Array): number {
		if (this.#state !== "body")
			throw new Error("bad state");
		if (data.byteLength > this.#writable || data.byteLength > this.#left)
			throw new Error("would block");
		this.#writable = this.#socket!.write(data);
		this.#left -= data.byteLength;
		this.#await();
		return Math.min(this.#writable, this.#left);
	}

	#await(): void {
		this.#state = this.#left ? "body" : "status";
	}

	#receive(count: number): void {
		for (let left = count; left && this.#socket; left--) {
			if (this.#state === "rest")
				return;
			if (this.#state !== "status" && this.#state !== "fields")
				throw new Error();
			this.#socket.format = "number";
			const byte = this.#socket.read() as number;
			this.#socket.format = "buffer";
			this.#line += String.fromCharCode(byte);
			if (byte === lineFeed)
				this.#endLine();
		}
	}

	#endLine(): void {
		const line = this.#line.trim(), colon = line.indexOf(":");
		this.#line = "";
		if (this.#state === "status") {
			if (line.split(" ").length < 3)
				this.#fail();
			this.#status = parseInt(line.split(" ")[1]!);
			this.#fields = new Map();
			// A TypeError after a failure.
			this.#socket!.format = "buffer";
			this.#state = "fields";
		}
		else if (line)
			this.#fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
		else
			this.#answered();
	}

	#answered(): void {
		const { options, request } = this.#requests[0]!, status = this.#status;
		options.onHeaders?.call(request, status, this.#fields);
		if (this.#state === "closed")
			return;
		const isWhole = status === 204 || status === 205 || this.#fields.get("content-length") === "0";
		this.#state = isWhole ? "idle" : "rest";
		if (!isWhole)
			return;
		this.#requests.shift();
		options.onDone?.call(request, null);
		if (this.#state === "idle" && this.#requests.length) {
			this.#begin();
			this.#send(this.#writable);
		}
	}

	#fail(): void {
		this.#state = "broken";
		for (const { options, request } of this.#requests.splice(0))
			options.onDone?.call(request, new Error());
		this.#options.onError?.();
		this.close();
	}
}
