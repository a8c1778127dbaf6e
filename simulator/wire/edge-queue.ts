/**
 * A line's level over time: a level, and the times at which it changes over to the other one. Edges are added at the end and taken from the
 * front; both are cheap for thousands at once.
 */
export class EdgeQueue {
	#times = new Float64Array(64);
	#from = 0;
	#to = 0;
	#level: 0 | 1;

	constructor(level: 0 | 1) {
		this.#level = level;
	}

	/** Level before the first edge. */
	get level(): 0 | 1 {
		return this.#level;
	}

	/** Level after the last edge. */
	get lastLevel(): 0 | 1 {
		return (this.#level ^ this.length & 1) as 0 | 1;
	}

	get length(): number {
		return this.#to - this.#from;
	}

	/** Time of the first edge. */
	get first(): number | undefined {
		return this.#from < this.#to ? this.#times[this.#from] : undefined;
	}

	get last(): number | undefined {
		return this.#from < this.#to ? this.#times[this.#to - 1] : undefined;
	}

	/** The edges; good until the next change. */
	get times(): Float64Array {
		return this.#times.subarray(this.#from, this.#to);
	}

	/** Adds one edge, not before the last. */
	toggle(time: number): void {
		this.#reserve(1);
		this.#times[this.#to++] = time;
	}

	/** Adds edges in order of time, none before the last. */
	append(times: Float64Array): void {
		this.#reserve(times.length);
		this.#times.set(times, this.#to);
		this.#to += times.length;
	}

	/** How many edges are at or before `time`. */
	countUntil(time: number): number {
		const times = this.#times;
		let low = this.#from, high = this.#to;
		// Nearly always all or nothing.
		if (low === high || times[high - 1]! <= time)
			return high - low;
		while (low < high) {
			const middle = low + high >> 1;
			if (times[middle]! <= time)
				low = middle + 1;
			else
				high = middle;
		}
		return low - this.#from;
	}

	/** Takes away the first `count` edges. */
	drop(count: number): void {
		this.#level = (this.#level ^ count & 1) as 0 | 1;
		this.#from += count;
		if (this.#from === this.#to)
			this.#from = this.#to = 0;
	}

	/** Takes away the edges after `time`. */
	truncate(time: number): void {
		this.#to = this.#from + this.countUntil(time);
	}

	/** Starts again at `level` without edges. */
	reset(level: 0 | 1): void {
		this.#level = level;
		this.#from = this.#to = 0;
	}

	#reserve(count: number): void {
		if (this.#to + count <= this.#times.length)
			return;
		const length = this.#to - this.#from;
		const times = length + count > this.#times.length / 2 ? new Float64Array((length + count) * 2) : this.#times;
		if (times === this.#times)
			times.copyWithin(0, this.#from, this.#to);
		else
			times.set(this.#times.subarray(this.#from, this.#to));
		this.#times = times;
		this.#from = 0;
		this.#to = length;
	}
}
