import { isHexadecimal } from "../text-shape";

/** What an octet above 7F is in the text of a telegram. */
const highOctet = "\uFFFD";

/**
 * An octet string as text: meters send identifiers and messages as hexadecimal octets (P1 Companion Standard 5.0.2 section 6.4, Sn). A text
 * that is not hexadecimal, or whose octets are not all printable ASCII, stays as it is: some meters send plain text. Octets FF at the end are
 * room for a message that was never written (Hungary: 1024 of them) and no text.
 */
export function decodeHexText(text: string): string {
	const { length } = text;
	if (length % 2 || !isHexadecimal(text))
		return withoutFill(text).trim();
	let end = length;
	while (end && text.slice(end - 2, end).toUpperCase() === "FF")
		end -= 2;
	let decoded = "";
	for (let at = 0; at < end; at += 2) {
		const code = parseInt(text.slice(at, at + 2), 16);
		if (code < 0x20 || code > 0x7E)
			return text;
		decoded += String.fromCharCode(code);
	}
	return decoded.trim();
}

function withoutFill(text: string): string {
	if (!text.endsWith(highOctet))
		return text;
	let end = text.length;
	while (end && text.charAt(end - 1) === highOctet)
		end--;
	return text.slice(0, end);
}
