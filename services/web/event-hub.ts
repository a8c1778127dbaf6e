import type { TimerHandle, Timers } from "../../drivers/timers";
import { EventStream } from "./event-stream";
import { memoryNeeds } from "./memory-guard";
import type { MemoryGuard } from "./memory-guard";
import { WebError } from "./web-error";
import { webLimits } from "./web-limits";
import type { WebEvents, WebReply } from "./web-route";

export interface EventHubOptions {
	readonly timers: Timers;
	/** How many may listen at a time. */
	readonly most?: number | undefined;
	readonly memory: MemoryGuard;
	/** The first browser listens, or none any more. */
	onListen?(isListening: boolean): void;
}

/** A proxy or a browser gives up on a stream that says nothing; and only what is written shows that nobody is there. */
const keepAlive = 15_000;

/** All browsers that listen for server-sent events (HTML standard, 9.2). */
export class EventHub implements WebEvents {
	readonly #options: EventHubOptions;
	readonly #streams: EventStream[] = [];
	#timer: TimerHandle | undefined;

	constructor(options: EventHubOptions) {
		this.#options = options;
	}

	get listeners(): number {
		return this.#streams.length;
	}

	/** Makes the answer to a request a stream. Throws a `WebError` 503 when there are enough, or no memory for one more. */
	open(reply: WebReply): void {
		const { most = webLimits.listeners } = this.#options;
		if (this.#streams.length >= most)
			throw new WebError(503, most === 1 ? "a browser is watching already" : `${most} browsers are watching already`);
		this.#options.memory.require(memoryNeeds.listener);
		const stream = new EventStream(reply, () => this.#closed(stream));
		this.#streams.push(stream);
		if (this.#streams.length > 1)
			return;
		this.#timer = this.#options.timers.repeat(() => this.#write(":\n\n"), keepAlive);
		this.#options.onListen?.(true);
	}

	send(event: string, data: unknown): void {
		if (this.#streams.length)
			this.sendText(event, JSON.stringify(data));
	}

	/** The same with data that is JSON text already. */
	sendText(event: string, text: string): void {
		if (this.#streams.length)
			this.#write(`event: ${event}\ndata: ${text}\n\n`);
	}

	close(): void {
		for (const stream of [...this.#streams])
			stream.end();
		this.#options.timers.clear(this.#timer);
	}

	/** One buffer for all. */
	#write(text: string): void {
		const bytes = new Uint8Array(ArrayBuffer.fromString(text));
		for (const stream of [...this.#streams])
			stream.push(bytes);
	}

	#closed(stream: EventStream): void {
		const at = this.#streams.indexOf(stream);
		if (at < 0)
			return;
		this.#streams.splice(at, 1);
		if (this.#streams.length)
			return;
		this.#options.timers.clear(this.#timer);
		this.#options.onListen?.(false);
	}
}
