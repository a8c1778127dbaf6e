import { CRC16 } from "crc";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";
import { ModbusAnswer } from "./modbus-answer";

/** Longest frame (MODBUS over serial line 1.02, section 2.3). */
const longest = 256;
const exceptionBit = 0x80;

/** Reads answers of Modbus RTU meters: the check is always tested, and an answer must belong to the request before it. */
export class ModbusReader implements FrameReader {
	readonly counters = newCounters();
	readonly #answer: ModbusAnswer;
	readonly #crc = new CRC16(0x8005, 0xFFFF, true, true);
	readonly #buffer = new Uint8Array(longest);
	#length = 0;

	constructor(options: FrameReaderOptions) {
		this.#answer = new ModbusAnswer(options, this.counters);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			if (this.#length === longest)
				this.#drop(1);
			this.#buffer[this.#length++] = bytes[at]!;
			while (this.#length && !this.#wait()) {
				// All complete frames are taken, and what is none is left behind.
			}
		}
	}

	idle(): void {
		if (!this.#length)
			return;
		this.#length = 0;
		this.#answer.fault("format", "an answer was cut");
	}

	reset(): void {
		this.#length = 0;
	}

	/** True when more bytes are needed. */
	#wait(): boolean {
		const buffer = this.#buffer, length = this.#length;
		if (!this.#answer.fits(buffer, length)) {
			this.#drop(1);
			return false;
		}
		const size = length < 3 ? Infinity : sizeOf(buffer);
		if (length < size)
			return size <= longest || length < 3;
		const frame = buffer.slice(0, size);
		this.#crc.reset();
		const calculated = this.#crc.checksum(frame.subarray(0, size - 2)), sent = frame[size - 2]! | frame[size - 1]! << 8;
		if (calculated !== sent) {
			this.#answer.fault("check", `crc16: sent ${hex(sent)}, calculated ${hex(calculated)}`);
			this.#drop(1);
			return false;
		}
		this.#drop(size);
		this.#answer.take(frame.subarray(0, size - 2));
		return false;
	}

	#drop(count: number): void {
		this.#buffer.copyWithin(0, count, this.#length);
		this.#length -= count;
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
