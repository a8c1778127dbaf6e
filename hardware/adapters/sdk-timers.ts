import type { TimerHandle, Timers } from "../../drivers/timers";

/** A timer of the SDK's: an object that takes members of ours. */
interface NativeTimer {
	owner?: SDKTimer;
}

/** The SDK's `timer` module, as far as it is used. */
export interface TimerModule {
	/** The callback gets the timer. */
	set(callback: (timer: NativeTimer) => void, delay?: number): NativeTimer;
	repeat(callback: (timer: NativeTimer) => void, interval: number): NativeTimer;
	clear(timer: NativeTimer | undefined): void;
}

/** The SDK's `time` module, as far as it is used. */
export interface TimeModule {
	readonly ticks: number;
}

/** Longer waits are made of several: the SDK compares 32-bit milliseconds as signed numbers. */
const longest = 2 ** 30;

class SDKTimer {
	/** `undefined`: it has run, or was cleared. */
	timer: NativeTimer | undefined;
	readonly callback: () => void;
	/** Milliseconds that are still to be waited after the SDK's timer. */
	rest = 0;

	constructor(callback: () => void) {
		this.callback = callback;
	}
}

/**
 * Timers from the SDK's modules. `ticks` has 53 bits where the SDK's has 32: on the chip that counter turns negative after 25 days and starts
 * again after 50. It stays right as long as somebody looks at it, or a timer runs, at least every 25 days.
 */
export class SDKTimers implements Timers {
	readonly #timer: TimerModule;
	readonly #time: TimeModule;
	/** One for all timers: a function of its own for each would take four times the memory. */
	readonly #run = (timer: NativeTimer) => this.#fired(timer.owner!);
	#last: number;
	#ticks = 0;

	constructor(timer: TimerModule, time: TimeModule) {
		this.#timer = timer;
		this.#time = time;
		this.#last = time.ticks;
	}

	get ticks(): number {
		const now = this.#time.ticks;
		// The difference of two 32-bit counters, whatever their signs. Under Linux these are milliseconds of the wall clock, of which the low 32
		// bits do as well; there the clock may be set back, and time stands still then.
		const passed = (now - this.#last) | 0;
		this.#last = now;
		if (passed > 0)
			this.#ticks += passed;
		return this.#ticks;
	}

	set(callback: () => void, delay: number): TimerHandle {
		const timer = new SDKTimer(callback);
		this.#wait(timer, Math.max(0, delay || 0));
		return timer;
	}

	repeat(callback: () => void, interval: number): TimerHandle {
		const timer = new SDKTimer(callback);
		timer.timer = this.#timer.repeat(callback, Math.min(longest, Math.max(1, interval || 0)));
		return timer;
	}

	clear(timer: TimerHandle | undefined): void {
		if (!(timer instanceof SDKTimer) || !timer.timer)
			return;
		this.#timer.clear(timer.timer);
		timer.timer = undefined;
	}

	#wait(timer: SDKTimer, delay: number): void {
		const now = Math.min(delay, longest);
		timer.rest = delay - now;
		timer.timer = this.#timer.set(this.#run, now);
		timer.timer.owner = timer;
	}

	#fired(timer: SDKTimer): void {
		timer.timer = undefined;
		void this.ticks;
		if (timer.rest > 0)
			this.#wait(timer, timer.rest);
		else {
			const { callback } = timer;
			callback();
		}
	}
}
