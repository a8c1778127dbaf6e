import type { FrameReader } from "./frame-reader";
import { newCounters } from "./frame-reader";

/** Stands for meters that are not read yet (encrypted DLMS, CAN, old PZEM): counts the bytes and gives nothing. */
export class IdleReader implements FrameReader {
	readonly counters = newCounters();

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
	}

	idle(): void {}

	reset(): void {}
}
