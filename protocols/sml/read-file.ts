import { readGetListResponse, readServer } from "./get-list";
import type { QuirkSettings } from "./select-quirks";
import type { SmlCheck } from "./sml-check";
import type { SmlContent } from "./sml-content";
import { SmlError } from "./sml-error";
import { SmlReader } from "./sml-reader";

/** Tags of message bodies (SML 1.04, section 5.1); earlier versions send the low 16 bits only. */
const OPEN_RESPONSE = 0x0101;
const CLOSE_RESPONSE = 0x0201;
const GET_LIST_RESPONSE = 0x0701;
const MESSAGE_ELEMENTS = 6;
/** Elements of SML_PublicOpen.Res before the server id. */
const BEFORE_SERVER = 3;

/**
 * Reads a SML file: one message after the other. Each message's check sum must be right, else a `SmlError` refuses the whole file, as does
 * a broken structure. Messages other than opening, closing and lists of values are passed over, with a warning.
 */
export function readFile(bytes: Uint8Array, check: SmlCheck, settings: QuirkSettings): SmlContent {
	const reader = new SmlReader(bytes);
	const content: SmlContent = { readings: [], status: new Map(), warnings: [], checks: [] };
	if (reader.done)
		throw new SmlError("no message");
	do readMessage(reader, content, check, settings);
	while (!reader.done);
	return content;
}

/** A message: transaction id, group number, what to do on errors, body, check sum, end of message. */
function readMessage(reader: SmlReader, content: SmlContent, check: SmlCheck, settings: QuirkSettings): void {
	const start = reader.at;
	if (reader.list() !== MESSAGE_ELEMENTS)
		throw new SmlError("no message where one must stand");
	reader.skip();
	reader.skip();
	reader.skip();
	if (reader.list() !== 2)
		throw new SmlError("no message body where one must stand");
	const tag = Number(reader.integer() ?? 0) & 0xFFFF;
	const body = reader.at;
	try {
		readBody(reader, tag, content, settings);
	}
	catch (error) {
		if (!(error instanceof SmlError))
			throw error;
		reader.at = body;
		reader.skip();
		content.warnings.push(`skipped a message ${tagText(tag)}: ${error.message}`);
	}
	const message = reader.since(start);
	const field = Number(reader.integer() ?? 0);
	const name = check.verify(message, field >> 8 & 0xFF, field & 0xFF);
	if (!name)
		throw new SmlError(`message ${tagText(tag)} ${check.mismatch}`, "check");
	if (!content.checks.includes(name))
		content.checks.push(name);
}

function readBody(reader: SmlReader, tag: number, content: SmlContent, settings: QuirkSettings): void {
	switch (tag) {
		case GET_LIST_RESPONSE:
			return readGetListResponse(reader, content, settings);
		case OPEN_RESPONSE:
			return readOpenResponse(reader, content);
		case CLOSE_RESPONSE:
			return reader.skip();
		default:
			reader.skip();
			content.warnings.push(`skipped a message ${tagText(tag)}`);
	}
}

function readOpenResponse(reader: SmlReader, content: SmlContent): void {
	const count = reader.list();
	if (count <= BEFORE_SERVER)
		throw new SmlError(`an open response of ${count} elements`);
	for (let left = BEFORE_SERVER; left > 0; left--)
		reader.skip();
	readServer(reader, content);
	for (let left = count - BEFORE_SERVER - 1; left > 0; left--)
		reader.skip();
}

function tagText(tag: number): string {
	return tag.toString(16).toUpperCase().padStart(4, "0");
}
