export interface BackOffOptions {
	/** The first delay in milliseconds; each one after it is twice as long. */
	first: number;
	/** Where the delay stops growing, in milliseconds. */
	maximum: number;
	/** Any integer that differs between devices, so that a house full of them does not come back in step. */
	seed: number;
}

/** Delays between attempts: doubling up to a limit, each lengthened by 0 … 25 % from the device's own sequence. */
export class BackOff {
	#first: number;
	#maximum: number;
	#delay: number;
	#random: number;

	constructor(options: BackOffOptions) {
		this.#first = options.first;
		this.#maximum = options.maximum;
		this.#delay = options.first;
		this.#random = options.seed >>> 0;
	}

	/** The delay before the next attempt in milliseconds. */
	next(): number {
		const delay = this.#delay;
		this.#delay = Math.min(delay * 2, this.#maximum);
		// Linear congruential generator with the constants of ISO C's example.
		this.#random = (Math.imul(this.#random, 1103515245) + 12345) >>> 0;
		return delay + Math.floor(delay * (this.#random >>> 16) / 0x40000);
	}

	/** The next failure is the first again. */
	reset(): void {
		this.#delay = this.#first;
	}
}

/** A seed out of a MAC address of 12 hexadecimal digits. */
export function seedOf(mac: string): number {
	return parseInt(mac.slice(-6), 16) || 1;
}
