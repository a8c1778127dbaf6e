const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes of a base64 text (RFC 4648, 4); blanks are passed over. `undefined` when it is none. */
export function base64Bytes(text: string): Uint8Array | undefined {
	// Not a list, which takes sixteen bytes for each.
	const bytes = new Uint8Array(Math.ceil(text.length * 3 / 4));
	let length = 0, bits = 0, count = 0, padding = 0;
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === " ")
			continue;
		if (character === "=") {
			padding++;
			continue;
		}
		const value = digits.indexOf(character);
		if (value < 0 || padding)
			return undefined;
		bits = bits << 6 | value;
		count += 6;
		if (count >= 8) {
			count -= 8;
			bytes[length++] = bits >> count & 0xFF;
			bits &= (1 << count) - 1;
		}
	}
	return count >= 6 || padding > 2 || !length ? undefined : bytes.slice(0, length);
}
