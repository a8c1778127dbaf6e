import TextDecoder from "text/decoder";

/** What an octet above 7F mostly is in the text: the character that a UTF-8 decoder puts for an octet that is none of its own. */
const highOctet = "\uFFFD";
/** How many bytes go into one call: its arguments stand on the chip's small stack. */
const callSize = 32;

/**
 * What was received from a telegram's `/` on, as bytes and as text in which character n is byte n. Keeps to a fixed number of bytes.
 *
 * While `push` of the decoder runs, the bytes may be the caller's own: copying octets into a typed array costs the chip more than reading them,
 * and nearly always the whole telegram is there at once. `keep` ends that.
 */
export class ReceivedText {
	readonly #buffer: Uint8Array;
	readonly #decoder = new TextDecoder();
	#bytes: Uint8Array;
	#text = "";
	/** Some of the bytes were more than one to a character in UTF-8. */
	#isUneven = false;

	constructor(capacity: number) {
		this.#buffer = new Uint8Array(capacity);
		this.#bytes = this.#buffer;
	}

	/** Empty when no telegram has begun; otherwise it begins with `/`. */
	get text(): string {
		return this.#text;
	}

	get isFull(): boolean {
		return this.#text.length === this.#buffer.length;
	}

	/** Takes as many of `bytes` from `at` on as there is room for; returns how many. What stands before the first `/` is left out. */
	add(bytes: Uint8Array, at: number): number {
		const room = this.#buffer.length - this.#text.length;
		const part = at === 0 && bytes.length <= room ? bytes : bytes.subarray(at, at + room);
		if (!this.#text)
			this.#isUneven = false;
		const text = this.#read(part);
		if (this.#text) {
			this.#buffer.set(part, this.#text.length);
			this.#text += text;
		}
		else {
			const start = text.indexOf("/");
			if (start >= 0) {
				this.#bytes = start ? part.subarray(start) : part;
				this.#text = start ? text.slice(start) : text;
			}
		}
		return part.length;
	}

	/** Forgets the first `count` bytes and what follows up to the next `/`. */
	drop(count: number): void {
		const text = this.#text;
		const start = text.indexOf("/", count);
		this.#text = start < 0 ? "" : text.slice(start);
		if (start < 0)
			return;
		if (this.#bytes === this.#buffer)
			this.#buffer.copyWithin(0, start, text.length);
		else
			this.#bytes = this.#bytes.subarray(start);
	}

	/** Copies what is left of the caller's bytes. */
	keep(): void {
		if (this.#text && this.#bytes !== this.#buffer)
			this.#buffer.set(this.#bytes);
		this.#bytes = this.#buffer;
	}

	clear(): void {
		this.#text = "";
		this.#bytes = this.#buffer;
	}

	/** The first `count` bytes; good until the next call. */
	bytes(count: number): Uint8Array {
		return this.#bytes.subarray(0, count);
	}

	/** True when there are octets above 7F among the first `count`. */
	hasHighOctets(count: number): boolean {
		const text = this.#text;
		if (!this.#isUneven) {
			const at = text.indexOf(highOctet);
			return at >= 0 && at < count;
		}
		for (let at = 0; at < count; at++) {
			if (text.charCodeAt(at) > 0x7F)
				return true;
		}
		return false;
	}

	/** The first `count` bytes as UTF-8. */
	decode(count: number): string {
		return this.#decoder.decode(this.bytes(count));
	}

	/** Bytes as a text in which place n is byte n. */
	#read(bytes: Uint8Array): string {
		const text = this.#decoder.decode(bytes);
		// A UTF-8 decoder makes one character of each byte, except where several bytes happen to be a proper sequence.
		if (text.length === bytes.length)
			return text;
		this.#isUneven = true;
		let exact = "";
		for (let at = 0; at < bytes.length; at += callSize)
			exact += String.fromCharCode.apply(null, bytes.subarray(at, at + callSize) as unknown as number[]);
		return exact;
	}
}
