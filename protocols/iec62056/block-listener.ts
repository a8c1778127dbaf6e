import type { TelegramFault } from "../reading";

/**
 * How a block ended: `bcc` with the right block check character, `none` where the meter sends none (mode D), `wrong`, or `missing` when
 * the block began with STX but stopped after its `!`.
 */
export type BlockCheck = "bcc" | "none" | "wrong" | "missing";

/** What a line proved to be: `data`; `odd`, printable but not data; `noise`, with characters that no meter sends. */
export type LineKind = "data" | "odd" | "noise";

export interface BlockReaderOptions {
	/** Longest line in bytes; longer ones are left out. */
	readonly lineCapacity: number;
	/** Longest block in bytes. */
	readonly capacity: number;
	/** Only blocks that begin with STX are taken. */
	readonly framed: boolean;
	/** `auto`: the bit is recognised by the first character; `strip`: the highest bit is ignored. */
	readonly parity: "auto" | "strip";
	/** A line that begins with `/`, without its end; false when it is no identification. The array is good during the call only. */
	onIdentification(line: Uint8Array): boolean;
	onStart(framed: boolean): void;
	/** A line of data without its end, without `!` and what follows it. */
	onLine(line: Uint8Array): LineKind;
	/** A line was left out because it was too long. */
	onSkip(reason: string): void;
	/** `error` says what is wrong with the check. */
	onEnd(check: BlockCheck, error: string): void;
	/** The block was given up. */
	onFault(kind: TelegramFault["kind"], error: string): void;
}
