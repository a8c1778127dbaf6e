import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";
import { LineText } from "./line-text";
import { ObisLineMatcher } from "./obis-line-matcher";

const LF = 0x0A;
const longest = 64;

/** Reads a pulse counter (type c) as the two lines of text that Tasmota makes of it: `1-0:1.8.0*255(count)`, then `1-0:1.7.0*255(pulses per minute)`. */
export class CounterReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #matcher: ObisLineMatcher;
	readonly #text = new LineText();
	readonly #line = new Uint8Array(longest);
	#length = 0;
	/** Lines of this pair that have come. */
	#lines = 0;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#matcher = new ObisLineMatcher(options.values);
	}

	/** @param rate pulses per minute */
	update(count: number, rate: number): void {
		this.#matcher.take(`1-0:1.8.0*255(${count})`);
		this.#matcher.take(`1-0:1.7.0*255(${rate ? rate.toFixed(4) : ""})`);
		this.#commit();
	}

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length; at++) {
			if (bytes[at] !== LF) {
				if (this.#length < longest)
					this.#line[this.#length++] = bytes[at]!;
				continue;
			}
			this.#matcher.take(this.#text.read(this.#line.subarray(0, this.#length)));
			this.#length = 0;
			if (++this.#lines === 2)
				this.#commit();
		}
	}

	idle(): void {
		if (this.#lines)
			this.#commit();
	}

	reset(): void {
		this.#length = 0;
		this.#lines = 0;
		this.#options.values.discard();
	}

	#commit(): void {
		this.#lines = 0;
		this.counters.telegrams++;
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}
