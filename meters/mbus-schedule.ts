import type { TimerHandle, Timers } from "../drivers/timers";

/** What a schedule knows of a meter. */
export interface ScheduledMeter {
	/** Milliseconds between two readouts. */
	interval(): number;
	/** Reads it; `done` tells whether that went well. */
	read(done: (good: boolean) => void): void;
	/** Readouts in a row that went wrong. */
	readonly failures: number;
}

/** A meter that did not answer is asked again after this time, and after as many failures only at its interval. */
const retryTime = 20_000;
const quickRetries = 3;

/** Reads each meter at its interval, one at a time: the one that has waited longest goes first. */
export class MbusSchedule<Item extends ScheduledMeter> {
	readonly #timers: Timers;
	readonly #due = new Map<Item, number>();
	#reading: Item | undefined;
	#timer: TimerHandle | undefined;

	constructor(timers: Timers) {
		this.#timers = timers;
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
		this.#due.forEach((due, item) => this.#due.set(item, Math.min(due, ticks + item.interval())));
		this.#plan();
	}

	/** Milliseconds until it is due; `undefined` when it is not in the schedule. */
	wait(item: Item): number | undefined {
		const due = this.#due.get(item);
		return due === undefined ? undefined : Math.max(0, due - this.#timers.ticks);
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
		item.read(good => {
			if (this.#reading !== item)
				return;
			this.#reading = undefined;
			const { ticks } = this.#timers, interval = item.interval();
			// Meters keep their distance to one another: the next time counts from when this one was due, unless it waited too long.
			const planned = time + interval > ticks ? time + interval : ticks + interval;
			const soon = !good && item.failures < quickRetries;
			this.#due.set(item, soon ? Math.min(planned, ticks + retryTime) : planned);
			this.#plan();
		});
	}
}
