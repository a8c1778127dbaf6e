import type { TimerHandle, Timers } from "../drivers/timers";

export interface MbusScheduleOptions<Item> {
	readonly timers: Timers;
	/** Milliseconds between two readouts. */
	interval(item: Item): number;
	/** Reads it; calls `done` when that is over. */
	read(item: Item, done: () => void): void;
}

/** A meter that did not answer is asked again after this time, and after as many failures only at its interval. */
const retryTime = 20_000;
const quickRetries = 3;

/** Reads each meter at its interval, one at a time: the one that has waited longest goes first. `failures`: readouts in a row that went wrong. */
export class MbusSchedule<Item extends { readonly failures: number; }> {
	readonly #options: MbusScheduleOptions<Item>;
	readonly #timers: Timers;
	readonly #due = new Map<Item, number>();
	#reading: Item | undefined;
	#timer: TimerHandle | undefined;

	constructor(options: MbusScheduleOptions<Item>) {
		this.#options = options;
		this.#timers = options.timers;
	}

	/** It is read as soon as the line is free. */
	add(item: Item): void {
		this.#due.set(item, this.#timers.ticks);
		this.#plan();
	}

	remove(item: Item): void {
		this.#due.delete(item);
		if (this.#reading === item)
			this.#reading = undefined;
		this.#plan();
	}

	/** Intervals have changed: nobody waits longer than its new one. */
	changed(): void {
		const { ticks } = this.#timers;
		this.#due.forEach((due, item) => this.#due.set(item, Math.min(due, ticks + this.#options.interval(item))));
		this.#plan();
	}

	close(): void {
		this.#timers.clear(this.#timer);
		this.#timer = this.#reading = undefined;
		this.#due.clear();
	}

	#plan(): void {
		this.#timers.clear(this.#timer);
		this.#timer = undefined;
		if (this.#reading || !this.#due.size)
			return;
		let next = Infinity;
		this.#due.forEach(due => next = Math.min(next, due));
		this.#timer = this.#timers.set(() => this.#read(), Math.max(0, next - this.#timers.ticks));
	}

	#read(): void {
		this.#timer = undefined;
		let first: Item | undefined, time = Infinity;
		this.#due.forEach((due, item) => {
			if (due < time) {
				first = item;
				time = due;
			}
		});
		if (!first)
			return;
		const item = this.#reading = first;
		this.#options.read(item, () => {
			if (this.#reading !== item)
				return;
			this.#reading = undefined;
			const { ticks } = this.#timers, interval = this.#options.interval(item);
			// Meters keep their distance to one another: the next time counts from when this one was due, unless it waited too long.
			const planned = time + interval > ticks ? time + interval : ticks + interval;
			const soon = item.failures > 0 && item.failures < quickRetries;
			this.#due.set(item, soon ? Math.min(planned, ticks + retryTime) : planned);
			this.#plan();
		});
	}
}
