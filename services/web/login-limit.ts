import type { Timers } from "../../drivers/timers";

const free = 5;
const firstWait = 5_000, longestWait = 300_000;
/** Failures are forgotten after so long without one. */
const memory = 1_800_000;

/** Makes guessing passwords slow: after five wrong ones each next try has to wait, twice as long as the one before. */
export class LoginLimit {
	readonly #timers: Timers;
	#failures = 0;
	#until = 0;
	#last = 0;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	/** Seconds until the next try may be made; 0: now. */
	get wait(): number {
		return Math.max(0, Math.ceil((this.#until - this.#timers.ticks) / 1000));
	}

	/** How a try went. */
	note(isRight: boolean): void {
		const now = this.#timers.ticks;
		if (isRight || now - this.#last > memory)
			this.#failures = 0;
		this.#last = now;
		if (isRight)
			return;
		this.#failures++;
		if (this.#failures >= free)
			this.#until = now + Math.min(longestWait, firstWait * 2 ** (this.#failures - free));
	}
}
