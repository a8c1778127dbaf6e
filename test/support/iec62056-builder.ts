/** Builds data readouts of IEC 62056-21 for tests. Text is one character per byte. */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, character => character.charCodeAt(0));
}

/** STX, text, ETX, block check character. */
export function block(text: string): string {
	const checked = `${text}\x03`;
	let check = 0;
	for (const byte of bytesOf(checked))
		check ^= byte;
	return `\x02${checked}${String.fromCharCode(check)}`;
}

/** Lines with their ends, `!` behind them. */
export function lines(...data: readonly string[]): string {
	return [...data, "!"].map(line => `${line}\r\n`).join("");
}

/** The same characters with even parity in the highest bit. */
export function withParity(bytes: Uint8Array): Uint8Array {
	return bytes.map(byte => {
		let ones = 0;
		for (let rest = byte; rest; rest >>= 1)
			ones += rest & 1;
		return ones & 1 ? byte | 0x80 : byte;
	});
}
