import type { SystemClock } from "../../services/platform";
import type { Timers } from "../../drivers/timers";

/** The chip's clock: it knows nothing until somebody sets it, and then runs on the ticks. */
export class HostClock implements SystemClock {
	readonly #timers: Timers;
	#offset: number | undefined;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	get now(): number | undefined {
		return this.#offset === undefined ? undefined : this.#offset + this.#timers.ticks;
	}

	set(epoch: number): void {
		this.#offset = epoch - this.#timers.ticks;
	}
}
