/** A counter of pulses on one pin. The chip's is native code on an interrupt: no edge ever reaches JavaScript. */
export interface PulseCounterOptions {
	pin: number;
	/** Level of a pulse. Default 0: a contact or an open collector to ground. */
	active?: 0 | 1;
	pull?: "up" | "down" | "none";
	/** Milliseconds, 0 to 10000, fractions allowed, that a pulse lasts at least; anything shorter is bounce. */
	minimumPulse: number;
	/** Milliseconds that lie between two pulses at least; anything shorter is bounce. */
	minimumPause: number;
}

export interface PulseCounter {
	/**
	 * Fills `values` with the pulses since it was opened, and the milliseconds since the last of them began (−1 before the first).
	 */
	read(values: Float64Array): void;
	close(): void;
}

export type PulseCounterConstructor = new(options: PulseCounterOptions) => PulseCounter;
