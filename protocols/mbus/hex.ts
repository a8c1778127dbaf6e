const DIGITS = "0123456789ABCDEF";

/** Two hexadecimal digits. */
export function hex(byte: number): string {
	return DIGITS[byte >> 4]! + DIGITS[byte & 15]!;
}

/** Bytes as hexadecimal digits in the order given, without gaps. */
export function hexOf(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes)
		text += hex(byte);
	return text;
}
