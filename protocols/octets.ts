const DIGITS = "0123456789ABCDEF";

/** An octet string as text where every byte is a printable character, else in hexadecimal: `ISK`, `0A0149534B`. */
export function octetsToText(octets: Uint8Array): string {
	let text = "";
	for (let at = 0; at < octets.length; at++) {
		const byte = octets[at]!;
		if (byte < 0x20 || byte > 0x7E)
			return octetsToHex(octets);
		text += String.fromCharCode(byte);
	}
	return text;
}

/** The bytes of a text of hexadecimal digits, two for each. */
export function octetsOfHex(text: string): Uint8Array {
	const octets = new Uint8Array(text.length >> 1);
	for (let at = 0; at < octets.length; at++)
		octets[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
	return octets;
}

/** Two upper-case digits. */
export function hex(byte: number): string {
	return DIGITS[byte >> 4]! + DIGITS[byte & 15]!;
}

/** Two upper-case digits for each byte. */
export function octetsToHex(octets: Uint8Array): string {
	let text = "";
	for (let at = 0; at < octets.length; at++)
		text += hex(octets[at]!);
	return text;
}
