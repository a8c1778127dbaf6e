/** What some octets of a frame stand for. */
export interface Explanation {
	/** Counted from the start octet of the frame. */
	readonly offset: number;
	readonly length: number;
	readonly words: string;
}

/** Collects explanations while a telegram is read; only made when somebody asked for them. */
export class Explainer {
	readonly entries: Explanation[];
	#base: number;

	/** @param base where the data that are read begin in the frame */
	constructor(base: number, entries: Explanation[] = []) {
		this.#base = base;
		this.entries = entries;
	}

	/** For what is read from further on, into the same list. */
	at(offset: number): Explainer {
		return new Explainer(this.#base + offset, this.entries);
	}

	/** @param from, to in the data that are read; an empty range says nothing */
	add(from: number, to: number, words: string): void {
		if (to > from)
			this.entries.push({ offset: this.#base + from, length: to - from, words });
	}
}
