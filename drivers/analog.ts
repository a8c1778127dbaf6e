/** ECMA-419 Analog, as far as we use it. */
export interface Analog {
	/** Bits of a value. */
	readonly resolution: number;
	/** The voltage now: 0 to 2^resolution − 1. */
	read(): number;
	close(): void;
}

export type AnalogConstructor = new(options: { pin: number; }) => Analog;

/** A pin that gives out a voltage: a DAC, or PWM with a filter behind it. */
export interface AnalogOutput {
	/** 0 to 1 of its highest voltage. */
	write(value: number): void;
	close(): void;
}

export type AnalogOutputConstructor = new(options: { pin: number; }) => AnalogOutput;
