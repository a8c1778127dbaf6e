import { Decimal } from "../decimal";
import type { Reading } from "../reading";
import type { SmlQuirk } from "./quirks";
import { readServerId } from "./server-id";
import type { SmlContent } from "./sml-content";
import { SmlError } from "./sml-error";
import { BOOLEAN, INTEGER, LIST, OCTETS, type SmlReader, UNSIGNED } from "./sml-reader";
import { readTime } from "./sml-time";
import { unitText } from "../dlms-units";
import { obisOfOctets } from "../obis";

/** Elements of SML_ListEntry (SML 1.04, section 6.2.2) up to the value; the signature behind it is not looked at. */
const ELEMENTS = 6;
/** A power of ten beyond this is no meter's. */
const MAXIMUM_SCALER = 20;

/**
 * Reads one SML_ListEntry into `content`: object name, status, time, unit, scaler, value, signature.
 * An entry without a value (a register that the meter has switched off) gives no reading.
 */
export function readListEntry(reader: SmlReader, content: SmlContent, quirks: readonly SmlQuirk[]): void {
	const count = reader.list();
	if (count < ELEMENTS)
		throw new SmlError(`an entry of ${count} elements`);
	const id = obisText(reader.octets());
	const status = reader.integer();
	const time = readTime(reader);
	const unit = unitText(reader.integer());
	const scaler = Number(reader.integer() ?? 0);
	const value = readValue(reader, scaler, id, quirks);
	for (let left = count - ELEMENTS; left > 0; left--)
		reader.skip();
	if (status !== undefined)
		content.status.set(id, status);
	if (value === undefined)
		return;
	const reading: Reading = { id, value, unit: typeof value === "string" ? "" : unit };
	// A second index says nothing that the telegram's own does not.
	content.readings.push(time?.epoch === undefined ? reading : { ...reading, time });
}

/** The code of an object name, checked. */
export function obisText(name: Uint8Array): string {
	if (name.length !== 6)
		throw new SmlError(`an object name of ${name.length} bytes`);
	return obisOfOctets(name);
}

function readValue(reader: SmlReader, scaler: number, id: string, quirks: readonly SmlQuirk[]): Decimal | string | undefined {
	reader.next();
	switch (reader.type) {
		case OCTETS:
			return reader.length === 0 ? undefined : readServerId(reader.content()).text;
		case BOOLEAN:
			return String(reader.boolean());
		case INTEGER:
		case UNSIGNED: {
			if (scaler > MAXIMUM_SCALER || scaler < -MAXIMUM_SCALER)
				throw new SmlError(`scaler ${scaler}`);
			const signed = reader.type === INTEGER && !isReallyUnsigned(reader.length, id, quirks);
			return new Decimal(reader.number(signed), scaler);
		}
		case LIST:
			// SML 1.04 has lists as values; the one kind that it names is a time.
			if (reader.length === 2 && reader.integer() === 1)
				return readTime(reader)?.text;
	}
	throw new SmlError(`a value of type ${reader.type}`);
}

function isReallyUnsigned(length: number, id: string, quirks: readonly SmlQuirk[]): boolean {
	return quirks.some(({ effect, maximumBytes, registers }) =>
		effect === "unsigned" && length <= (maximumBytes ?? 8) && registers.includes(id)
	);
}
