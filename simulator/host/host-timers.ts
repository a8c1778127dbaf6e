import type { TimerHandle, Timers } from "../../drivers/timers";

interface Timer {
	due: number;
	readonly interval: number | undefined;
	callback: (() => void) | undefined;
}

/** Timers of virtual time: time stands still while a command runs and is set by each. */
export class HostTimers implements Timers {
	/** In the order in which they are due. There are a few dozen at most. */
	readonly #timers: Timer[] = [];
	#now = 0;

	get ticks(): number {
		return Math.floor(this.#now);
	}

	/** Infinite when no timer runs. */
	get next(): number {
		return this.#timers[0]?.due ?? Infinity;
	}

	set(callback: () => void, delay: number): TimerHandle {
		return this.#add({ due: this.#now + Math.max(0, delay || 0), interval: undefined, callback });
	}

	repeat(callback: () => void, interval: number): TimerHandle {
		const period = Math.max(1, interval || 0);
		return this.#add({ due: this.#now + period, interval: period, callback });
	}

	clear(timer: TimerHandle | undefined): void {
		const at = this.#timers.indexOf(timer as Timer);
		if (at >= 0)
			this.#timers.splice(at, 1);
		if (timer)
			(timer as Timer).callback = undefined;
	}

	/** Sets the time, which never goes back. Nothing runs yet. */
	advance(now: number): void {
		this.#now = Math.max(this.#now, now);
	}

	/** Runs what is due. A timer set by a callback with no delay runs too, though not for ever: the next command has the rest. */
	run(): void {
		for (let runs = 0; runs < 1000 && this.next <= this.#now; runs++) {
			const timer = this.#timers.shift()!;
			const { callback, interval } = timer;
			if (interval !== undefined) {
				// A machine that was busy runs a repeating timer once, not once for each turn that it missed.
				const missed = Math.floor((this.#now - timer.due) / interval);
				timer.due += interval * (missed + 1);
				this.#add(timer);
			}
			callback?.();
		}
	}

	#add(timer: Timer): Timer {
		let at = this.#timers.length;
		while (at && this.#timers[at - 1]!.due > timer.due)
			at--;
		this.#timers.splice(at, 0, timer);
		return timer;
	}
}
