import { isDigits } from "./text-shape";

/**
 * An exact decimal number: `digits` × 10^`exponent`.
 *
 * A meter's register is an integer with a place for its decimal point. It stays that from the wire to the JSON text, so no
 * binary rounding ever touches it. `digits` is a `bigint` only where a `number` could not hold it exactly (above 2^53).
 */
export class Decimal {
	readonly digits: number | bigint;
	/** Power of ten, −20 … 20 for real meters; `-3` means three decimals. */
	readonly exponent: number;

	constructor(digits: number | bigint, exponent = 0) {
		this.digits = digits;
		this.exponent = exponent;
	}

	/**
	 * Reads a plain decimal text: an optional sign, digits, at most one `.`. Leading zeros go, trailing zeros stay: they say how
	 * fine the meter counts. Anything else gives `undefined`.
	 */
	static parse(text: string): Decimal | undefined {
		const point = text.indexOf(".");
		const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
		const exponent = point < 0 ? 0 : point + 1 - text.length;
		const value = Number(digits);
		const isSafe = Number.isSafeInteger(value);
		// Number() also takes what is no register: blanks, hexadecimal, exponents. Writing the number back shows it.
		if (isSafe && String(value).padStart(digits.length, "0") === digits)
			return new Decimal(value, exponent);
		const isSigned = digits.startsWith("-") || digits.startsWith("+");
		if (!areDigits(isSigned ? digits.slice(1) : digits))
			return undefined;
		return new Decimal(isSafe ? value : BigInt(digits), exponent);
	}

	/** The same number times 10^`power`, e.g. 3 from kWh to Wh. Nothing is rounded. */
	scale(power: number): Decimal {
		return new Decimal(this.digits, this.exponent + power);
	}

	negate(): Decimal {
		return new Decimal(-this.digits, this.exponent);
	}

	/** Exact sum; it has the finer resolution of the two. */
	add(other: Decimal): Decimal {
		if (this.exponent === other.exponent) {
			const sum = Number(this.digits) + Number(other.digits);
			if (Number.isSafeInteger(sum))
				return new Decimal(sum, this.exponent);
		}
		const exponent = Math.min(this.exponent, other.exponent);
		const sum = this.#digitsAt(exponent) + other.#digitsAt(exponent);
		return new Decimal(sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER ? Number(sum) : sum, exponent);
	}

	subtract(other: Decimal): Decimal {
		return this.add(other.negate());
	}

	/** Nearest double: for charts, rates and comparisons, never for what is published. */
	toNumber(): number {
		return Number(this.toString());
	}

	/** Plain decimal text without an exponent; as JSON it is a number. −0 is written `0`. */
	toString(): string {
		const { exponent } = this;
		if (exponent === 0)
			return String(this.digits);
		const negative = this.digits < 0;
		const digits = String(negative ? -this.digits : this.digits);
		const sign = negative ? "-" : "";
		if (exponent > 0)
			return digits === "0" ? digits : sign + digits + "0".repeat(exponent);
		const padded = digits.padStart(1 - exponent, "0");
		return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
	}

	toJSON(): number {
		return this.toNumber();
	}

	#digitsAt(exponent: number): bigint {
		return BigInt(this.digits) * 10n ** BigInt(this.exponent - exponent);
	}
}

/** The same as `isDigits` for a text of any length. */
function areDigits(text: string): boolean {
	for (let at = 0; at < text.length; at += 15) {
		if (!isDigits(text.slice(at, at + 15)))
			return false;
	}
	return text !== "";
}
