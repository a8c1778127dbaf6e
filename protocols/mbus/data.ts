import { Decimal } from "../decimal";
import { readBcd } from "./bcd";
import { readDate } from "./date";
import { octetsToHex } from "../octets";
import { manufacturerLetters } from "./manufacturer";
import { mediumWords } from "./medium";
import { isInvalidInteger, readInteger, readReal } from "./numbers";
import { DataField, type MbusRecord } from "./record";
import { readText } from "./text";
import type { ValueKind } from "./table";

/** What came out of a record's data: a value, none (the record has no data), or why there is none. */
export type DataValue = { readonly value: Decimal | string; } | { readonly problem: string; } | undefined;

const LAST_TEXT = 0xBF;
const NEGATIVE = 0xD0;
const BINARY = 0xE0;
const LONGEST_INTEGER = 8;

/**
 * Reads the data of a record as its DIF and VIF say; numbers are scaled to the unit.
 *
 * @param reversed most significant octet first (mode 2)
 */
export function readData(record: MbusRecord, bytes: Uint8Array, reversed: boolean): DataValue {
	const sent = bytes.subarray(record.dataStart, record.end);
	const { field, value } = record;
	if (field === DataField.NONE || field === DataField.SELECTION)
		return undefined;
	if (!value.known || value.kind === "raw")
		return { value: octetsToHex(sent) };
	const octets = reversed ? sent.slice().reverse() : sent;
	if (field === DataField.VARIABLE)
		return readVariable(record, octets);
	if (field === DataField.REAL)
		return scaled(record, readReal(octets), "not a number");
	if (field > DataField.SELECTION)
		return readDigits(record, octets);
	return readBinary(record, octets);
}

function readBinary(record: MbusRecord, octets: Uint8Array): DataValue {
	const { kind } = record.value;
	if (kind === "date") {
		const date = readDate(octets);
		return "invalid" in date ? { problem: date.invalid } : { value: date.text };
	}
	const special = readSpecial(kind, octets);
	if (special !== undefined)
		return { value: special };
	if (kind === "number") {
		if (isInvalidInteger(octets))
			return { problem: "the meter has no value" };
		return scaled(record, readInteger(octets, true), "");
	}
	const value = readInteger(octets, false);
	return kind === "unsigned" ? scaled(record, value, "") : { value: value.toString() };
}

function readSpecial(kind: ValueKind, octets: Uint8Array): string | undefined {
	if (kind === "medium" && octets.length === 1)
		return mediumWords(octets[0]!);
	if (kind === "manufacturer" && octets.length === 2)
		return manufacturerLetters(octets[0]! | (octets[1]! << 8));
	if (kind !== "enhanced" || octets.length !== 8)
		return undefined;
	const id = octetsToHex(octets.slice(0, 4).reverse());
	const letters = manufacturerLetters(octets[4]! | (octets[5]! << 8)) ?? octetsToHex(octets.subarray(4, 6));
	return `${id} ${letters} ${octets[6]!} ${mediumWords(octets[7]!)}`;
}

function readDigits(record: MbusRecord, octets: Uint8Array): DataValue {
	const { kind } = record.value;
	if (kind === "date")
		return { problem: `digits ${octetsToHex(octets.slice().reverse())} are no date` };
	const bcd = readBcd(octets);
	if (kind === "identifier" || kind === "enhanced")
		return { value: bcd.text };
	return scaled(record, bcd.value, `digits ${bcd.text} are no number`);
}

function readVariable(record: MbusRecord, octets: Uint8Array): DataValue {
	const { variable } = record;
	if (variable <= LAST_TEXT) {
		const { kind } = record.value;
		// Type M (a date of variable length) and other structures are no text: they are kept as they came.
		const text = kind === "date" ? undefined : readText(octets, true);
		return { value: text?.trim() ?? octetsToHex(octets) };
	}
	if (variable >= BINARY) {
		if (octets.length === 0 || octets.length > LONGEST_INTEGER)
			return { value: octetsToHex(octets) };
		return scaled(record, readInteger(octets, true), "");
	}
	const bcd = readBcd(octets, variable >= NEGATIVE);
	return scaled(record, bcd.value, `digits ${bcd.text} are no number`);
}

function scaled(record: MbusRecord, value: Decimal | undefined, problem: string): DataValue {
	if (value === undefined)
		return { problem };
	const { factor, power } = record.value;
	return { value: multiply(value, factor).scale(power) };
}

function multiply(value: Decimal, factor: number): Decimal {
	if (factor === 1)
		return value;
	const product = Number(value.digits) * factor;
	return new Decimal(Number.isSafeInteger(product) ? product : BigInt(value.digits) * BigInt(factor), value.exponent);
}
