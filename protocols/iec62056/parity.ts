const HIGH_BIT = 0x80;
/** Bit n says whether n, 0…15, has an odd number of ones. */
const ODD = 0x6996;

/**
 * Takes the parity bit out of 7E1 characters that were received as 8N1. A character whose parity is wrong keeps a high bit, which no text
 * and no check will take for right.
 */
export function takeEvenParity(bytes: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes.length);
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		const odd = ODD >> ((byte ^ byte >> 4) & 15) & 1;
		result[at] = odd ? byte | HIGH_BIT : byte & ~HIGH_BIT;
	}
	return result;
}

/** Takes the highest bit away, whatever it was. */
export function takeHighBit(bytes: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes.length);
	for (let at = 0; at < bytes.length; at++)
		result[at] = bytes[at]! & ~HIGH_BIT;
	return result;
}
