import { isHexadecimal } from "../text-shape";

/**
 * An octet string as text: meters send identifiers and messages as hexadecimal octets (P1 Companion Standard 5.0.2 section 6.4, Sn). A text
 * that is not hexadecimal, or whose octets are not all printable ASCII, stays as it is: some meters send plain text.
 */
export function decodeHexText(text: string): string {
	const { length } = text;
	if (length % 2 || !isHexadecimal(text))
		return text.trim();
	let decoded = "";
	for (let at = 0; at < length; at += 2) {
		const code = parseInt(text.slice(at, at + 2), 16);
		if (code < 0x20 || code > 0x7E)
			return text;
		decoded += String.fromCharCode(code);
	}
	return decoded.trim();
}
