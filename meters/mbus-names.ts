import type { FoundMeter } from "../drivers/mbus-master/found-meter";

/** What a meter of a device type is called (EN 13757-3, table 13). */
const names: Readonly<Record<number, string>> = Object.freeze({
	0x01: "Oil",
	0x02: "Electricity",
	0x03: "Gas",
	0x04: "Heat",
	0x05: "Steam",
	0x06: "HotWater",
	0x07: "Water",
	0x08: "HeatCost",
	0x0A: "Cooling",
	0x0B: "Cooling",
	0x0C: "Heat",
	0x0D: "HeatCooling",
	0x15: "HotWater",
	0x16: "Water",
	0x17: "Water",
	0x1B: "Room",
	0x28: "WasteWater",
});

/**
 * The name of a meter that a scan has found: what it measures and the number that is printed on it, `Heat_68123402`. It does not depend on the
 * order in which meters are found. `taken`: names that are in use; a `_2` tells equal ones apart.
 */
export function foundMeterName({ secondary, primary }: FoundMeter, taken: readonly string[]): string {
	const kind = secondary?.medium === undefined ? "Meter" : names[secondary.medium] ?? "Meter";
	const base = `${kind}_${secondary?.id ?? primary}`;
	let name = base;
	for (let count = 2; taken.includes(name); count++)
		name = `${base}_${count}`;
	return name;
}
