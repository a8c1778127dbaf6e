import type { FrameReader } from "./frame-reader";
import { newCounters } from "./frame-reader";

/** Stands for meters that cannot be read, an encrypted one without its key: counts the bytes and gives nothing. */
export class IdleReader implements FrameReader {
	readonly counters = newCounters();

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
	}

	idle(): void {}

	reset(): void {}
}
