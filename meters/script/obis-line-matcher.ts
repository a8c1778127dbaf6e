import { readNumber } from "./read-number";
import type { MeterValues, TelegramLine } from "./meter-values";

/** `=so2`: lines are matched from their begin. */
const lineMode = 2;

/** Finds the decode lines that fit a line of OBIS text and picks their values (meter types o and c). */
export class ObisLineMatcher {
	readonly #values: MeterValues;
	/** Patterns that end in their first bracket, which nearly all do, by the pattern. */
	readonly #byAddress = new Map<string, TelegramLine[]>();
	readonly #others: TelegramLine[] = [];
	readonly #anywhere: TelegramLine[] = [];

	constructor(values: MeterValues) {
		this.#values = values;
		values.lines.forEach(entry => {
			const { pattern } = entry.line;
			if (pattern.kind !== "text")
				return;
			const { text } = pattern;
			// No code begins with a point: such a pattern is the end of one.
			if (!(values.meter.options.flags & lineMode) || text.startsWith("."))
				this.#anywhere.push(entry);
			else if (text.indexOf("(") === text.length - 1 && text)
				this.#byAddress.set(text, [...this.#byAddress.get(text) ?? [], entry]);
			else
				this.#others.push(entry);
		});
	}

	/** Hands the values of all lines that fit to `MeterValues`. True when there was one. */
	take(text: string): boolean {
		let found = false;
		const bracket = text.indexOf("("), addressed = bracket < 0 ? undefined : this.#byAddress.get(text.slice(0, bracket + 1));
		if (addressed) {
			for (let at = 0; at < addressed.length; at++)
				found = this.#take(addressed[at]!, text, bracket + 1) || found;
		}
		for (let at = 0; at < this.#others.length; at++) {
			const entry = this.#others[at]!, length = textOf(entry).length;
			if (text.startsWith(textOf(entry)))
				found = this.#take(entry, text, length) || found;
		}
		for (let at = 0; at < this.#anywhere.length; at++) {
			const entry = this.#anywhere[at]!, place = text.indexOf(textOf(entry));
			if (place >= 0)
				found = this.#take(entry, text, place + textOf(entry).length) || found;
		}
		return found;
	}

	#take({ line, state }: TelegramLine, text: string, cursor: number): boolean {
		const { selector } = line;
		let at = cursor;
		if (selector.skip) {
			const { delimiter, count } = selector.skip;
			for (let left = count; left > 0; left--) {
				at = text.indexOf(delimiter, at) + 1;
				if (!at)
					return false;
			}
		}
		if (selector.text) {
			const end = selector.text.until ? text.indexOf(selector.text.until, at) : -1;
			this.#values.set(state, end < 0 ? text.slice(at) : text.slice(at, end));
		}
		else
			this.#values.set(state, readNumber(text, at).value);
		return true;
	}
}

function textOf({ line: { pattern } }: TelegramLine): string {
	return pattern.kind === "text" ? pattern.text : "";
}
