import { Decimal } from "../decimal";
import { readListEntry } from "./list-entry";
import { octetsToText } from "../octets";
import type { SmlQuirk } from "./quirks";
import { type QuirkSettings, selectQuirks } from "./select-quirks";
import { readServerId } from "./server-id";
import type { SmlContent } from "./sml-content";
import { SmlError } from "./sml-error";
import { INTEGER, OCTETS, type SmlReader, UNSIGNED } from "./sml-reader";
import { readTime } from "./sml-time";

/** Elements of SML_GetList.Res (SML 1.04, section 5.1.11) up to the list; signature and gateway time behind it are not looked at. */
const ELEMENTS = 5;

/** Reads a SML_GetList.Res: client id, server id, list name, sensor time, list of values, signature, gateway time. */
export function readGetListResponse(reader: SmlReader, content: SmlContent, settings: QuirkSettings): void {
	const count = reader.list();
	if (count < ELEMENTS)
		throw new SmlError(`a list response of ${count} elements`);
	reader.skip();
	readServer(reader, content);
	reader.skip();
	content.time = readTimeOrSkip(reader, content) ?? content.time;
	const quirks = selectQuirks(content.server, settings);
	const first = content.readings.length;
	for (let left = reader.list(); left > 0; left--)
		readEntryOrSkip(reader, content, quirks);
	for (let left = count - ELEMENTS; left > 0; left--)
		reader.skip();
	applyDirection(content, quirks, first);
}

/** Reads a server id. Some meters send a number in its place. */
export function readServer(reader: SmlReader, content: SmlContent): void {
	reader.next();
	if (reader.type === OCTETS) {
		if (reader.length > 0)
			content.server = readServerId(reader.content());
		return;
	}
	if (reader.type !== INTEGER && reader.type !== UNSIGNED)
		throw new SmlError("no server id where one must stand");
	content.server = { text: String(reader.number(false)) };
}

function readTimeOrSkip(reader: SmlReader, content: SmlContent): SmlContent["time"] {
	const start = reader.at;
	try {
		return readTime(reader);
	}
	catch (error) {
		skipInstead(reader, start, error, content);
		return undefined;
	}
}

/** An odd entry costs only itself. */
function readEntryOrSkip(reader: SmlReader, content: SmlContent, quirks: readonly SmlQuirk[]): void {
	const start = reader.at;
	try {
		readListEntry(reader, content, quirks);
	}
	catch (error) {
		skipInstead(reader, start, error, content);
	}
}

function skipInstead(reader: SmlReader, start: number, error: unknown, content: SmlContent): void {
	if (!(error instanceof SmlError))
		throw error;
	reader.at = start;
	// Throws by itself where the structure is broken, not only unknown: then nothing behind it can be read.
	reader.skip();
	content.warnings.push(`skipped ${octetsToText(reader.since(start).subarray(0, 16))}…: ${error.message}`);
}

/** Gives a power its sign from the status word, which may stand before or behind it. */
function applyDirection({ readings, status }: SmlContent, quirks: readonly SmlQuirk[], first: number): void {
	for (const { effect, mask, registers, statusRegister } of quirks) {
		if (effect !== "direction" || (Number(status.get(statusRegister!) ?? 0) & mask!) === 0)
			continue;
		for (let index = first; index < readings.length; index++) {
			const reading = readings[index]!;
			const { id, value } = reading;
			if (registers.includes(id) && value instanceof Decimal && value.digits > 0)
				readings[index] = { ...reading, value: value.negate() };
		}
	}
}
