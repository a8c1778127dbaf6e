import type { Timers } from "../../drivers/timers";
import type { Socket, SocketConstructor, SocketOptions } from "../platform";
import { describeError } from "../text";
import { readRequestHead } from "./request-head";
import { webLimits } from "./web-limits";

export interface GuardedConnectionOptions {
	/** As the listener gave it. */
	readonly accepted: Socket;
	readonly timers: Timers;
	/** The header is whole and good: the server may have the connection. */
	onHead(connection: GuardedConnection): void;
	/** Once. `reason` is empty when all went as it should. */
	onClosed(connection: GuardedConnection, reason: string): void;
}

/**
 * `head`: the header is coming. `body`: the server has the connection. `answer`: it answers, the rest of the body goes nowhere. `linger`: the
 * answer is out, though the client still sends.
 */
type Phase = "head" | "body" | "answer" | "linger" | "closed";

/**
 * A TCP connection between the network and the SDK's HTTP server. The server has no limits: a header grows for ever, a client may stay silent
 * for ever, and what a callback throws restarts the device. Here a header must come whole, in time and in bounds before the server hears of
 * the connection; then the server gets what it needs of it, the body up to its announced length, and nothing behind it. Everything that is
 * thrown ends the one connection.
 */
export class GuardedConnection implements Socket {
	format: "buffer" | "number" = "buffer";
	readonly #options: GuardedConnectionOptions;
	readonly #timers: Timers;
	#inner: Socket | undefined;
	/** The server's end. */
	#client: SocketOptions | undefined;
	#phase: Phase = "head";
	#since: number;
	#began: number;
	#head = "";
	/** The header for the server, and how far it was read. */
	#text = new Uint8Array(0);
	#textAt = 0;
	/** Bytes of the body that came along with the header, and how far they were read. */
	#early = new Uint8Array(0);
	#earlyAt = 0;
	/** Bytes of the body that the server has not read yet. */
	#bodyLeft = 0;
	/** Bytes that wait in the network. */
	#available = 0;
	/** Bytes that may be written, as told last. */
	#room = 0;
	/** Something was written that is not known to have gone. */
	#sending = false;
	#paused = false;
	#discarded = 0;
	/** Why the connection does not end well. */
	#reason = "";

	/** With `from`, as the SDK's server calls it for what it got from the listener: the same connection, now with the server's callbacks. */
	constructor(options: GuardedConnectionOptions | SocketOptions) {
		if ("from" in options && options.from instanceof GuardedConnection) {
			const { from } = options;
			from.#client = options;
			this.#options = from.#options;
			this.#timers = from.#timers;
			this.#since = this.#began = 0;
			// The server holds on to this object; it may as well be the one that is there.
			return from;
		}
		const own = options as GuardedConnectionOptions;
		this.#options = own;
		this.#timers = own.timers;
		this.#since = this.#began = own.timers.ticks;
		const { accepted } = own;
		this.#inner = new (accepted.constructor as SocketConstructor)({
			from: accepted,
			onReadable: count => this.#guard(() => this.#readable(count)),
			onWritable: count => this.#guard(() => this.#writable(count)),
			onError: error => this.#fail(this.#phase === "linger" ? "" : describeError(error, "the client has gone")),
		});
		this.#inner.format = "buffer";
	}

	/** The server has taken it. */
	get isAdopted(): boolean {
		return this.#client !== undefined;
	}

	/**
	 * Whether it may make room for another connection. 3: it is over but for its end. 2: its header has not come whole. 1: its client sends nothing
	 * of a body, or takes nothing of an answer, for some time. 0: no.
	 */
	get dispensability(): 0 | 1 | 2 | 3 {
		const idle = this.#timers.ticks - this.#since;
		switch (this.#phase) {
			case "linger":
				return 3;
			case "head":
				return 2;
			case "body":
				return this.#bodyLeft && !this.#paused && idle > webLimits.bodyPatience ? 1 : 0;
			case "answer":
				return this.#sending && idle > webLimits.answerPatience ? 1 : 0;
			default:
				return 0;
		}
	}

	/** Gives the header to the server that has taken the connection. */
	start(): void {
		this.#guard(() => {
			this.#paused = false;
			this.#client?.onWritable?.call(this, this.#room);
			this.#client?.onReadable?.call(this, this.#text.length);
			this.#text = new Uint8Array(0);
			this.#offer();
		});
	}

	/** The body waits in the network until `resume`. */
	pause(): void {
		this.#paused = true;
	}

	resume(): void {
		this.#paused = false;
		this.#timers.set(() => this.#guard(() => this.#offer()), 0);
	}

	/** The answer begins: what still comes of the body is thrown away. */
	ignoreBody(): void {
		if (this.#phase === "body")
			this.#enter("answer");
		this.#early = new Uint8Array(0);
		this.#paused = false;
	}

	/** Ends it at once. */
	drop(reason: string): void {
		this.#fail(reason);
	}

	/** Closes what takes too long. Called each second. */
	check(): void {
		const now = this.#timers.ticks, idle = now - this.#since;
		const { headTime, idleTime, bodyTime, lingerTime } = webLimits;
		switch (this.#phase) {
			case "head":
				if (idle > headTime)
					this.#fail("half a request");
				break;
			case "body":
				if (this.#bodyLeft && !this.#paused && (idle > idleTime || now - this.#began > bodyTime))
					this.#fail("the body of a request did not come");
				break;
			case "answer":
				if (this.#sending && idle > idleTime)
					this.#fail("nobody takes the answer");
				break;
			case "linger":
				if (idle > lingerTime)
					this.#end();
				break;
		}
	}

	read(wanted?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		if (this.format === "number")
			return this.#text[this.#textAt++];
		const count = Math.min(typeof wanted === "number" ? wanted : Infinity, this.#offered);
		if (!count)
			return undefined;
		this.#since = this.#timers.ticks;
		this.#bodyLeft -= count;
		if (this.#earlyAt < this.#early.length) {
			const part = this.#early.slice(this.#earlyAt, this.#earlyAt += count);
			return part.buffer;
		}
		this.#available -= count;
		return this.#inner?.read(count);
	}

	write(data: ArrayBuffer | Uint8Array | number): number {
		if (!this.#inner)
			return 0;
		this.ignoreBody();
		try {
			// After an error the socket gives nothing back.
			this.#room = this.#inner.write(data) ?? 0;
			this.#sending = true;
			return this.#room;
		}
		catch (error) {
			this.#reason = describeError(error);
			// Not from here: the server is in the middle of its answer.
			this.#timers.set(() => this.#fail(this.#reason), 0);
			return 0;
		}
	}

	/** What was written goes out first. Harmless when called again. */
	close(): void {
		this.#client = undefined;
		// With something unread the network would answer with a reset, and the client might never see the answer.
		if (this.#phase === "answer" && (this.#bodyLeft || this.#available) && !this.#reason) {
			this.#enter("linger");
			this.#guard(() => this.#discard());
		}
		else if (this.#phase !== "linger")
			this.#end();
	}

	/** Answers in place of the server, which has not heard of this connection. */
	refuse(status: number, message: string): void {
		const body = JSON.stringify({ error: message });
		const text =
			`HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
		this.#reason = message;
		try {
			this.#inner?.write(ArrayBuffer.fromString(text));
			this.#enter("linger");
			this.#discard();
		}
		catch {
			// It was not even ready for that.
			this.#fail(message);
		}
	}

	/** Bytes that the server may read now. */
	get #offered(): number {
		if (this.#phase !== "body" || this.#paused)
			return 0;
		return Math.min(this.#bodyLeft, this.#early.length - this.#earlyAt || this.#available);
	}

	#readable(count: number): void {
		this.#available = count;
		if (this.#phase === "head")
			this.#readHead();
		else if (this.#phase === "body" && (this.#bodyLeft || this.#paused))
			this.#offer();
		else
			this.#discard();
	}

	#writable(count: number): void {
		this.#room = count;
		this.#sending = false;
		this.#since = this.#phase === "head" ? this.#since : this.#timers.ticks;
		this.#client?.onWritable?.call(this, count);
	}

	#readHead(): void {
		const data = this.#inner?.read();
		this.#available = 0;
		if (!(data instanceof ArrayBuffer))
			return;
		const before = this.#head.length, bytes = new Uint8Array(data), end = headEnd(this.#head, bytes);
		const part = end < 0 ? data : data.slice(0, end);
		try {
			this.#head += String.fromArrayBuffer(part);
		}
		catch {
			return this.refuse(400, "the header is no text");
		}
		if (before + part.byteLength > webLimits.head)
			return this.refuse(431, "the header is too long");
		if (end < 0)
			return;
		const head = readRequestHead(this.#head.slice(0, -4));
		this.#head = "";
		if ("status" in head)
			return this.refuse(head.status, head.message);
		this.#text = new Uint8Array(ArrayBuffer.fromString(head.text));
		this.#bodyLeft = head.length;
		this.#early = bytes.slice(end, end + head.length);
		this.#available = 0;
		this.#enter("body");
		// The header first.
		this.#paused = true;
		this.#options.onHead(this);
	}

	/** The server reads what there is of the body. */
	#offer(): void {
		for (let before = Infinity; this.#offered && this.#bodyLeft < before;) {
			before = this.#bodyLeft;
			this.#client?.onReadable?.call(this, this.#offered);
		}
		if (this.#phase === "answer")
			this.#discard();
	}

	#discard(): void {
		const data = this.#inner?.read();
		const count = data instanceof ArrayBuffer ? data.byteLength : 0;
		this.#available = 0;
		this.#bodyLeft = Math.max(0, this.#bodyLeft - count);
		this.#discarded += count;
		if (this.#discarded > webLimits.lingerBytes)
			this.#fail("more was sent than announced");
	}

	#enter(phase: Phase): void {
		this.#phase = phase;
		this.#since = this.#timers.ticks;
		if (phase === "body")
			this.#began = this.#since;
	}

	#guard(action: () => void): void {
		if (this.#phase === "closed")
			return;
		try {
			action();
		}
		catch (error) {
			this.#fail(describeError(error));
		}
	}

	#fail(reason: string): void {
		if (this.#phase === "closed")
			return;
		this.#reason ||= reason;
		const client = this.#client;
		this.#end();
		try {
			client?.onError?.call(this, reason);
		}
		catch {
			// The server is being told of the end; it has nobody else to tell.
		}
	}

	#end(): void {
		if (this.#phase === "closed")
			return;
		this.#phase = "closed";
		this.#client = undefined;
		const inner = this.#inner;
		this.#inner = undefined;
		try {
			inner?.close();
		}
		catch {
			// Nothing is left to close.
		}
		this.#options.onClosed(this, this.#reason);
	}
}

/** Where in `bytes` the header ends, behind its empty line; −1 when it does not. `before`: the characters that came earlier. */
function headEnd(before: string, bytes: Uint8Array): number {
	const tail = before.slice(-3);
	let text: string | undefined;
	try {
		text = String.fromArrayBuffer(bytes.buffer as ArrayBuffer);
	}
	catch {
		// The body that came along is not text.
	}
	// Characters are bytes then.
	if (text?.length === bytes.length) {
		const at = (tail + text).indexOf("\r\n\r\n");
		return at < 0 ? -1 : at + 4 - tail.length;
	}
	let matched = matchedOf(tail);
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		matched = byte === (matched % 2 ? 10 : 13) ? matched + 1 : byte === 13 ? 1 : 0;
		if (matched === 4)
			return at + 1;
	}
	return -1;
}

/** How much of the empty line the last characters are. */
function matchedOf(tail: string): number {
	return tail.endsWith("\r\n\r") ? 3 : tail.endsWith("\r\n") ? 2 : tail.endsWith("\r") ? 1 : 0;
}
