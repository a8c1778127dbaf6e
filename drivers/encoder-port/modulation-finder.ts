import type { EncoderView } from "./encoder-mode";

/** Milliamperes within which the current counts as the same, and by how much a threshold stays away from mark at least. */
const tolerance = 0.5;
/** Milliseconds: a level that lasts longer than a character's ten bits at 300 baud is no bit, but what mark is now. */
const longestSpace = 45;
/** mA, less than nothing: not even the line's pull-down draws its current, so that the line is off and we are talking; and how long after. */
const ownSpace = -0.25;
const ownTime = 40;
/** Excursions from mark that make a modulation, and the time without one after which counting begins anew. */
const enough = 12;
const memory = 400;

/**
 * Finds out from samples of the supply current whether and how the meter answers by it. Neither the size nor the sign of the change is known
 * beforehand (specs/elster-encoder.md 1.3): what the current rests at is mark, the first excursions from it are bits, the threshold lies half-way.
 */
export class ModulationFinder {
	#mark: number | undefined;
	#since = 0;
	#away = false;
	#peak = 0;
	#sum = 0;
	#count = 0;
	#last = 0;
	#quietUntil = 0;
	#view: Required<EncoderView> | undefined;

	/** Takes the current in mA at `time` ms; samples at most 3 ms apart. */
	push(current: number, time: number): void {
		if (current < ownSpace)
			this.#quietUntil = time + ownTime;
		if (time < this.#quietUntil) {
			// The line's own ups and downs, and the recharging of the meter's capacitor.
			this.#since = time;
			this.#away = false;
			return;
		}
		if (this.#mark === undefined) {
			this.#mark = current;
			this.#since = time;
			return;
		}
		const difference = current - this.#mark;
		if (Math.abs(difference) <= tolerance) {
			if (this.#away)
				this.#excursion(time);
			this.#away = false;
			this.#since = time;
			return;
		}
		if (!this.#away) {
			this.#away = true;
			this.#peak = difference;
		}
		else if (Math.abs(difference) > Math.abs(this.#peak))
			this.#peak = difference;
		if (time - this.#since > longestSpace) {
			this.#mark = current;
			this.#count = 0;
			this.#away = false;
			this.#since = time;
		}
	}

	/** What was found; `undefined` while nothing was. */
	get view(): Required<EncoderView> | undefined {
		return this.#view;
	}

	#excursion(time: number): void {
		if (this.#view)
			return;
		// Excursions of the other sign, or rare ones, are steps of the load and no bits.
		if (this.#count && (this.#sum < 0 !== this.#peak < 0 || time - this.#last > memory)) {
			this.#count = 0;
			this.#sum = 0;
		}
		if (!this.#count)
			this.#sum = 0;
		this.#count++;
		this.#sum += this.#peak;
		this.#last = time;
		if (this.#count === enough)
			this.#conclude();
	}

	#conclude(): void {
		const step = this.#sum / this.#count;
		const distance = Math.max(tolerance, Math.abs(step) / 2);
		const threshold = Math.round((this.#mark! + (step < 0 ? -distance : distance)) * 100) / 100;
		this.#view = { threshold, inverted: step < 0 };
	}
}
