import type { WebLive, WebReply } from "./web-route";

/** Bytes that wait for a slow browser. What would be more is lost to it: events, never memory. */
const most = 6_000;

/** One browser that listens. */
export class EventStream {
	readonly #live: WebLive;
	readonly #queue: Uint8Array[] = [];
	#waiting = 0;
	/** How much of the first of the queue went. */
	#at = 0;
	#lost = 0;

	constructor(reply: WebReply, onClosed: () => void) {
		this.#live = reply.live("text/event-stream", () => this.#write());
		reply.onGone = onClosed;
		// Back after three seconds when the device restarts.
		this.push(new Uint8Array(ArrayBuffer.fromString("retry: 3000\n\n")));
	}

	/** Events that did not fit. */
	get lost(): number {
		return this.#lost;
	}

	push(event: Uint8Array): void {
		if (this.#waiting + event.length > most) {
			this.#lost++;
			return;
		}
		this.#queue.push(event);
		this.#waiting += event.length;
		this.#write();
	}

	end(): void {
		this.#live.end();
	}

	#write(): void {
		const live = this.#live;
		while (this.#queue.length && live && live.room > 0) {
			const first = this.#queue[0]!, count = Math.min(live.room, first.length - this.#at);
			live.write(first.subarray(this.#at, this.#at + count));
			this.#at += count;
			this.#waiting -= count;
			if (this.#at < first.length)
				return;
			this.#queue.shift();
			this.#at = 0;
		}
	}
}
