import { Decimal } from "../protocols/decimal";
import type { Reading } from "../protocols/reading";

/** In what unit a value is published whose telegram has it in a base unit. */
export interface MbusUnitRule {
	readonly from: string;
	readonly to: string;
	/** How far the decimal point moves: -3 from Wh to kWh. */
	readonly power?: number;
	/** Instead: what the value is divided by. */
	readonly divisor?: number;
	/** The rule counts for these quantities only. */
	readonly quantities?: readonly string[];
}

const lifeTimes: readonly string[] = Object.freeze(["On time", "Operating time", "Battery operating time", "Remaining battery life"]);

function rule(values: MbusUnitRule): MbusUnitRule {
	return Object.freeze(values);
}

/** The decoder gives base units; these are the ones that meters print and people know. The first rule that fits counts. */
export const mbusUnitRules: readonly MbusUnitRule[] = Object.freeze([
	rule({ from: "Wh", to: "kWh", power: -3 }),
	rule({ from: "J", to: "GJ", power: -9 }),
	rule({ from: "J/h", to: "MJ/h", power: -6 }),
	rule({ from: "varh", to: "kvarh", power: -3 }),
	rule({ from: "VAh", to: "kVAh", power: -3 }),
	rule({ from: "m3/h", to: "l/h", power: 3 }),
	rule({ from: "m3/min", to: "l/min", power: 3 }),
	rule({ from: "m3/s", to: "l/s", power: 3 }),
	rule({ from: "s", to: "h", divisor: 3600, quantities: lifeTimes }),
]);

/** Decimals of a division that does not come out even. */
const places = 4;

export interface UnitValue {
	readonly value: Decimal | string;
	readonly unit: string;
}

/** A reading's value and unit as they are published. */
export function mbusUnitValue({ value, unit, quantity = "" }: Reading): UnitValue {
	if (typeof value === "string")
		return { value, unit };
	const found = mbusUnitRules.find(({ from, quantities }) => from === unit && (!quantities || quantities.includes(quantity)));
	if (!found)
		return { value, unit };
	const { to, power = 0, divisor } = found;
	return { value: divisor ? divide(value, divisor) : value.scale(power), unit: to };
}

/** Exact where it comes out even, else rounded, in whole numbers. */
function divide(value: Decimal, divisor: number): Decimal {
	const number = value.toNumber();
	if (!Number.isSafeInteger(number))
		return new Decimal(Math.round(number / divisor));
	if (number % divisor === 0)
		return new Decimal(number / divisor);
	return new Decimal(Math.round(number * 10 ** places / divisor), -places);
}
