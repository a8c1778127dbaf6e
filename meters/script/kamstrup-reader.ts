import { CRC16 } from "crc";
import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

const START = 0x40;
const END = 0x0D;
const ESCAPE = 0x1B;
const longest = 512;

/** Reads answers of Kamstrup meters (KMP): 40, escaped bytes with a CRC-16 at their end, 0D. */
export class KamstrupReader extends BufferedReader {
	readonly #crc = new CRC16(0x1021);
	#inside = false;
	#escaped = false;

	constructor(options: FrameReaderOptions) {
		super(options, longest);
	}

	idle(): void {
		this.reset();
	}

	override reset(): void {
		super.reset();
		this.#inside = false;
		this.#escaped = false;
	}

	protected override take(byte: number): void {
		if (byte === START) {
			this.reset();
			this.#inside = true;
		}
		else if (!this.#inside)
			return;
		else if (byte === END)
			this.#end();
		else if (byte === ESCAPE)
			this.#escaped = true;
		else if (this.length === longest)
			this.reset();
		else {
			this.keep(this.#escaped ? byte ^ 0xFF : byte);
			this.#escaped = false;
		}
	}

	#end(): void {
		const frame = this.empty();
		this.reset();
		this.#crc.reset();
		if (frame.length < 4 || this.#crc.checksum(frame))
			this.refuse("check", "the check sum of an answer is wrong");
		else
			this.accept(frame.subarray(0, -2));
	}
}
