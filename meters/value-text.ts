import type { Decimal } from "../protocols/decimal";

/** Powers of ten that the meters' unit prefixes stand for. */
const prefixes: Readonly<Record<string, number>> = Object.freeze({ m: -3, k: 3, M: 6, G: 9 });

/** How many places the decimal point moves from one unit to another, `undefined` when they are not of one kind. Case does not count: kVArh. */
export function shift(from: string, to: string): number | undefined {
	const source = split(from), target = split(to);
	return source.base === target.base ? source.power - target.power : undefined;
}

/**
 * The JSON text of a number in the wanted unit with the digits that the meter sent: `00.428` kW in W is `428`, `002` A is `2`. Moving the point
 * is exact. A unit of another kind than the wanted one is left as it came.
 */
export function valueText(value: Decimal, unit: string, wanted: string | undefined): string {
	if (wanted === undefined || wanted === unit)
		return value.toString();
	const power = shift(unit, wanted);
	return power ? value.scale(power).toString() : value.toString();
}

const bases: readonly string[] = Object.freeze(["W", "Wh", "V", "A", "VA", "VAh", "var", "varh", "Hz"]);

function split(unit: string): { base: string; power: number } {
	const lower = unit.toLowerCase();
	for (const base of bases) {
		if (lower === base.toLowerCase())
			return { base, power: 0 };
	}
	const power = prefixes[unit.slice(0, 1)];
	const rest = lower.slice(1);
	for (const base of bases) {
		if (power !== undefined && rest === base.toLowerCase())
			return { base, power };
	}
	return { base: unit, power: 0 };
}
