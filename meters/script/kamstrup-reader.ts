import { CRC16 } from "crc";
import { FrameLines } from "./frame-lines";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";

const START = 0x40;
const END = 0x0D;
const ESCAPE = 0x1B;
const longest = 512;

/** Reads answers of Kamstrup meters (KMP): 40, escaped bytes with a CRC-16 at their end, 0D. */
export class KamstrupReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #lines: FrameLines;
	readonly #crc = new CRC16(0x1021);
	readonly #buffer = new Uint8Array(longest);
	#length = 0;
	#inside = false;
	#escaped = false;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#lines = new FrameLines(options);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			if (byte === START) {
				this.reset();
				this.#inside = true;
			}
			else if (!this.#inside)
				continue;
			else if (byte === END)
				this.#end();
			else if (byte === ESCAPE)
				this.#escaped = true;
			else if (this.#length === longest)
				this.reset();
			else {
				this.#buffer[this.#length++] = this.#escaped ? byte ^ 0xFF : byte;
				this.#escaped = false;
			}
		}
	}

	idle(): void {
		this.reset();
	}

	reset(): void {
		this.#length = 0;
		this.#inside = false;
		this.#escaped = false;
	}

	#end(): void {
		const frame = this.#buffer.slice(0, this.#length);
		this.reset();
		this.#crc.reset();
		if (frame.length < 4 || this.#crc.checksum(frame)) {
			this.counters.checkErrors++;
			this.#options.onFault?.("the check sum of an answer is wrong");
			return;
		}
		this.counters.telegrams++;
		this.#lines.anchored(frame.subarray(0, -2));
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}
