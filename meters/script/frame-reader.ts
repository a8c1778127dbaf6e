import type { GcmDecrypt } from "../../protocols/dlms/ciphering";
import type { DecoderCounters } from "../../protocols/reading";
import type { MeterValues } from "./meter-values";
import type { RequestList } from "./request-list";

/** What reads a script meter's bytes: finds frames, tests their check, puts the lines' values into `MeterValues`. Takes bytes in any slicing. */
export interface FrameReader {
	readonly counters: Readonly<DecoderCounters>;
	push(bytes: Uint8Array): void;
	/** Milliseconds for which this protocol's meters pause inside a telegram, where that is longer than usual. */
	readonly pause?: number;
	/** The line has been quiet for longer than a meter pauses inside a telegram. */
	idle(): void;
	/** Forgets what is half read. */
	reset(): void;
}

export interface FrameReaderOptions {
	readonly values: MeterValues;
	readonly requests: RequestList;
	/** For encrypted meters. Absent where the build cannot decrypt. */
	readonly decrypt?: GcmDecrypt | undefined;
	/** A good telegram; its values are committed. */
	onTelegram?(): void;
	/** A telegram that was refused, in one line. */
	onFault?(error: string): void;
}

export function newCounters(): DecoderCounters {
	return { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
}
