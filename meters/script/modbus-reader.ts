import { CRC16 } from "crc";
import { AnswerReader } from "./answer-reader";
import type { FrameReaderOptions } from "./frame-reader";

/** Longest frame (MODBUS over serial line 1.02, section 2.3). */
const longest = 256;
const exceptionBit = 0x80;

/** Reads answers of Modbus RTU meters: the check is always tested, and an answer must belong to the request before it. */
export class ModbusReader extends AnswerReader {
	readonly #crc = new CRC16(0x8005, 0xFFFF, true, true);

	constructor(options: FrameReaderOptions) {
		super(options, longest);
	}

	protected override take(byte: number): void {
		if (this.length === longest)
			this.drop(1);
		this.keep(byte);
		while (this.length && !this.#wait()) {
			// All complete frames are taken, and what is none is left behind.
		}
	}

	/** True when more bytes are needed. */
	#wait(): boolean {
		const { buffer, length } = this;
		if (!this.fits(buffer, length)) {
			this.drop(1);
			return false;
		}
		const size = length < 3 ? Infinity : sizeOf(buffer);
		if (length < size)
			return size <= longest || length < 3;
		const frame = buffer.slice(0, size);
		this.#crc.reset();
		const calculated = this.#crc.checksum(frame.subarray(0, size - 2)), sent = frame[size - 2]! | frame[size - 1]! << 8;
		if (calculated !== sent) {
			this.refuse("check", `crc16: sent ${hex(sent)}, calculated ${hex(calculated)}`);
			this.drop(1);
			return false;
		}
		this.drop(size);
		this.answer(frame.subarray(0, size - 2));
		return false;
	}
}

/** By the function code: reading ones tell their length. */
function sizeOf(frame: Uint8Array): number {
	const code = frame[1]!;
	if (code & exceptionBit)
		return 5;
	return code === 5 || code === 6 || code === 15 || code === 16 ? 8 : frame[2]! + 5;
}

function hex(value: number): string {
	return value.toString(16).toUpperCase().padStart(4, "0");
}
