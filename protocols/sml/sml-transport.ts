import type { TelegramFault } from "../reading";
import { SmlCheck } from "./sml-check";

const ESCAPE = 0x1B;
const START = 0x01;
const END = 0x1A;
/** Escape and start sequence. */
const HEAD = 8;
/** Three fill the last word; a fourth zero byte was seen from a DZG meter. */
const MAXIMUM_PADDING = 4;

export interface SmlTransportOptions {
	/** Longest frame in bytes, escapes included. */
	readonly capacity: number;
	/** A frame whose check passed: its content without escapes. The array is good during the call only. */
	onFile(content: Uint8Array, check: string): void;
	onFault(kind: TelegramFault["kind"], error: string): void;
}

/**
 * SML transport protocol version 1 (SML 1.04, section 8): `1b1b1b1b 01010101`, content with `1b1b1b1b` doubled, `1b1b1b1b 1a`, padding
 * count, check sum.
 *
 * A run of n bytes 1b is judged whole, wherever it begins: each 8 are 4 of content; of the rest, up to 3 are content and from 4 on
 * the last 4 are an escape. So a start behind a stray 1b, content that ends in 1b and frames off the 4-byte grid are all read right.
 */
export class SmlTransport {
	readonly #options: SmlTransportOptions;
	readonly #buffer: Uint8Array;
	readonly #check = new SmlCheck();
	/** Bytes in the buffer; inside a frame it begins with the frame. */
	#length = 0;
	/** Where the search goes on. */
	#next = 0;
	/** Bytes 1b just before `#next`, inside a frame. */
	#run = 0;
	#inside = false;
	#escaped = false;

	constructor(options: SmlTransportOptions) {
		this.#options = options;
		this.#buffer = new Uint8Array(options.capacity);
	}

	push(bytes: Uint8Array): void {
		const buffer = this.#buffer;
		for (let at = 0; at < bytes.length;) {
			const count = Math.min(bytes.length - at, buffer.length - this.#length);
			buffer.set(at === 0 && count === bytes.length ? bytes : bytes.subarray(at, at + count), this.#length);
			this.#length += count;
			at += count;
			this.#search();
			if (this.#length === buffer.length)
				this.#overflow();
		}
	}

	reset(): void {
		this.#length = 0;
		this.#leave(0);
	}

	#search(): void {
		while (this.#inside ? this.#readFrame() : this.#findStart());
	}

	/** One step of looking for a start; false when more bytes are needed. */
	#findStart(): boolean {
		const buffer = this.#buffer, length = this.#length;
		const start = this.#find(this.#next, length);
		let end = start;
		while (end < length && buffer[end] === ESCAPE)
			end++;
		if (end === length) {
			// Of a long run only the last four can be the escape.
			this.#drop(Math.max(start, end - 4));
			return false;
		}
		this.#next = end;
		if (end - start < 4)
			return true;
		for (let at = end; at < end + 4; at++) {
			if (at === length) {
				this.#drop(end - 4);
				return false;
			}
			if (buffer[at] !== START)
				return true;
		}
		this.#enter(end - 4);
		return true;
	}

	/** One step inside a frame; false when more bytes are needed. */
	#readFrame(): boolean {
		const buffer = this.#buffer, length = this.#length;
		let at = this.#next, run = this.#run;
		if (run === 0)
			at = this.#find(at, length);
		while (at < length && buffer[at] === ESCAPE) {
			at++;
			run++;
		}
		this.#next = at;
		this.#run = run;
		if (at === length)
			return false;
		this.#escaped ||= run >= 8;
		if (run % 8 < 4) {
			this.#run = 0;
			return true;
		}
		if (length - at < 4)
			return false;
		if (buffer[at] === END) {
			this.#finish(at);
			return true;
		}
		if (buffer[at] === START && buffer[at + 1] === START && buffer[at + 2] === START && buffer[at + 3] === START) {
			this.#enter(at - 4);
			this.#options.onFault("cut", "a new frame began before the end of this one");
			return true;
		}
		const command = buffer[at]!.toString(16).padStart(2, "0");
		this.#leave(at);
		this.#options.onFault("format", `unknown escape ${command}`);
		return true;
	}

	/** `at` is where `1a` stands. */
	#finish(at: number): void {
		const buffer = this.#buffer;
		const padding = buffer[at + 1]!;
		const check = this.#check.verify(buffer.subarray(0, at + 2), buffer[at + 2]!, buffer[at + 3]!);
		const end = this.#escaped ? this.#unescape(at - 4) : at - 4;
		try {
			if (!check)
				this.#options.onFault("check", this.#check.mismatch);
			else if (padding > MAXIMUM_PADDING || padding > end - HEAD)
				this.#options.onFault("format", `${padding} padding bytes`);
			else
				this.#options.onFile(buffer.subarray(HEAD, end - padding), check);
		}
		finally {
			// Also when the listener threw: the next frame must not suffer for it.
			this.#leave(at + 4);
		}
	}

	/** Takes the doubled escapes out of the content in place; gives its new end. */
	#unescape(end: number): number {
		const buffer = this.#buffer;
		let from = HEAD, to = HEAD;
		while (from < end) {
			const start = this.#find(from, end);
			buffer.copyWithin(to, from, start);
			to += start - from;
			from = start;
			while (from < end && buffer[from] === ESCAPE)
				from++;
			const run = from - start;
			const count = run - (run >> 3) * 4;
			buffer.fill(ESCAPE, to, to + count);
			to += count;
		}
		return to;
	}

	#overflow(): void {
		this.#leave(HEAD);
		this.#search();
		this.#options.onFault("length", `no end within ${this.#buffer.length} bytes`);
	}

	/** The next 1b before `end`, else `end`. */
	#find(from: number, end: number): number {
		// Only what is there: the search costs time for each byte, and behind it old frames stand.
		const found = this.#buffer.subarray(from, end).indexOf(ESCAPE);
		return found < 0 ? end : from + found;
	}

	/** A frame begins at `start`. */
	#enter(start: number): void {
		this.#drop(start);
		this.#inside = true;
		this.#escaped = false;
		this.#next = HEAD;
		this.#run = 0;
	}

	/** Looks for a start from `at` on. */
	#leave(at: number): void {
		this.#drop(at);
		this.#inside = false;
		this.#escaped = false;
		this.#run = 0;
	}

	#drop(count: number): void {
		this.#buffer.copyWithin(0, count, this.#length);
		// The listener may have called reset().
		this.#length = Math.max(0, this.#length - count);
		this.#next = 0;
	}
}
