/** A kind of pulse sender, with what it needs. */
export interface PulseKind {
	readonly name: string;
	/** Milliseconds; see `PulseCounterOptions`. */
	readonly minimumPulse: number;
	readonly minimumPause: number;
	/** What the meter constant means: pulses per kWh, or thousandths of a cubic metre per pulse. */
	readonly constant: "per kWh" | "litres";
	readonly defaultConstant: number;
}

const kind = (
	name: string,
	minimumPulse: number,
	minimumPause: number,
	constant: PulseKind["constant"],
	defaultConstant: number,
): PulseKind => Object.freeze({ name, minimumPulse, minimumPause, constant, defaultConstant });

/**
 * S0: IEC 62053-31 has 30 ms and more for both states; half of that is left for slow edges. Reed contacts bounce for milliseconds and may flutter
 * where the magnet comes to rest at the contact's edge. An LED flashes for 2 ms and more, up to 42 times a second at 15 kW and 10,000 imp/kWh. A
 * Ferraris disc's mark passes in a tenth of a second at full load. Constants and their ranges (1 … 65535) are those of the ES-LED, ES-GAS-2
 * and ES-Fer sensors.
 */
export const pulseKinds: readonly PulseKind[] = Object.freeze([
	kind("s0", 15, 15, "per kWh", 1000),
	kind("reed", 40, 100, "litres", 10),
	kind("led", 0.5, 2, "per kWh", 10_000),
	kind("ferraris", 30, 200, "per kWh", 75),
]);

/** By its name; `undefined` for any other text. */
export function findPulseKind(name: string): PulseKind | undefined {
	return pulseKinds.find(each => each.name === name);
}
