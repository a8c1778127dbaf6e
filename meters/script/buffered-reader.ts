import { FrameLines } from "./frame-lines";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";

/** What the readers of framed protocols have in common: a buffer of fixed size, and the decode lines over a frame whose check is right. */
export abstract class BufferedReader implements FrameReader {
	readonly counters = newCounters();
	protected readonly options: FrameReaderOptions;
	protected readonly lines: FrameLines;
	protected readonly buffer: Uint8Array;
	/** Bytes in the buffer. */
	protected length = 0;

	/** @param capacity bytes of the longest frame */
	constructor(options: FrameReaderOptions, capacity: number) {
		this.options = options;
		this.lines = new FrameLines(options);
		this.buffer = new Uint8Array(capacity);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++)
			this.take(bytes[at]!);
	}

	abstract idle(): void;

	reset(): void {
		this.length = 0;
	}

	/** One more byte. A reader that takes whole slices has a `push` of its own. */
	protected take(byte: number): void {
		this.keep(byte);
	}

	/** Appends a byte. What does not fit is lost: a frame that long is none. */
	protected keep(byte: number): void {
		if (this.length < this.buffer.length)
			this.buffer[this.length++] = byte;
	}

	/** Takes everything out of the buffer. */
	protected empty(): Uint8Array {
		const bytes = this.buffer.slice(0, this.length);
		this.length = 0;
		return bytes;
	}

	/** Forgets the first bytes. */
	protected drop(count: number): void {
		this.buffer.copyWithin(0, count, this.length);
		this.length -= count;
	}

	/** Runs the lines over a frame whose check is right. */
	protected accept(frame: Uint8Array): void {
		this.lines.anchored(frame);
		this.commit();
	}

	/** A good telegram's lines were run. */
	protected commit(): void {
		this.counters.telegrams++;
		this.options.values.commit();
		this.options.onTelegram?.();
	}

	/** A telegram gives nothing, and why. */
	protected refuse(kind: "check" | "format", error: string): void {
		if (kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.options.onFault?.(error);
	}
}
