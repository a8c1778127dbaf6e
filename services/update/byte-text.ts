import { decodeText } from "../text";

/** A text that comes in slices of bytes. */
export class ByteText {
	#slices: Uint8Array[] = [];
	#length = 0;

	add(slice: Uint8Array): void {
		this.#slices.push(slice.slice());
		this.#length += slice.length;
	}

	/** Empty when the bytes are not UTF-8. */
	get text(): string {
		const bytes = new Uint8Array(this.#length);
		let at = 0;
		for (const slice of this.#slices) {
			bytes.set(slice, at);
			at += slice.length;
		}
		return decodeText(bytes.buffer) ?? "";
	}
}
