import { mbusBauds } from "../drivers/mbus-master/mbus-times";
import { isHexadecimal, isPrintable } from "../protocols/text-shape";
import { formatMbusAddress, parseMbusAddress } from "./mbus-address";
import type { MbusAddress } from "./mbus-address";
import { freezeTable } from "../protocols/freeze-table";

/** One meter in the list of meters. */
export interface MbusEntry extends MbusAddress {
	/** Key of the meter's object in the SENSOR message. */
	readonly name: string;
	/** Default: the setting `mbusBaud`. */
	readonly baud?: number;
	/** Seconds between two readouts. Default: the setting `mbusInterval`. */
	readonly interval?: number;
	/** The meter's key: 32 hexadecimal digits. */
	readonly key?: string;
	/** Milliseconds that the meter needs beyond the standard's answer time. */
	readonly wait?: number;
	/** The meter sleeps and must be woken before each readout. */
	readonly wake?: boolean;
	/** Its configuration field says encrypted, and nothing is. */
	readonly plain?: boolean;
}

/** Most meters in the list: more would not fit the SENSOR message. */
export const maximumMbusMeters = 64;

const longestName = 32;
const reserved: readonly string[] = Object.freeze(["Time", "P1", "Optical", "TempUnit", "PressureUnit", "SpeedUnit"]);
const forbidden = "\"\\/+# ";

/** What a field may hold: a whole number in a range, one of some numbers, true or false, or what a function finds nothing wrong with. */
interface FieldRow {
	readonly minimum?: number;
	readonly maximum?: number;
	readonly choices?: readonly number[];
	readonly flag?: true;
	readonly check?: (value: unknown) => string | undefined;
}

const fieldRows: Readonly<Record<string, FieldRow>> = freezeTable({
	name: { check: nameFault },
	address: { check: addressFault },
	baud: { choices: mbusBauds },
	interval: { minimum: 1, maximum: 2_678_400 },
	key: { check: keyFault },
	wait: { minimum: 0, maximum: 10_000 },
	wake: { flag: true },
	plain: { flag: true },
});

function fieldFault({ minimum, maximum, choices, flag, check }: FieldRow, value: unknown): string | undefined {
	if (check)
		return check(value);
	if (flag)
		return typeof value === "boolean" ? undefined : "must be true or false";
	if (choices)
		return choices.includes(value as number) ? undefined : `must be one of ${choices.join(", ")}`;
	const isWithin = Number.isInteger(value) && (value as number) >= minimum! && (value as number) <= maximum!;
	return isWithin ? undefined : `must be a whole number from ${minimum} to ${maximum}`;
}

function addressFault(value: unknown): string | undefined {
	return parseMbusAddress(String(value))
		? undefined
		: "must be a primary address (0 to 250, 254), eight digits, or sixteen hexadecimal digits";
}

function keyFault(value: unknown): string | undefined {
	return typeof value === "string" && value.length === 32 && isHexadecimal(value) ? undefined : "must have 32 hexadecimal digits";
}

/** What is wrong with a meter's name; `undefined` when it may be. */
export function nameFault(value: unknown): string | undefined {
	if (typeof value !== "string" || !value || value.length > longestName)
		return `must be a text of 1 to ${longestName} characters`;
	if (!isPrintable(value))
		return "may hold letters without accents, digits and signs only";
	for (let at = 0; at < value.length; at++) {
		if (forbidden.includes(value.charAt(at)))
			return "may not hold blanks, quotes, backslashes, /, + or #";
	}
	return reserved.includes(value) ? "has another meaning: take another name" : undefined;
}

/** Takes one entry of the list. Throws a RangeError that names the field; `where` begins its message. */
export function readMbusEntry(value: unknown, where: string): MbusEntry {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new RangeError(`${where}: must be an object like {"address":"68123402","name":"Heat"}`);
	const fields = value as Record<string, unknown>;
	Object.keys(fields).forEach(field => {
		const row = Object.prototype.hasOwnProperty.call(fieldRows, field) ? fieldRows[field] : undefined;
		if (!row)
			throw new RangeError(`${where}: there is no field ${field}; known are ${Object.keys(fieldRows).join(", ")}`);
		const fault = fieldFault(row, fields[field]);
		if (fault)
			// A key is not repeated in a message that may end in a log.
			throw new RangeError(`${where}: ${field}${field === "key" ? "" : ` ${JSON.stringify(fields[field])}`} ${fault}`);
	});
	if (fields["address"] === undefined)
		throw new RangeError(`${where}: address is missing`);
	const { address, name, ...rest } = fields;
	const parsed = parseMbusAddress(String(address))!;
	return { ...rest, ...parsed, name: (name as string | undefined) ?? defaultName(parsed) };
}

/** Reads a list of meters as JSON text; empty: none. Throws a RangeError that names the entry and its field. */
export function parseMbusEntries(text: string): MbusEntry[] {
	if (!text.trim())
		return [];
	let value: unknown;
	try {
		value = JSON.parse(text);
	}
	catch {
		throw new RangeError("is not JSON: it should look like [{\"address\":\"68123402\",\"name\":\"Heat\"}]");
	}
	if (!Array.isArray(value))
		throw new RangeError("must be a list: [{\"address\":\"68123402\",\"name\":\"Heat\"}]");
	if (value.length > maximumMbusMeters)
		throw new RangeError(`has more than ${maximumMbusMeters} entries`);
	const places = new Map<string, number>();
	return value.map((item, index) => {
		const where = `entry ${index + 1}`, entry = readMbusEntry(item, where);
		[["name", entry.name], ["address", formatMbusAddress(entry)]].forEach(([field, text]) => {
			const before = places.get(`${field} ${text}`);
			if (before !== undefined)
				throw new RangeError(`${where}: ${field} ${text} is that of entry ${before}, too`);
			places.set(`${field} ${text}`, index + 1);
		});
		return entry;
	});
}

/** The entry as an object that `readMbusEntry` takes. */
export function mbusEntryObject({ primary, secondary, name, ...rest }: MbusEntry): Record<string, unknown> {
	const address = primary ?? formatMbusAddress(secondary ? { secondary } : {});
	return { name, address, ...rest };
}

export function formatMbusEntries(entries: readonly MbusEntry[]): string {
	return JSON.stringify(entries.map(mbusEntryObject));
}

function defaultName(address: MbusAddress): string {
	return `Meter_${address.secondary?.id ?? address.primary}`;
}
