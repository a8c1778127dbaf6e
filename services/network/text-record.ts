/** Longest string in a TXT record, in bytes (RFC 6763, 6.1). */
const longest = 255;

/**
 * The data of a TXT record (RFC 6763, 6.1): each string behind its length. Printable ASCII only; longer strings are cut. The SDK's own way to make
 * one puts the index of an array before each string and leaves a `Map` empty.
 */
export function textRecord(texts: readonly string[]): Uint8Array {
	const record = new Uint8Array(texts.reduce((length, text) => length + 1 + Math.min(text.length, longest), 0));
	let at = 0;
	for (const text of texts) {
		const length = Math.min(text.length, longest);
		record[at++] = length;
		for (let index = 0; index < length; index++)
			record[at++] = text.charCodeAt(index);
	}
	return record;
}
