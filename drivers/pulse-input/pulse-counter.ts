/** A counter of pulses on one pin. The chip's is native code on an interrupt or a timer: no edge and no sample ever reaches JavaScript. */
export interface PulseCounterOptions {
	pin: number;
	/** Level of a pulse. Default 0: a contact or an open collector to ground. */
	active?: 0 | 1;
	pull?: "up" | "down" | "none";
	/** Milliseconds, 0 to 10000, fractions allowed, that a pulse lasts at least; anything shorter is bounce. */
	minimumPulse: number;
	/** Milliseconds that lie between two pulses at least; anything shorter is bounce. */
	minimumPause: number;
	/**
	 * For a counter of light (a Ferraris disc under a reflective sensor): how much of the contrast between disc and mark the light has to change by, 1
	 * to 200. Default 100: by half of it.
	 */
	threshold?: number;
}

/** What `read` fills, by place. */
export const counterValues = Object.freeze({
	/** Pulses since it was opened. */
	count: 0,
	/** Milliseconds since the last of them began; −1 before the first. */
	age: 1,
	/** What the pin shows now: 1 during a pulse and 0 between two, or light from 0 to 4095. */
	signal: 2,
	/** Contrast between a disc and its mark as learnt, 0 to 4095; 0 for all other counters. */
	contrast: 3,
	length: 4,
});

export interface PulseCounter {
	/** Fills `values` as `counterValues` says. */
	read(values: Float64Array): void;
	close(): void;
}

export type PulseCounterConstructor = new(options: PulseCounterOptions) => PulseCounter;
