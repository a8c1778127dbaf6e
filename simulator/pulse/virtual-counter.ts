import { counterValues } from "../../drivers/pulse-input/pulse-counter";
import type { PulseCounter, PulseCounterConstructor, PulseCounterOptions } from "../../drivers/pulse-input/pulse-counter";
import type { Wire } from "../wire/wire";
import type { WireReader } from "../wire/wire-reader";
import { PulseFilter } from "./pulse-filter";

/** `PulseCounter` on a simulated wire. */
export class VirtualCounter implements PulseCounter {
	readonly #wire: Wire;
	readonly #reader: WireReader;
	readonly #filter: PulseFilter;
	readonly #active: number;

	static bind(wire: Wire): PulseCounterConstructor {
		return class extends VirtualCounter {
			constructor(options: PulseCounterOptions) {
				super(options, wire);
			}
		};
	}

	constructor({ active = 0, minimumPulse, minimumPause }: PulseCounterOptions, wire: Wire) {
		this.#wire = wire;
		this.#reader = wire.read();
		this.#active = active;
		this.#filter = new PulseFilter(wire.level === active, wire.scheduler.now, minimumPulse, minimumPause);
	}

	read(values: Float64Array): void {
		this.#reader.advance();
		const { edges } = this.#reader, { times } = edges, { now } = this.#wire.scheduler;
		const filter = this.#filter;
		for (let at = 0; at < times.length; at++)
			filter.edge(times[at]!);
		edges.drop(times.length);
		filter.look(now);
		values[counterValues.count] = filter.count;
		values[counterValues.age] = filter.last < 0 ? -1 : now - filter.last;
		values[counterValues.signal] = this.#wire.level === this.#active ? 1 : 0;
		values[counterValues.contrast] = 0;
	}

	close(): void {
		this.#reader.close();
	}
}
