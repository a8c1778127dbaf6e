import type { FrameReaderOptions } from "./frame-reader";
import { ObisLineMatcher } from "./obis-line-matcher";

/** Shows a pulse counter (type c) to its decode lines as the two lines of text that Tasmota makes of it. */
export class CounterReader {
	readonly #options: FrameReaderOptions;
	readonly #matcher: ObisLineMatcher;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#matcher = new ObisLineMatcher(options.values);
	}

	/** @param rate pulses per minute */
	update(count: number, rate: number): void {
		this.#matcher.match(`1-0:1.8.0*255(${count})`);
		this.#matcher.match(`1-0:1.7.0*255(${rate ? rate.toFixed(4) : ""})`);
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}
