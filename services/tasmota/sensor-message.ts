import type { Meter } from "../../meters/meter";
import { freezeTable } from "../../protocols/freeze-table";

/** Words anywhere in the message that ask for a unit at its end, in this order (`TempUnit` is what Home Assistant needs for a temperature). */
const units = freezeTable([
	{ word: "Pressure", member: "\"PressureUnit\":\"hPa\"" },
	{ word: "Temperature", member: "\"TempUnit\":\"C\"" },
	// Only where the wind's speed is converted, which no meter here does.
	{ word: "Speed", member: undefined },
]);

/**
 * The SENSOR object: the time, then each meter's own members in the order of the meters, no blanks. `undefined` when no meter has anything
 * to say; with `always`, which STATUS10 wants, at least the time. `speedUnit` where speeds are converted.
 */
export function sensorMessage(time: string, meters: readonly Meter[], { always = false, speedUnit = "" } = {}): string | undefined {
	const members = meters.map(meter => meter.sensor()).filter(text => text);
	if (!members.length && !always)
		return undefined;
	return composeSensor(time, members, speedUnit);
}

/** The same of members that are there already: `"P1":{"Power":428}`. */
export function composeSensor(time: string, members: readonly (string | undefined)[], speedUnit = ""): string {
	const text = [`"Time":"${time}"`, ...members].join(",");
	const additions = units
		.filter(({ word }) => text.includes(word))
		.map(({ member }) => member ?? (speedUnit && `"SpeedUnit":"${speedUnit}"`))
		.filter(member => member);
	return `{${[text, ...additions].join(",")}}`;
}
