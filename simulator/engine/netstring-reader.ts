const colon = 0x3A, comma = 0x2C, zero = 0x30, nine = 0x39;

/**
 * Takes netstrings (`5:hello,`) out of a stream that comes in any slices. Throws when the stream is none.
 */
export class NetstringReader {
	readonly #onMessage: (message: Buffer) => void;
	/** What has not made a whole message yet. */
	#rest: Buffer[] = [];
	#restLength = 0;
	/** Bytes that must be there before it is worth looking again. */
	#wanted = 1;

	constructor(onMessage: (message: Buffer) => void) {
		this.#onMessage = onMessage;
	}

	push(chunk: Buffer): void {
		this.#rest.push(chunk);
		this.#restLength += chunk.length;
		if (this.#restLength < this.#wanted)
			return;
		const bytes = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest);
		let from = 0;
		this.#wanted = 1;
		while (from < bytes.length) {
			const end = this.#message(bytes, from);
			if (!end)
				break;
			from = end;
		}
		this.#rest = from < bytes.length ? [bytes.subarray(from)] : [];
		this.#restLength = bytes.length - from;
	}

	/** Hands out the message that starts at `from` and returns where it ends; 0 while it is not complete. */
	#message(bytes: Buffer, from: number): number {
		let at = from, length = 0;
		for (; at < bytes.length && bytes[at] !== colon; at++) {
			const digit = bytes[at]!;
			if (digit < zero || digit > nine || at - from > 9)
				throw new Error("not a netstring");
			length = length * 10 + digit - zero;
		}
		if (at >= bytes.length)
			return 0;
		const start = at + 1, end = start + length;
		if (end >= bytes.length) {
			this.#wanted = end + 1 - from;
			return 0;
		}
		if (bytes[end] !== comma)
			throw new Error("not a netstring");
		this.#onMessage(bytes.subarray(start, end));
		return end + 1;
	}
}
