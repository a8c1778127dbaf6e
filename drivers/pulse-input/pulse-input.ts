import type { TimerHandle, Timers } from "../timers";
import { counterValues } from "./pulse-counter";
import type { PulseCounter, PulseCounterConstructor, PulseCounterOptions } from "./pulse-counter";

export interface PulseInputOptions {
	readonly counter: PulseCounterOptions & { readonly io: PulseCounterConstructor; };
	readonly timers: Timers;
	/** So many more pulses have come, 1 or more. */
	onPulses(count: number): void;
}

/** The counter is looked at this often, in ms. */
const lookTime = 1_000;

/** Pulses from a meter: counted in hardware or native code, looked at once a second. */
export class PulseInput {
	readonly #options: PulseInputOptions;
	readonly #timers: Timers;
	readonly #counter: PulseCounter;
	readonly #values = new Float64Array(counterValues.length);
	#look: TimerHandle | undefined;
	#count = 0;
	#lookedAt = 0;
	/** When the last pulse began that is accounted for, in ticks. */
	#last: number | undefined;
	/** Milliseconds between the last pulses; `undefined` before the second. */
	#gap: number | undefined;

	/** Throws what the counter throws, and a RangeError for times that cannot be. */
	constructor(options: PulseInputOptions) {
		const { counter: { io, ...settings }, timers } = options;
		for (const time of [settings.minimumPulse, settings.minimumPause]) {
			if (!(time >= 0 && time <= 10_000))
				throw new RangeError(`pulse input: times must be from 0 to 10000 ms, not ${String(time)}`);
		}
		this.#options = options;
		this.#timers = timers;
		this.#counter = new io(settings);
		this.#look = timers.repeat(() => this.update(), lookTime);
	}

	/**
	 * Pulses per hour: from the last pulses, and lower the longer the next one is waited for. After a pause it goes on from where it fell to, and
	 * does not jump. `undefined` before the second pulse.
	 */
	get rate(): number | undefined {
		if (this.#gap === undefined)
			return undefined;
		// Up to the last look only: a pulse since then may just not have been seen.
		return 3_600_000 / Math.max(this.#gap, this.#lookedAt - this.#last!);
	}

	/** What the pin shows, as of the last look: 1 during a pulse and 0 between two, or light from 0 to 4095. */
	get signal(): number {
		return this.#values[counterValues.signal]!;
	}

	/** Contrast between a disc and its mark, 0 to 4095; 0 for all other counters. */
	get contrast(): number {
		return this.#values[counterValues.contrast]!;
	}

	/** Accounts for what has come up to now. */
	update(): void {
		const values = this.#values;
		this.#counter.read(values);
		this.#lookedAt = this.#timers.ticks;
		const count = values[counterValues.count]!;
		const fresh = count - this.#count;
		if (fresh <= 0)
			return;
		this.#count = count;
		const begun = this.#lookedAt - values[counterValues.age]!;
		// Over all that came since the last look: an interval of its own would be as coarse as the clock.
		if (this.#last !== undefined)
			this.#gap = Math.max((begun - this.#last) / fresh, 0.01);
		this.#last = begun;
		this.#options.onPulses(fresh);
	}

	/** What was counted since the last look is told first. */
	close(): void {
		if (!this.#look)
			return;
		this.#timers.clear(this.#look);
		this.#look = undefined;
		this.update();
		this.#counter.close();
	}
}
