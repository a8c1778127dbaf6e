import type { Platform } from "../platform";
import { WebError } from "./web-error";

export interface MemoryGuardOptions {
	readonly platform: Pick<Platform, "timers" | "freeHeap">;
	onLog?(text: string): void;
}

/** Bytes of the engine's memory that must be free for what is begun. What each takes at most is measured: `docs/performance.md`, Memory. */
export const memoryNeeds = Object.freeze({
	/** A connection whose header is to come. */
	connection: 5_000,
	/** A request and its answer. */
	request: 11_000,
	/** A browser that listens for events, and asks for a page from time to time. */
	listener: 15_000,
});

/** So long nothing is measured again after a refusal: each time costs a collection. */
const pause = 300;
/** It is not said again in the log before this time has passed. */
const silence = 60_000;
const reason = "the device is short of memory: close other pages of it, or try again in a moment";

/** Keeps browsers from taking the memory that reading meters and publishing needs: what does not fit is refused, before the engine gives up. */
export class MemoryGuard {
	/** What was refused. It only grows. */
	refused = 0;
	readonly #options: MemoryGuardOptions;
	#until = -Infinity;
	#saidAt = -Infinity;

	constructor(options: MemoryGuardOptions) {
		this.#options = options;
	}

	/** Bytes that are left, of which the engine can get no more; `undefined` where it can. */
	get free(): number | undefined {
		return this.#options.platform.freeHeap?.(memoryNeeds.listener);
	}

	/** Why there is no room for something that takes so many bytes; `undefined` when there is. Counts it as refused. */
	refusal(need: number): string | undefined {
		const { timers } = this.#options.platform, { ticks } = timers;
		if (ticks >= this.#until) {
			const free = this.#options.platform.freeHeap?.(need);
			if (free === undefined || free >= need)
				return undefined;
			this.#until = ticks + pause;
			this.#say(ticks, free);
		}
		this.refused++;
		return reason;
	}

	/** Throws a `WebError` 503 when there is no room for something that takes so many bytes. */
	require(need: number): void {
		const text = this.refusal(need);
		if (text !== undefined)
			throw new WebError(503, text);
	}

	#say(ticks: number, free: number): void {
		if (ticks - this.#saidAt < silence)
			return;
		this.#saidAt = ticks;
		this.#options.onLog?.(`web: short of memory (${free} bytes are free): browsers are turned away`);
	}
}
