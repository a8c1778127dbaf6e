import type { Decimal } from "../../protocols/decimal";

/** Bytes of a record. */
export const pointLength = 12;
/** Seconds between two records of a value. */
export const quarter = 900;
/** What five bytes hold. */
const most = 2 ** 40;

/** What a meter had counted at a moment. */
export interface HistoryPoint {
	/** Number of the value, 0 … 254. */
	readonly series: number;
	/** Quarter hours since 1970 in UTC. */
	readonly time: number;
	readonly total: Decimal;
}

/**
 * Series (1 byte), power of ten (1, signed), check (2), quarter hours since 1970 (3), digits (5); all little-endian. Digits beyond the five bytes
 * are cut off at the end.
 */
export function writePoint({ series, time, total }: HistoryPoint): Uint8Array {
	let digits = Number(total.digits), { exponent } = total;
	while (digits >= most) {
		digits = Math.floor(digits / 10);
		exponent++;
	}
	const bytes = new Uint8Array(pointLength);
	bytes[0] = series;
	bytes[1] = exponent;
	bytes[4] = time;
	bytes[5] = time >>> 8;
	bytes[6] = time >>> 16;
	const low = digits % 2 ** 32;
	bytes[7] = low;
	bytes[8] = low >>> 8;
	bytes[9] = low >>> 16;
	bytes[10] = low >>> 24;
	bytes[11] = Math.floor(digits / 2 ** 32);
	const check = checkOf(bytes, 0);
	bytes[2] = check;
	bytes[3] = check >>> 8;
	return bytes;
}

/** Whether a good record begins at `at`. */
export function isPoint(bytes: Uint8Array, at: number): boolean {
	return bytes[at] !== 0xFF && checkOf(bytes, at) === (bytes[at + 2]! | bytes[at + 3]! << 8);
}

export function timeOf(bytes: Uint8Array, at: number): number {
	return bytes[at + 4]! | bytes[at + 5]! << 8 | bytes[at + 6]! << 16;
}

export function digitsOf(bytes: Uint8Array, at: number): number {
	return (bytes[at + 7]! | bytes[at + 8]! << 8 | bytes[at + 9]! << 16) + bytes[at + 10]! * 2 ** 24 + bytes[at + 11]! * 2 ** 32;
}

export function exponentOf(bytes: Uint8Array, at: number): number {
	return bytes[at + 1]! << 24 >> 24;
}

/** FNV-1a over all but the check, folded to 16 bits. */
function checkOf(bytes: Uint8Array, at: number): number {
	let hash = Math.imul(Math.imul(0x811C9DC5 ^ bytes[at]!, 0x01000193) ^ bytes[at + 1]!, 0x01000193);
	for (let index = at + 4; index < at + pointLength; index++)
		hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
	return (hash ^ hash >>> 16) & 0xFFFF;
}
