import { dtostrf } from "../dtostrf";
import { MedianFilter } from "./median-filter";
import type { NumberedLine } from "./script-description";

/** Flag 16 of a meter line. */
const medianFlag = 16;
/** So near to `:na` a value is none. */
const nearly = 0.001;

/** What one decode line has read. */
export class LineState {
	readonly line: NumberedLine;
	#value = 0;
	#text: string | undefined;
	#valid = false;
	#median: MedianFilter | undefined;

	constructor(line: NumberedLine, flag: number) {
		this.line = line;
		if (flag & medianFlag)
			this.#median = new MedianFilter();
	}

	/** Something was read, and it is not the value that stands for none. */
	get valid(): boolean {
		return this.#valid;
	}

	/** Behind scale and offset; 0 before it was read. */
	get value(): number {
		return this.#value;
	}

	/** As it stands in the JSON; `undefined` before it was read. */
	get json(): string | undefined {
		if (!this.#valid)
			return undefined;
		return this.#text === undefined ? dtostrf(this.#value, this.line.decimals) : JSON.stringify(this.#text);
	}

	/** What stands for it before it was read, of the same kind. */
	get empty(): string {
		return this.line.selector.text ? "\"\"" : dtostrf(0, this.line.decimals);
	}

	/** Takes what stands in the telegram. */
	setNumber(raw: number): void {
		const { scale, offset, none } = this.line.selector;
		const filtered = this.#median && this.line.kind === "value" ? this.#median.add(raw) : raw;
		this.#value = (filtered + offset) / scale;
		this.#text = undefined;
		this.#valid = none === undefined || !(Math.abs(this.#value - none) < nearly);
	}

	setText(text: string): void {
		this.#text = text;
		this.#valid = true;
	}
}
