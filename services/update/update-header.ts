import { UpdateError } from "./update-error";

/** What stands in front of the app image in an update file, `docs/update.md`. All texts are ASCII, all numbers little-endian. */
export interface UpdateHeader {
	/** Name of the board's folder under `hardware/boards`. */
	readonly board: string;
	/** `ESP32`, `ESP32-C3`, …, `simulator`. */
	readonly chip: string;
	readonly version: string;
	/** Oldest version that may install this one; empty: any. */
	readonly minimumVersion: string;
	/** Bytes of the app image. */
	readonly length: number;
	/** SHA-256 of the app image. */
	readonly digest: Uint8Array;
	/** First eight bytes of the SHA-256 of the public key. */
	readonly keyId: Uint8Array;
}

/** Bytes of the header; the app image follows. */
export const headerLength = 256;
/** The signature is over what stands before it: r and s of ECDSA with P-256 and SHA-256, 32 bytes each, big-endian. */
export const signatureAt = 192;

const magic = "MWUPDATE";
const formatVersion = 1;

/** Offset and length of each field in bytes. */
const fields = Object.freeze({
	magic: Object.freeze([0, 8] as const),
	format: Object.freeze([8, 2] as const),
	headerLength: Object.freeze([10, 2] as const),
	length: Object.freeze([12, 4] as const),
	board: Object.freeze([16, 24] as const),
	chip: Object.freeze([40, 16] as const),
	version: Object.freeze([56, 24] as const),
	minimumVersion: Object.freeze([80, 24] as const),
	digest: Object.freeze([104, 32] as const),
	keyId: Object.freeze([136, 8] as const),
	reserved: Object.freeze([144, 48] as const),
});

type Field = keyof typeof fields;

/** Reads a header of `headerLength` bytes. Throws an `UpdateError`; whether the signature is good is not looked at. */
export function parseUpdateHeader(bytes: Uint8Array): UpdateHeader {
	if (readText(bytes, "magic") !== magic)
		throw new UpdateError(bytes[0] === 0xE9 ? "this is a plain app image: the signed update file is needed" : "this is no update file");
	if (readNumber(bytes, "format") !== formatVersion || readNumber(bytes, "headerLength") !== headerLength)
		throw new UpdateError("the update file has a form that this firmware does not know");
	if (part(bytes, "reserved").some(byte => byte))
		throw new UpdateError("the update file's header is damaged");
	return {
		board: readText(bytes, "board"),
		chip: readText(bytes, "chip"),
		version: readText(bytes, "version"),
		minimumVersion: readText(bytes, "minimumVersion"),
		length: readNumber(bytes, "length"),
		digest: part(bytes, "digest"),
		keyId: part(bytes, "keyId"),
	};
}

/** The header's bytes with an empty signature. Throws a `RangeError` for a text that does not fit. */
export function formatUpdateHeader(header: UpdateHeader): Uint8Array {
	const bytes = new Uint8Array(headerLength);
	writeText(bytes, "magic", magic);
	writeNumber(bytes, "format", formatVersion);
	writeNumber(bytes, "headerLength", headerLength);
	writeNumber(bytes, "length", header.length);
	for (const name of ["board", "chip", "version", "minimumVersion"] as const)
		writeText(bytes, name, header[name]);
	for (const name of ["digest", "keyId"] as const)
		bytes.set(header[name], fields[name][0]);
	return bytes;
}

function part(bytes: Uint8Array, field: Field): Uint8Array {
	const [at, length] = fields[field];
	return bytes.slice(at, at + length);
}

function readNumber(bytes: Uint8Array, field: Field): number {
	const [at, length] = fields[field];
	let value = 0;
	for (let index = length - 1; index >= 0; index--)
		value = value * 256 + bytes[at + index]!;
	return value;
}

function writeNumber(bytes: Uint8Array, field: Field, value: number): void {
	const [at, length] = fields[field];
	if (!Number.isInteger(value) || value < 0 || value >= 256 ** length)
		throw new RangeError(`${field}: ${value} does not fit into ${length} bytes`);
	for (let index = 0; index < length; index++)
		bytes[at + index] = Math.floor(value / 256 ** index) & 0xFF;
}

/** Printable ASCII, then zeros to the end of the field. */
function readText(bytes: Uint8Array, field: Field): string {
	const [at, length] = fields[field];
	let text = "", ended = false;
	for (let index = at; index < at + length; index++) {
		const byte = bytes[index]!;
		if (byte === 0)
			ended = true;
		else if (ended || byte < 0x20 || byte > 0x7E) {
			if (field === "magic")
				return "";
			throw new UpdateError("the update file's header is damaged");
		}
		else
			text += String.fromCharCode(byte);
	}
	return text;
}

function writeText(bytes: Uint8Array, field: Field, text: string): void {
	const [at, length] = fields[field];
	if (text.length > length)
		throw new RangeError(`${field}: "${text}" is longer than ${length} characters`);
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 0x20 || code > 0x7E)
			throw new RangeError(`${field}: "${text}" is not plain ASCII`);
		bytes[at + index] = code;
	}
}
