import type { TimerHandle, Timers } from "../../drivers/timers";
import type { HTTPCallbacks, HTTPConnection, HTTPResponse, Socket, SocketConstructor } from "../../services/platform";
import { decodeText, encodeText } from "./records";

/** Where a connection is: its states bear on what the calls do. */
type State = "line" | "headers" | "body" | "wait" | "sending" | "answer" | "done";

const lineFeed = 10;

/**
 * One connection of the stand-in for the SDK's HTTP server. As there: the header is read byte by byte and may be as long as it likes; a version
 * other than 1.1 and any byte behind the body end the connection; calling `onError` after `close` throws; an answer's body goes out as it is
 * written, closed by its length or by `close`. Bodies in chunks, either way, are not simulated: the guard lets none through.
 */
export class HostHTTPConnection implements HTTPConnection {
	readonly #timers: Timers;
	readonly #onClose: () => void;
	#from: Socket | undefined;
	#socket: Socket | undefined;
	#callbacks: HTTPCallbacks | undefined;
	#state: State = "line";
	#line: number[] = [];
	#request = { method: "", path: "", headers: new Map<string, string>() };
	#readable = 0;
	#writable = 0;
	/** Bytes of the body that are still to come, or to go; `undefined`: until the connection ends. */
	#remaining: number | undefined;
	/** What of the answer's header waits. */
	#pending: Uint8Array[] = [];
	#timer: TimerHandle | undefined;

	constructor(timers: Timers, from: Socket, onClose: () => void) {
		this.#timers = timers;
		this.#from = from;
		this.#onClose = onClose;
	}

	accept(callbacks: HTTPCallbacks): void {
		const from = this.#from!;
		this.#callbacks = { ...callbacks };
		this.#socket = new (from.constructor as SocketConstructor)({
			from,
			onReadable: count => this.#receive(count),
			onWritable: count => this.#send(count),
			onError: error => this.#fail(error),
		});
		this.#from = undefined;
	}

	read(count: number = Infinity): ArrayBuffer | undefined {
		const wanted = Math.min(count, this.#readable, this.#remaining ?? 0);
		if (this.#state !== "body" || !wanted)
			return undefined;
		this.#readable -= wanted;
		this.#remaining! -= wanted;
		const data = this.#socket!.read(wanted) as ArrayBuffer;
		if (!this.#remaining)
			this.#timer = this.#timers.set(() => this.#answer(), 0);
		return data;
	}

	write(data: ArrayBuffer | Uint8Array): number {
		if (this.#state !== "answer")
			throw new Error("bad state");
		const { byteLength } = data;
		if (byteLength > this.#writable || this.#remaining !== undefined && byteLength > this.#remaining)
			throw new Error("would block");
		this.#writable = this.#socket!.write(data);
		if (this.#remaining !== undefined && !(this.#remaining -= byteLength))
			this.#finish();
		return this.#writable;
	}

	respond({ status, headers }: HTTPResponse): void {
		const length = headers.get("content-length");
		this.#state = "sending";
		this.#remaining = length === undefined ? undefined : parseInt(length);
		this.#pending = [`HTTP/1.1 ${status} Status`, ...[...headers].map(([name, value]) => `${name}: ${value}`), ""]
			.map(line => encodeText(`${line}\r\n`));
		this.#send(this.#writable);
	}

	close(): void {
		this.#onClose();
		this.#callbacks = undefined;
		this.#timers.clear(this.#timer);
		this.#socket?.close();
		this.#socket = undefined;
		this.#from?.close();
		this.#from = undefined;
	}

	#receive(count: number): void {
		this.#readable = count;
		while (this.#readable > 0) {
			if (this.#state === "body") {
				this.#callbacks!.onReadable?.call(this, Math.min(this.#readable, this.#remaining!));
				return;
			}
			if (this.#state !== "line" && this.#state !== "headers") {
				this.#fail("bad state");
				return;
			}
			if (!this.#readLine())
				return;
			const line = decodeText(Uint8Array.from(this.#line));
			this.#line = [];
			if (this.#state === "line" ? !this.#takeFirst(line) : !this.#takeHeader(line))
				return;
		}
	}

	#readLine(): boolean {
		const socket = this.#socket!;
		socket.format = "number";
		while (this.#readable > 0 && this.#line[this.#line.length - 1] !== lineFeed) {
			this.#line.push(socket.read() as number);
			this.#readable--;
		}
		socket.format = "buffer";
		return this.#line[this.#line.length - 1] === lineFeed;
	}

	#takeFirst(line: string): boolean {
		const [method, path, version] = line.trim().split(" ");
		if (version !== "HTTP/1.1") {
			this.#fail("badly formed");
			return false;
		}
		this.#request = { method: method!, path: path!, headers: new Map() };
		this.#state = "headers";
		return true;
	}

	/** Returns whether there is more to read for it. */
	#takeHeader(line: string): boolean {
		const { headers } = this.#request;
		if (line !== "\r\n") {
			const colon = line.indexOf(":"), name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
			headers.set(name, line.slice(colon + 1).trim());
			return true;
		}
		this.#remaining = parseInt(headers.get("content-length") ?? "0");
		this.#callbacks!.onRequest?.call(this, this.#request);
		if (!this.#socket)
			return false;
		if (this.#remaining)
			this.#state = "body";
		else
			this.#answer();
		return true;
	}

	#answer(): void {
		this.#state = "wait";
		const response = { status: 200, headers: new Map<string, string>() };
		if (this.#callbacks!.onResponse)
			this.#callbacks!.onResponse.call(this, response);
		else
			this.respond(response);
	}

	#send(count: number): void {
		this.#writable = count;
		while (this.#state === "sending" && this.#writable > 0) {
			const first = this.#pending[0];
			if (!first) {
				this.#state = "answer";
				break;
			}
			const use = Math.min(first.length, this.#writable);
			this.#writable = this.#socket!.write(first.subarray(0, use));
			if (use < first.length)
				this.#pending[0] = first.subarray(use);
			else
				this.#pending.shift();
		}
		if (this.#state !== "answer" || this.#writable <= 0)
			return;
		if (this.#remaining === 0)
			this.#finish();
		else
			this.#callbacks?.onWritable?.call(this, Math.min(this.#writable, this.#remaining ?? Infinity));
	}

	#finish(): void {
		this.#state = "done";
		this.#writable = 0;
		this.#callbacks?.onDone?.call(this);
		this.close();
	}

	#fail(error: unknown): void {
		// A TypeError after `close`, as there.
		const { onError } = this.#callbacks!;
		this.#state = "done";
		this.close();
		onError?.call(this, error);
	}
}
