import type { FrameReaderOptions } from "./frame-reader";
import type { TelegramLine } from "./meter-values";
import { PatternRunner } from "./pattern-runner";

/** Runs a meter's decode lines over the bytes of a checked frame. */
export class FrameLines {
	readonly #options: FrameReaderOptions;
	readonly #runner = new PatternRunner();

	constructor(options: FrameReaderOptions) {
		this.#options = options;
	}

	/** Patterns stand at the frame's begin. True when one did. */
	anchored(frame: Uint8Array): boolean {
		const { lines } = this.#options.values;
		let found = false;
		for (let at = 0; at < lines.length; at++)
			found = this.#try(lines[at]!, frame, 0) || found;
		return found;
	}

	/** Patterns may stand anywhere; the last place counts. True when one stood anywhere. */
	everywhere(frame: Uint8Array): boolean {
		const { lines } = this.#options.values;
		let any = false;
		for (let index = 0; index < lines.length; index++) {
			const entry = lines[index]!;
			for (let at = frame.length - 1; at >= 0; at--) {
				if (this.#try(entry, frame, at)) {
					any = true;
					break;
				}
			}
		}
		return any;
	}

	#try({ line, state }: TelegramLine, frame: Uint8Array, at: number): boolean {
		const { pattern, selector } = line;
		const { values, requests } = this.#options;
		if (pattern.kind !== "steps" || selector.index !== undefined && selector.index !== requests.index)
			return false;
		const first = pattern.steps[0];
		if (first?.op === "byte" && first.value !== frame[at])
			return false;
		const runner = this.#runner;
		if (!runner.run(pattern.steps, frame, at))
			return false;
		const { value, text } = runner;
		if (selector.text)
			values.set(state, text ?? dateText(value));
		else
			values.set(state, selector.bit === undefined ? value : Math.floor(value / 2 ** selector.bit) & 1);
		return true;
	}
}

/** Kamstrup: yymmdd as a number. */
function dateText(value: number): string {
	const two = (number: number) => String(Math.floor(number) % 100).padStart(2, "0");
	return `${two(value)}.${two(value / 100)}.${two(value / 10000)}`;
}
