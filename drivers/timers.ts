/**
 * The one source of timers. The chip, Linux and the simulator (which may run faster than real time) each hand in their own.
 */
export interface Timers {
	/** Milliseconds since some fixed moment; only grows, never jumps when the clock is set. */
	readonly ticks: number;
	/** Calls `callback` once, `delay` milliseconds from now. */
	set(callback: () => void, delay: number): TimerHandle;
	/** Calls `callback` every `interval` milliseconds until cleared. */
	repeat(callback: () => void, interval: number): TimerHandle;
	/** Harmless for a timer that has run, was cleared, or is `undefined`. */
	clear(timer: TimerHandle | undefined): void;
}

export type TimerHandle = object;
