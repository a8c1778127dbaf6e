import type { UnitName } from "./pulse-units";

/** What a meter constant says. */
export type ConstantWay = "per-unit" | "per-pulse";

/** A kind of pulse sender, with what it needs. */
export interface PulseKind {
	readonly name: string;
	/** Milliseconds; see `PulseCounterOptions`. */
	readonly minimumPulse: number;
	readonly minimumPause: number;
	/** Its signal is light, and the counter finds the pulses in it. */
	readonly light: boolean;
	/** What is usual for it: unit, pulses per unit or thousandths of the unit per pulse, how many. */
	readonly unit: UnitName;
	readonly way: ConstantWay;
	readonly constant: number;
}

type Times = readonly [pulse: number, pause: number];

const kind = (
	name: string,
	[minimumPulse, minimumPause]: Times,
	unit: UnitName,
	way: ConstantWay,
	constant: number,
	light = false,
): PulseKind => Object.freeze({ name, minimumPulse, minimumPause, light, unit, way, constant });

/**
 * S0: IEC 62053-31 has 30 ms and more for both states; half of that is left for slow edges. Reed contacts bounce for milliseconds and may flutter
 * where the magnet comes to rest at the contact's edge. An LED flashes for 2 ms and more, up to 42 times a second at 15 kW and 10,000 imp/kWh. A
 * Ferraris disc's mark passes in a tenth of a second at full load; what the counter of light finds has its own hysteresis, while a sensor that switches
 * by itself (`mark`) may flutter. Constants and their ranges (1 … 65535) are those of the ES-LED, ES-GAS-2 and ES-Fer sensors.
 */
export const pulseKinds: readonly PulseKind[] = Object.freeze([
	kind("s0", [15, 15], "kWh", "per-unit", 1000),
	kind("reed", [40, 100], "m3", "per-pulse", 10),
	kind("led", [0.5, 2], "kWh", "per-unit", 10_000),
	kind("ferraris", [20, 20], "kWh", "per-unit", 75, true),
	kind("mark", [30, 200], "kWh", "per-unit", 75),
]);

/** By its name; `undefined` for any other text. */
export function findPulseKind(name: string): PulseKind | undefined {
	return pulseKinds.find(each => each.name === name);
}
