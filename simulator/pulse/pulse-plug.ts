import type { PulseCounterConstructor } from "../../drivers/pulse-input/pulse-counter";
import type { Scheduler } from "../scheduler";
import { Wire } from "../wire/wire";
import { PulseSource } from "./pulse-source";
import type { PulseSourceOptions } from "./pulse-source";
import { VirtualCounter } from "./virtual-counter";

/** A pulse input of the house: a contact to ground with a pull-up, and what closes it. */
export class PulsePlug {
	readonly wire: Wire;
	readonly counter: PulseCounterConstructor;
	/** `undefined` where nothing is connected. */
	readonly meter: PulseSource | undefined;

	constructor(scheduler: Scheduler, spec: PulseSourceOptions | undefined, seed: number) {
		this.wire = new Wire(scheduler, { pull: "up" });
		this.counter = VirtualCounter.bind(this.wire);
		this.meter = spec && new PulseSource(this.wire, spec, seed);
	}

	/** Pulses do not come from files or devices. */
	setSource(source: string): void {
		throw new Error(`A pulse input takes no source: ${source}`);
	}

	close(): void {
		this.meter?.close();
	}
}
