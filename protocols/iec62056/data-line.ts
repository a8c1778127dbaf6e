import { Decimal } from "../decimal";
import { isRegisterCode } from "../obis";
import { consistsOf, isDigit, replaceEach } from "../text-shape";

/** What stands before the bracket is the address. */
const LONGEST_ADDRESS = 40;
const MOST_KNOWN = 32;

/** A value as it stands between two brackets. */
export interface DataValue {
	readonly value: Decimal | string;
	readonly unit: string;
}

/** One data set: its address and the values behind it (IEC 62056-21, section 6.6). The address is empty where it was left out. */
export interface DataSet {
	readonly id: string;
	readonly values: readonly DataValue[];
}

/** Takes lines of data sets apart: `address(value*unit)(value2)address(value)…` (IEC 62056-21, section 6.6). */
export class DataLineParser {
	/** Addresses that were found to have the right shape: a meter sends the same ones in every telegram. */
	readonly #known: string[] = [];

	/**
	 * The data sets of a line of printable characters; `undefined` when it is none. With `check` an address must have the shape of an OBIS or EDIS code: for telegrams
	 * without a check sum, whose shape is all there is.
	 */
	parse(line: string, check: boolean): DataSet[] | undefined {
		const sets: DataSet[] = [];
		let values: DataValue[] | undefined;
		for (let at = 0; at < line.length;) {
			const open = line.indexOf("(", at);
			if (open < 0)
				return line.slice(at).trim() === "" && sets.length ? sets : undefined;
			const close = closingBracket(line, open + 1);
			if (close < 0)
				return undefined;
			const id = line.slice(at, open).trim();
			if (id !== "" || !values) {
				if (id !== "" && !(check ? this.#isCode(id) : id.length <= LONGEST_ADDRESS))
					return undefined;
				values = [];
				sets.push({ id, values });
			}
			this.#addValues(values, line.slice(open + 1, close));
			at = close + 1;
		}
		return sets.length ? sets : undefined;
	}

	/**
	 * Reads `value*unit`, `value unit`, or a value without a unit. A number is one that has a unit or decimals: addresses, states and
	 * times of day are made of digits too, and their leading zeros matter.
	 */
	parseValue(text: string): DataValue {
		const star = text.lastIndexOf("*");
		if (star >= 0)
			return numberOr(text, text.slice(0, star), text.slice(star + 1).trim());
		return (text.includes(" ") ? spacedValue(text) : undefined) ?? plainValue(text);
	}

	#isCode(id: string): boolean {
		const known = this.#known;
		if (known.includes(id))
			return true;
		const isGood = isRegisterCode(id);
		if (isGood && known.length < MOST_KNOWN)
			known.push(id);
		return isGood;
	}

	#addValues(values: DataValue[], text: string): void {
		const parts = splitList(text);
		if (!parts)
			values.push(this.parseValue(text));
		else
			for (const part of parts)
				values.push(this.parseValue(part));
	}
}

/** Where the value that begins at `start` ends. A few meters put a second pair of brackets around it: `((ER11))`. */
function closingBracket(line: string, start: number): number {
	const close = line.indexOf(")", start);
	const nested = line.indexOf("(", start);
	if (nested < 0 || nested > close)
		return close;
	return nested === start && line[close + 1] === ")" ? close + 1 : -1;
}

/** `098.7*C&096.5*C`: several values with a unit each in one pair of brackets. A comma can also be a decimal point, so each needs its unit. */
function splitList(text: string): string[] | undefined {
	const star = text.indexOf("*");
	if (star < 0 || text.indexOf("*", star + 1) < 0)
		return undefined;
	const parts = replaceEach(text, "&", ",").split(",");
	return parts.every(part => part.includes("*")) ? parts : undefined;
}

/** `1.5 kWh`: a number, blanks, and a unit without blanks, which begins with no digit; `undefined` for anything else. */
function spacedValue(text: string): DataValue | undefined {
	const trimmed = text.trim(), first = trimmed.indexOf(" "), last = trimmed.lastIndexOf(" ") + 1;
	const number = trimmed.slice(0, Math.max(first, 0)), unit = trimmed.slice(last);
	const isSigned = number.startsWith("-") || number.startsWith("+");
	return consistsOf(isSigned ? number.slice(1) : number, "09..,,", 1) && consistsOf(trimmed.slice(first, last), "  ")
			&& !isDigit(unit.charCodeAt(0))
		? numberOr(text, number, unit)
		: undefined;
}

function plainValue(text: string): DataValue {
	return text.includes(".") || text.includes(",") ? numberOr(text, text, "") : { value: text, unit: "" };
}

function numberOr(text: string, number: string, unit: string): DataValue {
	const value = Decimal.parse(number.trim().replace(",", "."));
	return value ? { value, unit } : { value: text, unit: "" };
}
