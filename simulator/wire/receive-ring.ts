/** Bytes that wait to be read. A byte that finds no room is lost. */
export class ReceiveRing {
	readonly #bytes: Uint8Array;
	#from = 0;
	#count = 0;

	constructor(capacity: number) {
		this.#bytes = new Uint8Array(capacity);
	}

	get capacity(): number {
		return this.#bytes.length;
	}

	get count(): number {
		return this.#count;
	}

	/** `false` when there was no room. */
	push(byte: number): boolean {
		const { length } = this.#bytes;
		if (this.#count === length)
			return false;
		let at = this.#from + this.#count++;
		if (at >= length)
			at -= length;
		this.#bytes[at] = byte;
		return true;
	}

	/** Moves bytes to `buffer` and returns how many. */
	read(buffer: Uint8Array): number {
		const count = Math.min(buffer.length, this.#count), ring = this.#bytes;
		const straight = Math.min(count, ring.length - this.#from);
		buffer.set(ring.subarray(this.#from, this.#from + straight));
		buffer.set(ring.subarray(0, count - straight), straight);
		this.#from = (this.#from + count) % ring.length;
		this.#count -= count;
		return count;
	}

	clear(): void {
		this.#count = 0;
	}
}
