/** An even number of hexadecimal digits whose pairs are all printable ASCII (20 … 7E). */
const printable = /^(?:[2-6][0-9A-Fa-f]|7[0-9A-Ea-e])+$/;

/**
 * An octet string as text: meters send identifiers and messages as hexadecimal octets (P1 Companion Standard 5.0.2 section 6.4, Sn). A text
 * that is not hexadecimal, or whose octets are not all printable, stays as it is: some meters send plain text.
 */
export function decodeHexText(text: string): string {
	if (!printable.test(text))
		return text.trim();
	let decoded = "";
	for (let at = 0; at < text.length; at += 2)
		decoded += String.fromCharCode(parseInt(text.slice(at, at + 2), 16));
	return decoded.trim();
}
