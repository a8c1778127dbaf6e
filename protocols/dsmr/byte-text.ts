/** What a high octet is in the text: the character that a UTF-8 decoder puts for an octet that is none of its own. */
export const highOctet = "\uFFFD";
const high = /[\x80-\xFF]/g;

/** How many bytes go into one call: its arguments stand on the chip's small stack. */
const slice = 32;

/**
 * Bytes as a text in which place n is byte n, so that places found in it count for the bytes too. Octets above 7F become `highOctet`.
 */
export function byteText(decoder: { decode(bytes: Uint8Array): string; }, bytes: Uint8Array): string {
	const text = decoder.decode(bytes);
	// A UTF-8 decoder makes one character of each byte, except where several bytes happen to be a proper sequence.
	if (text.length === bytes.length)
		return text;
	let exact = "";
	for (let at = 0; at < bytes.length; at += slice)
		exact += String.fromCharCode.apply(null, bytes.subarray(at, at + slice) as unknown as number[]);
	return exact.replace(high, highOctet);
}
