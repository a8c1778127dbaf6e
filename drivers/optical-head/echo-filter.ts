/** Most that is ever sent in one go: a sign-on with a device address of 32 characters. A wake-up's echo is thrown away by time instead. */
const capacity = 64;

/**
 * Takes the head's own light out of what it hears. An optical head without a shade between its LED and its receiver hears every byte it
 * sends; the echo comes first and is equal. Anything else is the meter's.
 */
export class EchoFilter {
	readonly #sent = new Uint8Array(capacity);
	#count = 0;
	#at = 0;
	#echoed = 0;

	/** Bytes of echo that were taken out since the start. */
	get echoed(): number {
		return this.#echoed;
	}

	/** These bytes go out now. */
	expect(bytes: Uint8Array): void {
		this.#count = Math.min(bytes.length, capacity);
		this.#sent.set(bytes.subarray(0, this.#count));
		this.#at = 0;
	}

	/** What remains of `bytes` without the echo: a view on them, maybe empty, or what had looked like an echo with them behind it. */
	filter(bytes: Uint8Array): Uint8Array {
		const sent = this.#sent, before = this.#at;
		let at = 0;
		// A first byte that differs can be a glitch of the LED going on.
		if (before === 0 && this.#count && bytes.length > 1 && bytes[0] !== sent[0] && bytes[1] === sent[0])
			at++;
		while (at < bytes.length && this.#at < this.#count) {
			if (bytes[at] !== sent[this.#at])
				return this.#giveBack(bytes, before);
			at++;
			this.#at++;
		}
		this.#echoed += this.#at - before;
		return at ? bytes.subarray(at) : bytes;
	}

	reset(): void {
		this.#count = 0;
		this.#at = 0;
	}

	/** It was no echo: a meter's answer may begin like the request. `before`: bytes that earlier calls took for it. */
	#giveBack(bytes: Uint8Array, before: number): Uint8Array {
		this.reset();
		this.#echoed -= before;
		if (!before)
			return bytes;
		const result = new Uint8Array(before + bytes.length);
		result.set(this.#sent.subarray(0, before));
		result.set(bytes, before);
		return result;
	}
}
