import type { Wire } from "../wire/wire";
import type { OpticalModel } from "./optical-model";

/**
 * What may be wrong with a meter: `unplugged` (no meter there), `stops` (in the middle of each telegram), `wrong-check`, `fails-at-baud`
 * (sends at half of the rate that it promised, where that is above 2400).
 */
export const opticalFaults = Object.freeze(["unplugged", "stops", "wrong-check", "fails-at-baud"] as const);
export type OpticalFault = (typeof opticalFaults)[number];

export interface OpticalMeterOptions {
	readonly model: OpticalModel;
	/** Its LED: 0 while it is lit. */
	readonly lightWire: Wire;
	/** What it sees: 0 while it is lit. */
	readonly sightWire: Wire;
	readonly seed?: number;
	/** The first values for ever. */
	readonly frozen?: boolean;
	/** `false`: the PIN was not entered. */
	readonly pin?: boolean;
	readonly faults?: readonly OpticalFault[];
}

/** A meter with an optical port. */
export interface OpticalMeter {
	readonly model: OpticalModel;
	/** Telegrams or data blocks begun. */
	readonly sent: number;
	/** How often somebody asked for programming mode. */
	readonly programmed: number;
	readonly faults: ReadonlySet<OpticalFault>;
	/** Switches a fault on or off. */
	setFault(fault: OpticalFault, on: boolean): void;
	/** May be called twice. */
	close(): void;
}
