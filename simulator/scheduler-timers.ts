import type { TimerHandle, Timers } from "../drivers/timers";
import type { Scheduler } from "./scheduler";
import type { ScheduledEvent } from "./scheduler-entry";

/** A scheduler as the `Timers` of a driver. */
export class SchedulerTimers implements Timers {
	readonly #scheduler: Scheduler;

	constructor(scheduler: Scheduler) {
		this.#scheduler = scheduler;
	}

	/** Whole milliseconds, as on the chip. */
	get ticks(): number {
		return Math.floor(this.#scheduler.now);
	}

	set(callback: () => void, delay: number): TimerHandle {
		return this.#scheduler.after(delay, callback);
	}

	repeat(callback: () => void, interval: number): TimerHandle {
		if (!(interval > 0))
			throw new RangeError(`Timers: interval must be positive, not ${interval}`);
		const handle = {
			event: undefined as ScheduledEvent | undefined,
			cleared: false,
			cancel() {
				this.cleared = true;
				this.event?.cancel();
			},
		};
		const turn = (time: number) => {
			handle.event = this.#scheduler.at(time, () => {
				callback();
				if (!handle.cleared)
					turn(time + interval);
			});
		};
		turn(this.#scheduler.now + interval);
		return handle;
	}

	clear(timer: TimerHandle | undefined): void {
		(timer as { cancel(): void; } | undefined)?.cancel();
	}
}
