import type { LinkFrame } from "./link-frame";

/*
	DLMS in the long frames of the M-Bus (IEC 62056-7-3; EN 13757-2, 5.4): 68h, length twice, 68h, control, address, control information with the part's
	number, two service access points, data, check sum, 16h.
*/

export const START = 0x68;
const STOP = 0x16;
/** Everything around what the length counts. */
const AROUND = 6;
/** Control, address, control information, two service access points. */
const HEADER = 5;
/** Bit 4: the last part. Bits 0 to 3: its number. */
const LAST = 0x10;
const LARGEST_PART = 0x1F;
/** Sagemcom's T210-D announces the lowest octet of 257: see `otherSize`. */
const LARGEST_WRAPPED = 0x20;

/** Octets of a frame that begins at `at`; 0 when none does. Four octets must be there. */
export function mbusSize(bytes: Uint8Array, at: number): number {
	const length = bytes[at + 1]!;
	return length === bytes[at + 2] && bytes[at + 3] === START ? length + AROUND : 0;
}

/** Some meters put more than 255 octets into a frame and only the low octet of their number in front. 0 when that cannot be. */
export function wrappedSize(bytes: Uint8Array, at: number): number {
	const length = bytes[at + 1]!;
	return length <= LARGEST_WRAPPED ? length + 256 + AROUND : 0;
}

/** True when check sum and stop octet are right. */
export function mbusFits(bytes: Uint8Array, at: number, size: number): boolean {
	return bytes[at + size - 1] === STOP && mbusSum(bytes, at, size) === bytes[at + size - 2];
}

/** The check sum as it must be. */
export function mbusSum(bytes: Uint8Array, at: number, size: number): number {
	let sum = 0;
	for (let place = at + 4; place < at + size - 2; place++)
		sum += bytes[place]!;
	return sum & 0xFF;
}

/** What a whole frame with a good check holds; `undefined` when it is no part of a DLMS message but another M-Bus telegram. */
export function mbusContent(bytes: Uint8Array, at: number, size: number): LinkFrame | undefined {
	const information = bytes[at + 6]!;
	if (size < AROUND + HEADER || information > LARGEST_PART)
		return;
	return { start: at + 4 + HEADER, end: at + size - 2, last: (information & LAST) !== 0, part: information & 15 };
}
