import { readFileSync } from "node:fs";

const comment = /(?:#|;|\/\/).*$/gm;

/** A capture that cannot be read as what its name says. */
export class CaptureError extends Error {}

/** The bytes of a capture: a file, or standard input for `-`. */
export function readCapture(file: string): Uint8Array {
	return readFileSync(file === "-" ? 0 : file);
}

/** Bytes of hexadecimal text: blanks, line ends, `0x` and comments (`#`, `;`, `//` to the end of the line) are left out. */
export function parseHex(text: string): Uint8Array {
	const digits = text.replace(comment, "").replace(/0x|[\s,:-]/gi, "");
	const odd = /[^0-9a-f]/i.exec(digits);
	if (odd)
		throw new CaptureError(`not hexadecimal: ${JSON.stringify(odd[0])}`);
	if (digits.length % 2)
		throw new CaptureError("not hexadecimal: an odd number of digits");
	return Buffer.from(digits, "hex");
}
