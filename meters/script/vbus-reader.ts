import { FrameLines } from "./frame-lines";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";

const SYNC = 0xAA;
const head = 10;
const frameSize = 6;
const longest = 512;

/** Reads packets of RESOL's VBus (protocol version 1): AA, head, frames of four bytes with their high bits behind them; all with a check. */
export class VbusReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #lines: FrameLines;
	readonly #buffer = new Uint8Array(longest);
	#length = 0;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#lines = new FrameLines(options);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			// No other byte has its high bit set.
			if (byte === SYNC)
				this.#end();
			if (this.#length < longest && (this.#length || byte === SYNC))
				this.#buffer[this.#length++] = byte;
		}
	}

	idle(): void {
		this.#end();
	}

	reset(): void {
		this.#length = 0;
	}

	#end(): void {
		const packet = this.#buffer.slice(0, this.#length);
		this.#length = 0;
		if (packet.length < head || packet[5] !== 0x10)
			return;
		const end = head + packet[8]! * frameSize;
		if (packet.length < end || !isGood(packet, 1, head) || !framesAreGood(packet, end)) {
			this.counters.checkErrors++;
			this.#options.onFault?.("the check sum of a packet is wrong");
			return;
		}
		this.counters.telegrams++;
		this.#lines.anchored(packet.subarray(0, end));
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}
}

function framesAreGood(packet: Uint8Array, end: number): boolean {
	for (let at = head; at < end; at += frameSize) {
		if (!isGood(packet, at, at + frameSize))
			return false;
	}
	return true;
}

/** The last byte is what is left of 7F when the others are taken off. */
function isGood(packet: Uint8Array, from: number, to: number): boolean {
	let rest = 0x7F;
	for (let at = from; at < to - 1; at++)
		rest = rest - packet[at]! & 0x7F;
	return rest === packet[to - 1];
}
