import { CRC8 } from "crc";
import { FrameLines } from "./frame-lines";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";

const SYNC = 0xAA;
const ESCAPE = 0xA9;
const longest = 64;

/** Reads eBus telegrams between two SYN: the master's CRC-8 (polynomial 9B, over the bytes as sent) is tested, escapes are undone. */
export class EbusReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #lines: FrameLines;
	readonly #crc = new CRC8(0x9B);
	readonly #raw = new Uint8Array(longest);
	#length = 0;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#lines = new FrameLines(options);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			if (byte === SYNC)
				this.#end();
			else if (this.#length < longest)
				this.#raw[this.#length++] = byte;
		}
	}

	idle(): void {
		this.#end();
	}

	reset(): void {
		this.#length = 0;
	}

	/** Source, target, two bytes of command, count, data, check; what a slave answers follows. */
	#end(): void {
		const raw = this.#raw.slice(0, this.#length);
		this.#length = 0;
		if (raw.length < 6)
			return;
		const plain: number[] = [];
		let checked = 0;
		for (let at = 0; at < raw.length; at++) {
			plain.push(raw[at] === ESCAPE && at + 1 < raw.length ? ESCAPE + raw[++at]! : raw[at]!);
			if (plain.length === 5 + (plain[4] ?? longest))
				checked = at + 1;
		}
		const place = 5 + plain[4]!;
		this.#crc.reset();
		if (!checked || place >= plain.length || this.#crc.checksum(raw.subarray(0, checked)) !== plain[place]) {
			this.counters.checkErrors++;
			this.#options.onFault?.("the check sum of a telegram is wrong");
			return;
		}
		this.counters.telegrams++;
		this.#lines.anchored(Uint8Array.from(plain));
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}
