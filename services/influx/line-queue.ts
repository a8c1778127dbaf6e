/** Most characters that wait, and most that are taken at once unless a line alone is longer. */
const capacity = 6_000, together = 2_000;

/** Lines that wait for a server, oldest first. Bounded: the oldest that is not on its way goes when there is no room, and is counted. */
export class LineQueue {
	readonly #lines: string[] = [];
	#characters = 0;
	/** So many are on their way. */
	#taken = 0;
	#dropped = 0;

	get length(): number {
		return this.#lines.length;
	}

	get dropped(): number {
		return this.#dropped;
	}

	push(line: string): void {
		this.#lines.push(line);
		this.#characters += line.length;
		while (this.#characters > capacity && this.#lines.length > this.#taken)
			this.#dropped += this.#remove(this.#taken, 1);
	}

	/** The text of what goes next. */
	take(): string {
		let text = "", count = 0;
		for (; count < this.#lines.length; count++) {
			const line = this.#lines[count]!;
			if (text && text.length + line.length > together)
				break;
			text += line;
		}
		this.#taken = count;
		return text;
	}

	/** What was taken has arrived. Returns how many lines. */
	sent(): number {
		return this.#remove(0, this.#taken);
	}

	/** What was taken will never be wanted. */
	refuse(): void {
		this.#dropped += this.#remove(0, this.#taken);
	}

	/** What was taken waits again. */
	putBack(): void {
		this.#taken = 0;
	}

	#remove(from: number, count: number): number {
		const gone = this.#lines.splice(from, count);
		for (let at = 0; at < gone.length; at++)
			this.#characters -= gone[at]!.length;
		if (!from)
			this.#taken = 0;
		return gone.length;
	}
}
