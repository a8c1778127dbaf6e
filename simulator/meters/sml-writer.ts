import { CRC16 } from "../host/crc";

/** Writes SML (SML 1.04, sections 5 to 8) as meters push it. */
export type SmlBytes = readonly number[];

const absent: SmlBytes = Object.freeze([0x01]);
const escape = 0x1B;

export interface SmlEntry {
	/** `1-0:1.8.0*255` */
	readonly code: string;
	readonly status?: number;
	/** DLMS unit number. */
	readonly unit?: number;
	readonly scaler?: number;
	/** A number is written as a signed integer in `width` bytes, default 8. */
	readonly value: number | SmlBytes;
	readonly width?: number;
}

/** One telegram: SML_PublicOpen.Res, SML_GetList.Res, SML_PublicClose.Res in transport version 1. */
export function smlTelegram(server: SmlBytes, seconds: number, entries: readonly SmlEntry[]): Uint8Array {
	const time = list(unsigned(1, 1), unsigned(seconds, 4));
	const values = list(...entries.map(entry));
	return frame([
		...message(0x0101, list(absent, absent, octets([...unsigned(seconds, 4).slice(1)]), octets(server), time, unsigned(1, 1))),
		...message(0x0701, list(absent, octets(server), octets([1, 0, 0x62, 0x0A, 0xFF, 0xFF]), time, values, absent, absent)),
		...message(0x0201, list(absent)),
	]);
}

/** A server id by DIN 43863-5: `1ISK0012345678`. */
export function smlServer(manufacturer: string, serial: number): SmlBytes {
	return [0x0A, 0x01, ...letters(manufacturer), 0, ...bigEndian(serial, 4)];
}

export function letters(text: string): SmlBytes {
	return [...text].map(letter => letter.charCodeAt(0));
}

function entry({ code, status, unit, scaler, value, width = 8 }: SmlEntry): SmlBytes {
	return list(
		octets(code.split(/[-:.*]/).map(Number)),
		status === undefined ? absent : unsigned(status, 4),
		absent,
		unit === undefined ? absent : unsigned(unit, 1),
		scaler === undefined ? absent : [0x52, scaler & 0xFF],
		typeof value === "number" ? [0x50 | width + 1, ...bigEndian(value, width)] : octets(value),
		absent,
	);
}

function message(tag: number, body: SmlBytes): SmlBytes {
	const bytes = [0x76, ...octets([0, 0, 1]), ...unsigned(0, 1), ...unsigned(0, 1), ...list(unsigned(tag, 2), body)];
	return [...bytes, 0x63, ...checkBytes(bytes), 0x00];
}

function frame(content: SmlBytes): Uint8Array {
	const padding = -content.length & 3;
	const padded = [...content, ...new Array<number>(padding).fill(0)];
	const escaped: number[] = [];
	let run = 0;
	for (const byte of padded) {
		escaped.push(byte);
		run = byte === escape ? run + 1 : 0;
		if (run === 4) {
			escaped.push(escape, escape, escape, escape);
			run = 0;
		}
	}
	const bytes = [escape, escape, escape, escape, 1, 1, 1, 1, ...escaped, escape, escape, escape, escape, 0x1A, padding];
	return Uint8Array.from([...bytes, ...checkBytes(bytes)]);
}

/** CRC-16/X-25, low byte first. */
function checkBytes(bytes: SmlBytes): SmlBytes {
	const value = new CRC16(0x1021, 0xFFFF, true, true, 0xFFFF).checksum(Uint8Array.from(bytes));
	return [value & 0xFF, value >> 8];
}

function unsigned(value: number, width: number): SmlBytes {
	return [0x60 | width + 1, ...bigEndian(value, width)];
}

function list(...elements: readonly SmlBytes[]): SmlBytes {
	const count = elements.length;
	return [...(count < 16 ? [0x70 | count] : [0xF0 | count >> 4, count & 15]), ...elements.flat()];
}

/** The length counts its own byte or bytes. */
function octets(content: SmlBytes): SmlBytes {
	const length = content.length + 1;
	return length < 16 ? [length, ...content] : [0x80 | length + 1 >> 4, length + 1 & 15, ...content];
}

function bigEndian(value: number, width: number): number[] {
	const bytes: number[] = [];
	for (let rest = BigInt.asUintN(width * 8, BigInt(value)), left = width; left > 0; left--, rest >>= 8n)
		bytes.unshift(Number(rest & 0xFFn));
	return bytes;
}
