import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

const SYNC = 0xAA;
const head = 10;
const frameSize = 6;
const longest = 512;

/** Reads packets of RESOL's VBus (protocol version 1): AA, head, frames of four bytes with their high bits behind them; all with a check. */
export class VbusReader extends BufferedReader {
	constructor(options: FrameReaderOptions) {
		super(options, longest);
	}

	idle(): void {
		const packet = this.empty();
		if (packet.length < head || packet[5] !== 0x10)
			return;
		const end = head + packet[8]! * frameSize;
		if (packet.length < end || !isGood(packet, 1, head) || !framesAreGood(packet, end))
			this.refuse("check", "the check sum of a packet is wrong");
		else
			this.accept(packet.subarray(0, end));
	}

	protected override take(byte: number): void {
		// No other byte has its high bit set.
		if (byte === SYNC)
			this.idle();
		if (this.length || byte === SYNC)
			this.keep(byte);
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
