/** What a receiver noticed about a character. */
export const lineFaults = Object.freeze({ none: 0, framing: 1, parity: 2, break: 3 } as const);

/** Received characters in columns: the byte, when it was complete, and what was wrong with it. */
export class ReceivedBytes {
	bytes = new Uint8Array(64);
	/** Milliseconds. */
	times = new Float64Array(64);
	/** One of `lineFaults` each. */
	faults = new Uint8Array(64);
	length = 0;

	push(byte: number, time: number, fault: number): void {
		if (this.length === this.bytes.length)
			this.#grow();
		this.bytes[this.length] = byte;
		this.times[this.length] = time;
		this.faults[this.length++] = fault;
	}

	clear(): void {
		this.length = 0;
	}

	#grow(): void {
		const capacity = this.bytes.length * 2;
		const bytes = new Uint8Array(capacity), times = new Float64Array(capacity), faults = new Uint8Array(capacity);
		bytes.set(this.bytes);
		times.set(this.times);
		faults.set(this.faults);
		this.bytes = bytes;
		this.times = times;
		this.faults = faults;
	}
}
