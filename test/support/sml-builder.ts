import { CRC16 } from "crc";

/** Builds SML files and frames for tests: what `protocols/sml` reads, written the other way round and apart from it. */
export type Bytes = readonly number[];

/** An optional element that was left out. */
export const absent: Bytes = [0x01];

export function octets(content: string | Bytes): Bytes {
	const bytes = typeof content === "string" ? [...content].map(character => character.charCodeAt(0)) : content;
	return [...typeLength(0, bytes.length), ...bytes];
}

export function unsigned(value: number | bigint, width: number): Bytes {
	return [0x60 | width + 1, ...bigEndian(value, width)];
}

export function integer(value: number | bigint, width: number): Bytes {
	return [0x50 | width + 1, ...bigEndian(value, width)];
}

export function boolean(value: boolean): Bytes {
	return [0x42, value ? 1 : 0];
}

export function list(...elements: readonly Bytes[]): Bytes {
	const count = elements.length;
	return [...(count < 16 ? [0x70 | count] : [0xF0 | count >> 4, count & 15]), ...elements.flat()];
}

/** SML_Time as second index. */
export function secondIndex(seconds: number): Bytes {
	return list(unsigned(1, 1), unsigned(seconds, 4));
}

export interface Entry {
	readonly name: Bytes;
	readonly value: Bytes;
	readonly status?: Bytes;
	readonly time?: Bytes;
	readonly unit?: number;
	readonly scaler?: number;
}

export function entry({ name, scaler, status = absent, time = absent, unit, value }: Entry): Bytes {
	return list(
		octets(name),
		status,
		time,
		unit === undefined ? absent : unsigned(unit, 1),
		scaler === undefined ? absent : integer(scaler, 1),
		value,
		absent,
	);
}

/** Six numbers of `1-0:1.8.0*255`. */
export function obis(code: string): Bytes {
	return code.split(/[-:.*]/).map(Number);
}

export interface MessageOptions {
	readonly kermit?: boolean;
	/** Tag in four bytes, as SML 1.04 has it. */
	readonly wide?: boolean;
}

export function message(tag: number, body: Bytes, { kermit = false, wide = false }: MessageOptions = {}): Bytes {
	const bytes = [
		0x76,
		...octets([0, 0, 1]),
		...unsigned(0, 1),
		...unsigned(0, 1),
		...list(unsigned(tag, wide ? 4 : 2), body),
	];
	return [...bytes, 0x63, ...checkBytes(bytes, kermit), 0x00];
}

export function openResponse(server: Bytes, options?: MessageOptions): Bytes {
	return message(0x0101, list(absent, absent, octets("file"), octets(server), absent, absent), options);
}

export function closeResponse(options?: MessageOptions): Bytes {
	return message(0x0201, list(absent), options);
}

export function getListResponse(server: Bytes, time: Bytes, entries: readonly Bytes[], options?: MessageOptions): Bytes {
	return message(0x0701, list(absent, octets(server), absent, time, list(...entries), absent, absent), options);
}

export interface FrameOptions {
	readonly kermit?: boolean;
}

/** Transport version 1: escapes, padding, check sum. */
export function frame(content: Bytes, { kermit = false }: FrameOptions = {}): Uint8Array {
	const padding = (4 - content.length % 4) % 4;
	const escaped: number[] = [];
	let run = 0;
	for (const byte of [...content, ...new Array<number>(padding).fill(0)]) {
		escaped.push(byte);
		run = byte === 0x1B ? run + 1 : 0;
		if (run === 4) {
			escaped.push(0x1B, 0x1B, 0x1B, 0x1B);
			run = 0;
		}
	}
	const bytes = [0x1B, 0x1B, 0x1B, 0x1B, 1, 1, 1, 1, ...escaped, 0x1B, 0x1B, 0x1B, 0x1B, 0x1A, padding];
	return Uint8Array.from([...bytes, ...checkBytes(bytes, kermit)]);
}

/** A whole telegram: opening, one list, closing. */
export function telegram(
	server: Bytes,
	entries: readonly Bytes[],
	{ kermit = false, time = absent }: { kermit?: boolean; time?: Bytes; } = {},
): Uint8Array {
	const options = { kermit };
	return frame([...openResponse(server, options), ...getListResponse(server, time, entries, options), ...closeResponse(options)], options);
}

/** An identification by DIN 43863-5 as a server id. */
export function serverId(manufacturer: string, serial: number): Bytes {
	return [0x0A, 0x01, ...[...manufacturer].map(letter => letter.charCodeAt(0)), 0, ...bigEndian(serial, 4)];
}

function checkBytes(bytes: Bytes, kermit: boolean): Bytes {
	const crc = kermit ? new CRC16(0x1021, 0, true, true, 0) : new CRC16(0x1021, 0xFFFF, true, true, 0xFFFF);
	const value = crc.checksum(Uint8Array.from(bytes));
	return kermit ? [value >> 8, value & 0xFF] : [value & 0xFF, value >> 8];
}

/** As few type-length bytes as will do; the length counts them, too. */
function typeLength(type: number, length: number): Bytes {
	let count = 1;
	while (length + count >= 16 ** count)
		count++;
	const bytes: number[] = [];
	for (let rest = length + count, index = count - 1; index >= 0; index--, rest >>= 4)
		bytes.unshift(rest & 15 | (index < count - 1 ? 0x80 : 0) | (index === 0 ? type << 4 : 0));
	return bytes;
}

function bigEndian(value: number | bigint, width: number): number[] {
	const bytes: number[] = [];
	for (let rest = BigInt.asUintN(width * 8, BigInt(value)), left = width; left > 0; left--, rest >>= 8n)
		bytes.unshift(Number(rest & 0xFFn));
	return bytes;
}
