/** A unit that pulses may stand for, and what SENSOR calls the total and the rate. */
export interface PulseUnit {
	readonly name: string;
	readonly total: string;
	readonly rate: string;
	readonly rateUnit: string;
	/** Units per hour times this is the rate in its unit. */
	readonly rateFactor: number;
	readonly rateDecimals: number;
}

const unit = (name: string, total: string, rate: string, rateUnit: string, rateFactor: number, rateDecimals: number): PulseUnit =>
	Object.freeze({ name, total, rate, rateUnit, rateFactor, rateDecimals });

const table = Object.freeze(
	[
		unit("kWh", "Total", "Power", "W", 1000, 0),
		unit("Wh", "Total", "Power", "W", 1, 0),
		unit("MWh", "Total", "Power", "kW", 1000, 3),
		unit("MJ", "Total", "Power", "W", 1e6 / 3600, 0),
		unit("GJ", "Total", "Power", "kW", 1e6 / 3600, 3),
		unit("kvarh", "Total", "ReactivePower", "var", 1000, 0),
		unit("m3", "Volume", "Flow", "m3/h", 1, 3),
		unit("l", "Volume", "Flow", "l/h", 1, 0),
		unit("pulses", "Count", "Rate", "1/h", 1, 1),
	] as const,
);

export const pulseUnits: readonly PulseUnit[] = table;

export type UnitName = "kWh" | "Wh" | "MWh" | "MJ" | "GJ" | "kvarh" | "m3" | "l" | "pulses";

/** By its name; `undefined` for any other text. */
export function findPulseUnit(name: string): PulseUnit | undefined {
	return pulseUnits.find(each => each.name === name);
}
