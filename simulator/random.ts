/** Pseudo-random numbers that are the same for the same seed, so that every run can be repeated. Xorshift with 32 bits of state. */
export class Random {
	#state: number;

	constructor(seed: number) {
		// Neighbouring seeds would give alike first numbers: spread the bits, and keep away from zero, where the generator stands still.
		this.#state = Math.imul(seed ^ 0x5DEECE66, 0x9E3779B1) | 1;
		for (let turn = 0; turn < 8; turn++)
			this.next();
	}

	/** 0 up to, but not, 1. */
	next(): number {
		let state = this.#state;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.#state = state;
		return (state >>> 0) / 0x1_0000_0000;
	}

	/** A whole number from `low` to `high`, both included. */
	integer(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	/** Time to the next of events that come at random, `mean` apart on average. */
	wait(mean: number): number {
		return -Math.log(1 - this.next()) * mean;
	}
}
