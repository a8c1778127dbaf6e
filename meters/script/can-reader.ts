import { FrameLines } from "./frame-lines";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";

/** Identifier (four bytes, the highest first), count of data. */
const head = 5;
const mostData = 8;

/**
 * Reads CAN frames (type C) as a port hands them on: identifier, count, data, one frame after the other. CAN tests its frames itself, in hardware.
 * A frame that no line knows is one of the other devices' on the bus.
 */
export class CanReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #lines: FrameLines;
	readonly #buffer = new Uint8Array(head + mostData);
	#length = 0;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#lines = new FrameLines(options);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			this.#buffer[this.#length++] = bytes[at]!;
			if (this.#length < head)
				continue;
			const count = this.#buffer[head - 1]!;
			if (count > mostData)
				this.idle();
			else if (this.#length === head + count)
				this.#take(this.#buffer.slice(0, this.#length));
		}
	}

	idle(): void {
		if (!this.#length)
			return;
		this.#length = 0;
		this.counters.formatErrors++;
		this.#options.onFault?.("these are no CAN frames");
	}

	reset(): void {
		this.#length = 0;
	}

	#take(frame: Uint8Array): void {
		this.#length = 0;
		if (!this.#lines.anchored(frame))
			return;
		this.counters.telegrams++;
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}
