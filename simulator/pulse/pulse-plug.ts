import type { PulseCounterConstructor } from "../../drivers/pulse-input/pulse-counter";
import type { Scheduler } from "../scheduler";
import { Wire } from "../wire/wire";
import { DiscSource } from "./disc-source";
import type { DiscSourceOptions } from "./disc-source";
import { LightCounter } from "./light-counter";
import { PulseSource } from "./pulse-source";
import type { PulseSourceOptions } from "./pulse-source";
import { VirtualCounter } from "./virtual-counter";

/** What is on a pulse input, as in a house file: a contact, or a Ferraris disc. */
export type PulseSpec = PulseSourceOptions | (DiscSourceOptions & { disc: true; });

/** A pulse input of the house: a contact to ground with a pull-up and what closes it, or a reflective sensor and a disc. */
export class PulsePlug {
	readonly wire: Wire;
	readonly counter: PulseCounterConstructor;
	/** Counts by the light at the pin. */
	readonly light: PulseCounterConstructor;
	/** `undefined` where nothing is connected. */
	readonly meter: PulseSource | DiscSource | undefined;

	constructor(scheduler: Scheduler, spec: PulseSpec | undefined, seed: number) {
		this.wire = new Wire(scheduler, { pull: "up" });
		this.counter = VirtualCounter.bind(this.wire);
		const { meter, measure } = this.#connect(scheduler, spec, seed);
		this.meter = meter;
		this.light = LightCounter.bind(scheduler, measure);
	}

	/** Pulses do not come from files or devices. */
	setSource(source: string): void {
		throw new Error(`A pulse input takes no source: ${source}`);
	}

	close(): void {
		this.meter?.close();
	}

	#connect(scheduler: Scheduler, spec: PulseSpec | undefined, seed: number) {
		if (spec && "disc" in spec) {
			const meter = new DiscSource(scheduler, spec, seed);
			return { meter, measure: (time: number) => meter.light(time) };
		}
		return { meter: spec && new PulseSource(this.wire, spec, seed), measure: () => this.wire.level * 4095 };
	}
}
