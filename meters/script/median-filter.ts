const size = 5;

/** The median of the last five values. Begins with the first value, where Tasmota begins with zeros and publishes two of them. */
export class MedianFilter {
	readonly #ring: number[] = [];
	#next = 0;

	add(value: number): number {
		const ring = this.#ring;
		if (!ring.length) {
			for (let count = 0; count < size; count++)
				ring.push(value);
		}
		ring[this.#next] = value;
		this.#next = (this.#next + 1) % size;
		return ring.slice().sort((one, other) => one - other)[size >> 1]!;
	}
}
