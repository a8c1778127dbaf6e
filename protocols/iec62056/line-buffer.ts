const LF = 0x0A;
const CR = 0x0D;
const END = 0x21;
const OPEN = 0x28;
const CLOSE = 0x29;

/** Collects one line; of a line that is too long, the first part. */
export class LineBuffer {
	readonly #bytes: Uint8Array;
	#length = 0;
	#overflown = false;

	constructor(capacity: number) {
		this.#bytes = new Uint8Array(capacity);
	}

	get length(): number {
		return this.#length;
	}

	/** The line was too long: its content is of no use. */
	get overflown(): boolean {
		return this.#overflown;
	}

	/** The line's end has come. */
	get complete(): boolean {
		return this.#length > 0 && this.#bytes[this.#length - 1] === LF;
	}

	/** The line ended in CR LF, not LF alone. */
	get returns(): boolean {
		return this.#length > 1 && this.#bytes[this.#length - 2] === CR;
	}

	/** The line without its end; good until the next change. */
	get content(): Uint8Array {
		let end = this.#length;
		while (end > 0 && (this.#bytes[end - 1] === LF || this.#bytes[end - 1] === CR))
			end--;
		return this.#bytes.subarray(0, end);
	}

	append(bytes: Uint8Array): void {
		const room = this.#bytes.length - this.#length;
		if (bytes.length > room) {
			this.#overflown = true;
			// The end is kept, so that the line's own end is still seen.
			bytes = bytes.subarray(bytes.length - Math.max(1, room));
			this.#length = Math.min(this.#length, this.#bytes.length - bytes.length);
		}
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	/** Where the `!` stands that ends the data, at `from` or later: one that is not part of a value. −1 without. */
	findEnd(from: number): number {
		// Only what is there: the search costs time for each byte, and behind it old lines stand.
		const bytes = this.#bytes.subarray(0, this.#length);
		for (let at = bytes.indexOf(END, from); at >= 0; at = bytes.indexOf(END, at + 1)) {
			if (at === 0 || bytes.lastIndexOf(OPEN, at - 1) <= bytes.lastIndexOf(CLOSE, at - 1))
				return at;
		}
		return -1;
	}

	clear(): void {
		this.#length = 0;
		this.#overflown = false;
	}
}
