import type { LinkFrame } from "./link-frame";

/*
	HDLC as meters use it (IEC 62056-46, 6.4; ISO/IEC 13239 frame format type 3): flag, format with length, two addresses, control, header check,
	information, frame check, flag. The next frame may share the flag.
*/

export const FLAG = 0x7E;
const SEGMENTED = 0x08;
/** Format, one octet for each address, control, frame check. */
const SHORTEST = 7;

/** Octets from flag to flag of a frame that begins at `at`; 0 when none does. Three octets must be there. */
export function hdlcSize(bytes: Uint8Array, at: number): number {
	const format = bytes[at + 1]!;
	const length = (format & 7) << 8 | bytes[at + 2]!;
	return (format & 0xF0) === 0xA0 && length >= SHORTEST ? length + 2 : 0;
}

/** What a whole frame with a good check holds; an error text when its addresses have no end. */
export function hdlcContent(bytes: Uint8Array, at: number, size: number): LinkFrame | string {
	const end = at + size - 3;
	let place = at + 3;
	for (let address = 0; address < 2; address++) {
		// The lowest bit marks an address's last octet; four are the most.
		const limit = Math.min(place + 4, end);
		while (place < limit && (bytes[place]! & 1) === 0)
			place++;
		if (place >= limit)
			return "HDLC: an address without an end";
		place++;
	}
	// Control and header check; a frame without information has no header check.
	const start = Math.min(place + 3, end);
	return { start, end, last: (bytes[at + 1]! & SEGMENTED) === 0 };
}
