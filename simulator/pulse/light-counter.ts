import type { PulseCounter, PulseCounterConstructor, PulseCounterOptions } from "../../drivers/pulse-input/pulse-counter";
import { counterValues } from "../../drivers/pulse-input/pulse-counter";
import type { Scheduler } from "../scheduler";
import { DiscFilter } from "./disc-filter";
import { PulseFilter } from "./pulse-filter";

/** Milliseconds between two samples, as on the chip. */
const sampleTime = 5;

/** `PulseCounter` on a virtual sensor of light: takes the samples up to now whenever it is read. */
export class LightCounter implements PulseCounter {
	readonly #scheduler: Scheduler;
	readonly #light: (time: number) => number;
	readonly #disc: DiscFilter;
	readonly #filter: PulseFilter;
	#next: number;

	/** @param light value of the ADC at a time, 0 to 4095 */
	static bind(scheduler: Scheduler, light: (time: number) => number): PulseCounterConstructor {
		return class extends LightCounter {
			constructor(options: PulseCounterOptions) {
				super(options, scheduler, light);
			}
		};
	}

	constructor({ threshold = 100, minimumPulse, minimumPause }: PulseCounterOptions, scheduler: Scheduler, light: (time: number) => number) {
		this.#scheduler = scheduler;
		this.#light = light;
		this.#disc = new DiscFilter(threshold);
		this.#filter = new PulseFilter(false, scheduler.now, minimumPulse, minimumPause);
		this.#next = scheduler.now;
	}

	read(values: Float64Array): void {
		const { now } = this.#scheduler;
		for (; this.#next <= now; this.#next += sampleTime) {
			if (this.#disc.step(this.#light(this.#next)))
				this.#filter.edge(this.#next);
		}
		this.#filter.look(now);
		values[counterValues.count] = this.#filter.count;
		values[counterValues.age] = this.#filter.last < 0 ? -1 : now - this.#filter.last;
		values[counterValues.signal] = this.#disc.light >> 2;
		values[counterValues.contrast] = this.#disc.contrast >> 2;
	}

	close(): void {}
}
