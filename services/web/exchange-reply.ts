import type { TimerHandle, Timers } from "../../drivers/timers";
import type { HTTPConnection } from "../platform";
import type { WebHeaders, WebLive, WebReply } from "./web-route";

export interface ExchangeReplyOptions {
	readonly connection: HTTPConnection;
	readonly timers: Timers;
	/** The answer is there: `send` may be called as soon as the server takes it. */
	onReady(): void;
	/** A callback has thrown while the answer was made. */
	onError(error: unknown): void;
}

/** What each answer carries: it is for this page alone, and nothing in it is to be run, framed or guessed at. */
const commonHeaders: WebHeaders = Object.freeze({
	connection: "close",
	"cache-control": "no-store",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"x-frame-options": "DENY",
	"cross-origin-resource-policy": "same-origin",
	"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
});

const nothing = new ArrayBuffer(0);

/** The answer to one request: made by a handler at any time, sent when the server takes it, as fast as the client does. */
export class ExchangeReply implements WebReply, WebLive {
	onGone?: () => void;
	readonly #options: ExchangeReplyOptions;
	#status = 0;
	#headers: WebHeaders = commonHeaders;
	#length: number | undefined;
	/** What is being sent, and how much of it went. */
	#part: Uint8Array | undefined;
	#at = 0;
	#next: ((count: number) => ArrayBuffer | undefined) | undefined;
	#onWritable: ((live: WebLive) => void) | undefined;
	#room = 0;
	#pump: TimerHandle | undefined;
	#state: "open" | "ready" | "sending" | "over" = "open";

	constructor(options: ExchangeReplyOptions) {
		this.#options = options;
	}

	/** Nobody has answered yet. */
	get isOpen(): boolean {
		return this.#state === "open";
	}

	get isReady(): boolean {
		return this.#state === "ready";
	}

	get status(): number {
		return this.#status;
	}

	get room(): number {
		return this.#room;
	}

	json(value: unknown, status = 200, headers?: WebHeaders): void {
		this.jsonText(JSON.stringify(value), status, headers);
	}

	jsonText(text: string, status = 200, headers?: WebHeaders): void {
		this.#answer(status, "application/json", ArrayBuffer.fromString(text), headers);
	}

	text(text: string, type = "text/plain; charset=utf-8", status = 200): void {
		this.#answer(status, type, ArrayBuffer.fromString(text), undefined);
	}

	bytes(data: ArrayBuffer, type: string, headers?: WebHeaders): void {
		this.#answer(200, type, data, headers);
	}

	error(status: number, message: string, field?: string, headers?: WebHeaders): void {
		this.json(field === undefined ? { error: message } : { error: message, field }, status, headers);
	}

	/** An answer without a body, as 304 is. */
	empty(status: number, headers: WebHeaders): void {
		this.#answer(status, "", nothing, headers);
	}

	stream(next: (count: number) => ArrayBuffer | undefined, type: string, headers?: WebHeaders): void {
		if (this.#state !== "open")
			return;
		this.#next = next;
		this.#answer(200, type, undefined, headers);
	}

	live(type: string, onWritable: (live: WebLive) => void): WebLive {
		if (this.#state === "open") {
			this.#onWritable = onWritable;
			this.#answer(200, type, undefined, undefined);
		}
		return this;
	}

	/** Hands the answer to the server, which can take it now. */
	send(): void {
		if (this.#state !== "ready")
			return;
		this.#state = "sending";
		const headers = new Map<string, string>();
		for (const [name, value] of Object.entries(this.#headers))
			if (value)
				headers.set(name, value);
		// Never in chunks: the SDK's server garbles the last one.
		if (this.#length !== undefined)
			headers.set("content-length", String(this.#length));
		this.#options.connection.respond({ status: this.#status, headers });
	}

	/** The server can take so many bytes. */
	fill(count: number): void {
		this.#room = count;
		// From a timer: what makes the parts needs the stack that the network is using now.
		this.#pump ??= this.#options.timers.set(() => {
			this.#pump = undefined;
			this.#call(() => this.#fill());
		}, 0);
	}

	write(data: Uint8Array): void {
		if (this.#state !== "sending")
			return;
		this.#room = this.#options.connection.write(data);
	}

	end(): void {
		if (this.#state === "over")
			return;
		this.#state = "over";
		this.#options.connection.close();
	}

	/** The client has gone, or the server is through. */
	finish(isDone: boolean): void {
		const wasOver = this.#state === "over";
		this.#state = "over";
		this.#part = this.#next = this.#onWritable = undefined;
		this.#options.timers.clear(this.#pump);
		if (!isDone && !wasOver)
			this.#call(() => this.onGone?.());
	}

	#fill(): void {
		if (this.#onWritable) {
			this.#onWritable(this);
			return;
		}
		while (this.#state === "sending" && this.#room > 0) {
			if (!this.#part && !this.#nextPart())
				return;
			this.#writePart();
		}
	}

	#answer(status: number, type: string, body: ArrayBuffer | undefined, headers: WebHeaders | undefined): void {
		if (this.#state !== "open")
			return;
		this.#status = status;
		this.#headers = { ...commonHeaders, "content-type": type, ...headers };
		if (body) {
			this.#part = new Uint8Array(body);
			this.#length = body.byteLength;
		}
		this.#state = "ready";
		this.#options.onReady();
	}

	#nextPart(): boolean {
		let data: ArrayBuffer | undefined;
		try {
			data = this.#next?.(this.#room);
		}
		catch (error) {
			// The status is out already: the client sees an answer that breaks off.
			this.#options.onError(error);
		}
		if (!data) {
			this.end();
			return false;
		}
		this.#part = new Uint8Array(data);
		this.#at = 0;
		return true;
	}

	#writePart(): void {
		const part = this.#part!, count = Math.min(this.#room, part.length - this.#at);
		if (count)
			this.#room = this.#options.connection.write(new Uint8Array(part.buffer, part.byteOffset + this.#at, count));
		this.#at += count;
		if (this.#at < part.length)
			return;
		this.#part = undefined;
		// With a length the server closes by itself.
		if (!this.#next)
			this.#room = 0;
	}

	#call(action: () => void): void {
		try {
			action();
		}
		catch (error) {
			this.#options.onError(error);
		}
	}
}
