export interface WebLogLine {
	/** Seconds since 1970; `null` when the clock was not set. */
	readonly time: number | null;
	readonly text: string;
}

const most = 50, longest = 200;

/** The last lines of the log, for the page. */
export class WebLog {
	readonly #epoch: () => number | undefined;
	readonly #lines: WebLogLine[] = [];

	/** @param epoch milliseconds since 1970, or `undefined` */
	constructor(epoch: () => number | undefined) {
		this.#epoch = epoch;
	}

	/** The oldest first. */
	get lines(): readonly WebLogLine[] {
		return this.#lines;
	}

	add(text: string): WebLogLine {
		const epoch = this.#epoch();
		const line = { time: epoch === undefined ? null : Math.floor(epoch / 1000), text: text.slice(0, longest) };
		if (this.#lines.length >= most)
			this.#lines.shift();
		this.#lines.push(line);
		return line;
	}
}
