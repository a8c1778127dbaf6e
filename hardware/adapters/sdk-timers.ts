import type { TimerHandle, Timers } from "../../drivers/timers";

/** The SDK's `timer` module, as far as it is used. */
export interface TimerModule {
	set(callback: () => void, delay?: number): object;
	repeat(callback: () => void, interval: number): object;
	clear(timer: object | undefined): void;
}

/** The SDK's `time` module, as far as it is used. */
export interface TimeModule {
	readonly ticks: number;
}

/** Longer waits are made of several: the SDK compares 32-bit milliseconds as signed numbers. */
const longest = 2 ** 30;

class SDKTimer {
	timer: object | undefined;
}

/**
 * Timers from the SDK's modules. `ticks` has 53 bits where the SDK's has 32: on the chip that counter turns negative after 25 days and starts
 * again after 50. It stays right as long as somebody looks at it, or a timer runs, at least every 25 days.
 */
export class SDKTimers implements Timers {
	readonly #timer: TimerModule;
	readonly #time: TimeModule;
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
		const handle = new SDKTimer();
		this.#wait(handle, callback, Math.max(0, delay || 0));
		return handle;
	}

	repeat(callback: () => void, interval: number): TimerHandle {
		const handle = new SDKTimer();
		handle.timer = this.#timer.repeat(callback, Math.min(longest, Math.max(1, interval || 0)));
		return handle;
	}

	clear(timer: TimerHandle | undefined): void {
		if (!(timer instanceof SDKTimer) || !timer.timer)
			return;
		this.#timer.clear(timer.timer);
		timer.timer = undefined;
	}

	#wait(handle: SDKTimer, callback: () => void, delay: number): void {
		const now = Math.min(delay, longest);
		handle.timer = this.#timer.set(() => {
			handle.timer = undefined;
			void this.ticks;
			if (delay > now)
				this.#wait(handle, callback, delay - now);
			else
				callback();
		}, now);
	}
}
