/** Escape and start of SML's transport protocol. */
const START = "\x1B\x1B\x1B\x1B\x01\x01\x01\x01";

export function isSml(_: Uint8Array, text: string): boolean {
	return text.includes(START);
}
