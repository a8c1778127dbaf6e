/** Milliseconds of an hour times a thousand: kWh per millisecond to W. */
const scale = 3.6e9;

/** Power out of an energy's change over time (`=d`). */
export class DeltaRate {
	readonly #interval: number;
	#time: number | undefined;
	#value = 0;

	/** @param seconds least time between two results */
	constructor(seconds: number) {
		this.#interval = seconds * 1000;
	}

	/**
	 * Takes the energy in kWh; returns W when it is time, else `undefined`. There is nothing to compare the first value with: it gives 0, as
	 * in Tasmota.
	 */
	add(value: number, now: number): number | undefined {
		const first = this.#time === undefined, elapsed = now - (this.#time ?? now);
		if (!first && (elapsed < this.#interval || elapsed <= 0))
			return undefined;
		const rate = first ? 0 : (value - this.#value) * scale / elapsed;
		this.#time = now;
		this.#value = value;
		return rate;
	}
}
