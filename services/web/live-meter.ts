import type { Meter } from "../../meters/meter";
import { entityClass } from "../tasmota/home-assistant-units";
import type { Settings } from "../settings/settings";
import { readSensorValues } from "./sensor-values";

/** A meter's identity is told as members of its own. */
const skipped = "Meter";

/** One member of `meters` in the answer to `GET /api/v1/live`. */
export function liveMeter(meter: Meter, settings: Settings): object {
	const { name, state, status, identity } = meter;
	const sensor = meter.sensor();
	const values: object[] = [];
	for (const { group, name: own, value, isNumber } of sensor ? readSensorValues(sensor) : []) {
		if (own === skipped)
			continue;
		const unit = isNumber ? entityClass(group, lastName(own), meter.unitOf?.(lastName(own)))?.unit : undefined;
		values.push({ name: group === name ? own : `${group}.${own}`, value, ...(unit && { unit }) });
	}
	return {
		name,
		port: status.port,
		state,
		age: status.age === undefined ? null : Math.round(status.age / 1000),
		interval: interval(status.port, settings),
		// A copy: JSON cannot be made of a constant in flash (CONTRIBUTING).
		identity: { ...identity },
		values,
	};
}

/** Without the number of an element of a list. */
export function lastName(path: string): string {
	const parts = path.split(".");
	let at = parts.length - 1;
	while (at > 0 && Number(parts[at]) > 0)
		at--;
	return parts[at]!;
}

/** Seconds between two readouts as they are set; 0: the meter sends by itself. */
function interval(port: string, settings: Settings): number {
	switch (port) {
		case "p1":
			return settings.get("p1Interval");
		case "optical":
			return settings.get("opticalInterval");
		case "encoder":
			return settings.get("encoderInterval");
		case "mbus":
			return settings.get("mbusInterval");
		default:
			return 0;
	}
}
