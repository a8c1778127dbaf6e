import TextDecoder from "text/decoder";

/** How many bytes go into one call: its arguments stand on the chip's small stack. */
const callSize = 32;

/** The text of bytes with the highest bit of each left out: 7E1 heard as 8N1. */
export class LineText {
	readonly #decoder = new TextDecoder();

	read(bytes: Uint8Array): string {
		const text = this.#decoder.decode(bytes);
		// What is no ASCII shows as one character for several bytes, or as a replacement.
		if (text.length === bytes.length && !text.includes("\uFFFD"))
			return text;
		const masked = bytes.map(byte => byte & 0x7F);
		let exact = "";
		for (let at = 0; at < masked.length; at += callSize)
			exact += String.fromCharCode.apply(null, masked.subarray(at, at + callSize) as unknown as number[]);
		return exact;
	}
}
