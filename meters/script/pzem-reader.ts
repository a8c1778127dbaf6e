import { FrameLines } from "./frame-lines";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";

/** Kind of answer, five bytes of data, check. */
const size = 7;

/** Reads answers of PZEM-004T meters before version 3 (type p): seven bytes, of which the last is the sum of the others. */
export class PzemReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #lines: FrameLines;
	readonly #buffer = new Uint8Array(size);
	#length = 0;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#lines = new FrameLines(options);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			this.#buffer[this.#length++] = bytes[at]!;
			if (this.#length === size)
				this.#look();
		}
	}

	idle(): void {
		if (this.#length) {
			this.counters.checkErrors++;
			this.#options.onFault?.("the check sum of an answer is wrong");
		}
		this.#length = 0;
	}

	reset(): void {
		this.#length = 0;
	}

	#look(): void {
		const buffer = this.#buffer;
		let sum = 0;
		for (let at = 0; at < size - 1; at++)
			sum += buffer[at]!;
		if ((sum & 0xFF) !== buffer[size - 1]) {
			// It may begin one byte later.
			buffer.copyWithin(0, 1);
			this.#length--;
			return;
		}
		this.#length = 0;
		this.counters.telegrams++;
		this.#lines.anchored(buffer);
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}
