import type { Timers } from "../drivers/timers";
import { SchedulerEntry } from "./scheduler-entry";
import type { ScheduledEvent } from "./scheduler-entry";
import { SchedulerTimers } from "./scheduler-timers";

/**
 * Virtual time: milliseconds since the simulation began, fractions allowed (a bit at 115200 baud is 0.00868 ms). Events run in order of time,
 * those of the same time in the order in which they were asked for. Nothing here looks at a real clock.
 */
export class Scheduler {
	/** The `Timers` of drivers that run against this time. */
	readonly timers: Timers = new SchedulerTimers(this);
	readonly #heap: SchedulerEntry[] = [];
	#now = 0;
	#order = 0;

	get now(): number {
		return this.#now;
	}

	/** Time of the next event; `undefined` when nothing is planned. */
	get next(): number | undefined {
		return this.#first()?.time;
	}

	/** Calls `callback` at `time`; a time that has passed means as soon as possible. */
	at(time: number, callback: () => void): ScheduledEvent {
		if (Number.isNaN(time))
			throw new RangeError("Scheduler: time is not a number");
		const entry = new SchedulerEntry(Math.max(time, this.#now), this.#order++, callback);
		const heap = this.#heap;
		let at = heap.length;
		while (at > 0) {
			const parent = at - 1 >> 1;
			if (!entry.before(heap[parent]!))
				break;
			heap[at] = heap[parent]!;
			at = parent;
		}
		heap[at] = entry;
		return entry;
	}

	/** Calls `callback` after `delay` milliseconds. */
	after(delay: number, callback: () => void): ScheduledEvent {
		return this.at(this.#now + delay, callback);
	}

	/** Runs the next event. `false` when there is none. */
	step(): boolean {
		const entry = this.#first();
		if (!entry)
			return false;
		this.#removeFirst();
		this.#now = entry.time;
		const { callback } = entry;
		entry.callback = undefined;
		callback!();
		return true;
	}

	/** Runs everything up to and including `time`; the time is `time` afterwards. A time that has passed does nothing. */
	runUntil(time: number): void {
		for (;;) {
			const entry = this.#first();
			if (!entry || entry.time > time)
				break;
			this.step();
		}
		this.#now = Math.max(this.#now, time);
	}

	#first(): SchedulerEntry | undefined {
		for (;;) {
			const entry = this.#heap[0];
			if (!entry || entry.callback)
				return entry;
			this.#removeFirst();
		}
	}

	#removeFirst(): void {
		const heap = this.#heap;
		const last = heap.pop()!;
		const { length } = heap;
		if (!length)
			return;
		let at = 0;
		for (;;) {
			let child = at * 2 + 1;
			if (child >= length)
				break;
			if (child + 1 < length && heap[child + 1]!.before(heap[child]!))
				child++;
			if (!heap[child]!.before(last))
				break;
			heap[at] = heap[child]!;
			at = child;
		}
		heap[at] = last;
	}
}
