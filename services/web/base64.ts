const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a short Base64 text (RFC 4648, 4); `undefined` when it is none. */
export function decodeBase64(text: string): ArrayBuffer | undefined {
	const end = text.indexOf("="), length = end < 0 ? text.length : end;
	const bytes = new Uint8Array(Math.floor(length * 3 / 4));
	let bits = 0, count = 0, at = 0;
	for (let index = 0; index < length; index++) {
		const value = alphabet.indexOf(text.charAt(index));
		if (value < 0)
			return undefined;
		bits = (bits << 6 | value) & 0xFFFF;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		bytes[at++] = bits >> count;
	}
	return bytes.buffer;
}
