import type { TimerHandle, Timers } from "../../drivers/timers";

interface Entry {
	at: number;
	order: number;
	callback: () => void;
	interval?: number;
}

/** Timers whose time passes only when `advance` is called. */
export class VirtualTimers implements Timers {
	#now = 0;
	#order = 0;
	#entries = new Set<Entry>();

	get ticks(): number {
		return this.#now;
	}

	/** How many timers are set. */
	get pending(): number {
		return this.#entries.size;
	}

	set(callback: () => void, delay = 0): TimerHandle {
		return this.#add({ at: this.#now + Math.max(0, delay), order: this.#order++, callback });
	}

	repeat(callback: () => void, interval: number): TimerHandle {
		return this.#add({ at: this.#now + interval, order: this.#order++, callback, interval });
	}

	clear(timer: TimerHandle | undefined): void {
		this.#entries.delete(timer as Entry);
	}

	/** Lets `milliseconds` pass; timers run in the order of their time. */
	advance(milliseconds: number): void {
		const end = this.#now + milliseconds;
		for (let entry = this.#next(end); entry; entry = this.#next(end)) {
			this.#now = entry.at;
			if (entry.interval)
				entry.at += entry.interval;
			else
				this.#entries.delete(entry);
			entry.callback();
		}
		this.#now = end;
	}

	#add(entry: Entry): Entry {
		this.#entries.add(entry);
		return entry;
	}

	#next(end: number): Entry | undefined {
		let first: Entry | undefined;
		for (const entry of this.#entries) {
			if (entry.at <= end && (!first || entry.at < first.at || (entry.at === first.at && entry.order < first.order)))
				first = entry;
		}
		return first;
	}
}
