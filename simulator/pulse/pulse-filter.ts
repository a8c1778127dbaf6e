/**
 * What the native counter does on each edge, with nothing but the time since the edge before: a pulse counts when the line was active for
 * `minimumPulse`, after it was at rest for `minimumPause`. All times in ms.
 */
export class PulseFilter {
	count = 0;
	/** When the last pulse began. */
	last = -1;
	readonly #pulse: number;
	readonly #pause: number;
	#active: boolean;
	#since: number;
	/** The pause before the next pulse has been long enough. */
	#armed: boolean;

	constructor(active: boolean, time: number, minimumPulse: number, minimumPause: number) {
		this.#pulse = minimumPulse;
		this.#pause = minimumPause;
		this.#active = active;
		this.#since = time;
		// A pulse that was there before us is none that we have seen begin.
		this.#armed = false;
	}

	/** The line changes over at `time`. */
	edge(time: number): void {
		this.look(time);
		this.#active = !this.#active;
		this.#since = time;
	}

	/** Nothing has happened up to `time`. */
	look(time: number): void {
		const lasted = time - this.#since;
		if (!this.#active) {
			if (lasted >= this.#pause)
				this.#armed = true;
		}
		else if (this.#armed && lasted >= this.#pulse) {
			this.#armed = false;
			this.count++;
			this.last = this.#since;
		}
	}
}
