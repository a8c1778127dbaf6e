const digits = "0123456789abcdef";

/** Two lower-case digits for each byte. */
export function hexText(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at++)
		text += digits.charAt(bytes[at]! >> 4) + digits.charAt(bytes[at]! & 15);
	return text;
}

/** The bytes of such a text. */
export function hexBytes(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length >> 1);
	for (let at = 0; at < bytes.length; at++)
		bytes[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
	return bytes;
}
