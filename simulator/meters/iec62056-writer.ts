/** Writes data readouts of IEC 62056-21. Text is one character per byte. */
export function asciiBytes(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text, "latin1"));
}

/** STX, lines, `!`, ETX, block check character (sections 6.3.2 and 6.3.10; ISO/IEC 1155). */
export function dataBlock(lines: Uint8Array): Uint8Array {
	const checked = Buffer.concat([lines, asciiBytes("!\r\n\x03")]);
	const check = checked.reduce((sum, byte) => sum ^ byte, 0);
	return new Uint8Array(Buffer.concat([asciiBytes("\x02"), checked, Uint8Array.of(check)]));
}

export function textLines(...lines: readonly string[]): Uint8Array {
	return asciiBytes(lines.map(line => `${line}\r\n`).join(""));
}

/** Thousandths as `-000142.30`: `before` digits before the point and `after` behind it; more than three are zeros. */
export function signedQuantity(thousandths: number, before: number, after: number): string {
	const size = Math.abs(thousandths);
	const whole = String(Math.floor(size / 1000)).padStart(before, "0");
	const rest = String(size % 1000).padStart(3, "0").padEnd(after, "0").slice(0, after);
	return `${thousandths < 0 ? "-" : ""}${whole}${after ? `.${rest}` : ""}`;
}
