/** FNV-1a with 32 bits over the text's UTF-8 bytes, in hexadecimal: finds a text that a power cut has torn. No protection against intent. */
export function textCheck(text: string): string {
	const bytes = new Uint8Array(ArrayBuffer.fromString(text));
	let hash = 0x811C9DC5;
	for (let at = 0; at < bytes.length; at++)
		hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
	return (hash >>> 0).toString(16);
}
