import { Household } from "./household";
import { opticalFaults } from "./optical-meter";
import type { OpticalFault, OpticalMeterOptions } from "./optical-meter";
import type { OpticalModel } from "./optical-model";
import type { Output } from "../wire/output";
import { Transmitter } from "../wire/transmitter";
import type { LineFormat } from "../wire/line-format";

/** What all virtual optical meters share: the household behind them, the LED, and their faults. */
export class OpticalOutput {
	readonly model: OpticalModel;
	readonly faults = new Set<OpticalFault>();
	readonly transmitter: Transmitter;
	sent = 0;
	readonly #options: OpticalMeterOptions;
	readonly #household: Household;
	readonly #output: Output;
	#read: number | undefined;

	constructor(options: OpticalMeterOptions, format: LineFormat) {
		const { model, lightWire, seed = 1, faults = [] } = options;
		this.model = model;
		this.#options = options;
		this.#household = new Household(model, seed);
		this.#output = lightWire.drive("push-pull", 1);
		this.transmitter = new Transmitter(lightWire.scheduler, this.#output, format);
		for (const fault of faults)
			this.setFault(fault, true);
	}

	setFault(fault: OpticalFault, on: boolean): void {
		if (!opticalFaults.includes(fault))
			throw new RangeError(`Unknown fault ${String(fault)}. Known: ${opticalFaults.join(", ")}`);
		if (on)
			this.faults.add(fault);
		else
			this.faults.delete(fault);
		if (fault !== "unplugged")
			return;
		if (on)
			this.transmitter.stop();
		this.#output.enabled = !on;
	}

	/** The registers as they stand now. They begin to move with the first time that somebody looks. */
	write(): Uint8Array {
		const { frozen, pin = true, lightWire: { scheduler } } = this.#options;
		if (this.#read !== undefined && !frozen)
			this.#household.advance(Math.round(scheduler.now - this.#read));
		this.#read = scheduler.now;
		return this.model.write(this.#household, pin);
	}

	/** Sends what is left of the telegram with its faults. `checkAt`: how far from the end a byte of the check stands; 0: it has none. Returns when it is over. */
	send(telegram: Uint8Array, checkAt: number): number {
		this.sent++;
		const bytes = telegram.slice();
		if (this.faults.has("wrong-check") && checkAt)
			bytes[bytes.length - checkAt]! ^= 0x01;
		return this.transmitter.send(this.faults.has("stops") ? bytes.subarray(0, bytes.length >> 1) : bytes);
	}

	close(): void {
		this.#options.lightWire.remove(this.#output);
	}
}
