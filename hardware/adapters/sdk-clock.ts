import type { Timers } from "../../drivers/timers";
import type { SystemClock } from "../../services/platform";

/** An earlier time is that of a chip whose clock nobody has set: it starts in 1970. */
const earliest = Date.UTC(2025, 0, 1);

/** The system's clock. It keeps time over a restart, though not over a loss of power. */
export class SDKClock implements SystemClock {
	readonly #timers: Timers;
	readonly #setSeconds: (seconds: number) => void;
	#offset: number | undefined;

	/** `setSeconds` sets the clock of the system, seconds since 1970: TLS asks that one. */
	constructor(timers: Timers, setSeconds: (seconds: number) => void) {
		this.#timers = timers;
		this.#setSeconds = setSeconds;
	}

	get now(): number | undefined {
		if (this.#offset !== undefined)
			return this.#offset + this.#timers.ticks;
		const now = Date.now();
		return now < earliest ? undefined : now;
	}

	set(epoch: number): void {
		// The system's takes whole seconds, which would leave readings with the wrong second half of the time.
		this.#offset = epoch - this.#timers.ticks;
		this.#setSeconds(Math.floor(epoch / 1000));
	}
}
