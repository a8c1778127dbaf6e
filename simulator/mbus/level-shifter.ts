/** How a level shifter's receiver tells space from mark by the bus current. All currents in mA. */
export type ThresholdOptions =
	| {
		/** Space is above this much, whatever the slaves draw at rest: good for three or four meters. */
		readonly kind: "fixed";
		/** Default 7. */
		readonly current?: number;
	}
	| {
		/** Space is this much above the idle current, which is followed. */
		readonly kind: "following";
		/** Default 6. */
		readonly step?: number;
		/** Time constants of the follower in ms: to a higher idle current (default 500), and to a lower one (default 0.2). */
		readonly rise?: number;
		readonly fall?: number;
	};

/**
 * The receiving half of a level shifter. The follower is a minimum detector: it goes down to the current at once and up to it slowly, so that
 * the marks inside a character, not the spaces, make the idle current.
 */
export class LevelShifter {
	readonly #following: boolean;
	readonly #step: number;
	readonly #rise: number;
	readonly #fall: number;
	#idle = 0;
	#time: number;

	constructor(options: ThresholdOptions, time: number) {
		this.#following = options.kind === "following";
		this.#step = options.kind === "following" ? options.step ?? 6 : options.current ?? 7;
		this.#rise = options.kind === "following" ? options.rise ?? 500 : 0;
		this.#fall = options.kind === "following" ? options.fall ?? 0.2 : 0;
		this.#time = time;
	}

	/** Current above which space is received. */
	get threshold(): number {
		return this.#idle + this.#step;
	}

	/** Power on: the follower has found the idle current. */
	settle(current: number): void {
		this.#idle = this.#following ? current : 0;
	}

	/** `current` has flown until `time`. */
	advance(time: number, current: number): void {
		const passed = time - this.#time;
		this.#time = time;
		if (!this.#following || passed <= 0)
			return;
		const constant = current > this.#idle ? this.#rise : this.#fall;
		this.#idle = current + (this.#idle - current) * Math.exp(-passed / constant);
	}

	level(current: number): 0 | 1 {
		// A hair below: at the crossing itself the follower has caught up.
		return current > this.threshold + 1e-9 ? 0 : 1;
	}

	/** When a space of this current will read as mark because the follower has come up to it; `undefined` when never. */
	crossing(current: number): number | undefined {
		if (!this.#following || this.level(current))
			return undefined;
		return this.#time + this.#rise * Math.log((current - this.#idle) / this.#step);
	}
}
