/** Text of a record (ISO 8859-1); `undefined` when there are control codes in it, which no text of a meter has. */
export function readText(bytes: Uint8Array, reversed: boolean): string | undefined {
	const codes: number[] = [];
	for (let i = 0; i < bytes.length; i++) {
		const code = bytes[reversed ? bytes.length - 1 - i : i]!;
		if (code < 0x20 || (code >= 0x7F && code < 0xA0))
			return undefined;
		codes.push(code);
	}
	return String.fromCharCode(...codes);
}
