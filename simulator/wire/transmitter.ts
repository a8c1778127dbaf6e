import type { Scheduler } from "../scheduler";
import { characterBits, characterPattern, markLevel } from "./line-format";
import type { LineFormat } from "./line-format";
import type { Output } from "./output";

export interface TransmitterOptions {
	/** How far its clock is off, in percent; positive is fast. Default 0. */
	error?: number;
	/** Milliseconds of rest after each character. Default 0. */
	gap?: number;
}

/** A rest inside a burst: before the byte with index `at`, for `time` milliseconds. In order of `at`. */
export interface Pause {
	readonly at: number;
	readonly time: number;
}

/** A UART's sending half: turns bytes into edges of an output. */
export class Transmitter {
	readonly #scheduler: Scheduler;
	readonly #output: Output;
	readonly #error: number;
	readonly #gap: number;
	#format: LineFormat;
	#mark: 0 | 1;
	/** Milliseconds. */
	#bitTime = 0;
	/** For each byte, where its edges are, in bits from the start of the character: `#counts[byte]` of them from `byte * 16`. */
	#offsets = new Uint8Array(256 * 16);
	#counts = new Uint8Array(256);
	#busyUntil = 0;

	constructor(scheduler: Scheduler, output: Output, format: LineFormat, { error = 0, gap = 0 }: TransmitterOptions = {}) {
		this.#scheduler = scheduler;
		this.#output = output;
		this.#error = error;
		this.#gap = gap;
		this.#format = format;
		this.#mark = markLevel(format);
		this.format = format;
	}

	get format(): LineFormat {
		return this.#format;
	}

	/** Takes effect at once: change it only while the line is idle. */
	set format(format: LineFormat) {
		this.#format = format;
		this.#mark = markLevel(format);
		this.#bitTime = 1000 / (format.baud * (1 + this.#error / 100));
		this.#fillTable();
		this.#output.set(this.#mark);
	}

	/** When everything handed in has left, in scheduler time. In the past when the line is idle. */
	get busyUntil(): number {
		return this.#busyUntil;
	}

	/** Milliseconds per character, the gap after it included. */
	get characterTime(): number {
		return characterBits(this.#format) * this.#bitTime + this.#gap;
	}

	/** Characters that have not left, the one on its way included. */
	get pending(): number {
		// A hair less than a whole character is rounding.
		return Math.max(0, Math.ceil((this.#busyUntil - this.#scheduler.now) / this.characterTime - 1e-6));
	}

	/** Sends after what was handed in before. Returns when the last stop bit ends. */
	send(bytes: Uint8Array, pauses: readonly Pause[] = []): number {
		const bit = this.#bitTime, character = this.characterTime, counts = this.#counts, offsets = this.#offsets;
		let total = 0;
		for (let at = 0; at < bytes.length; at++)
			total += counts[bytes[at]!]!;
		const times = new Float64Array(total);
		let start = Math.max(this.#busyUntil, this.#scheduler.now);
		let filled = 0, pause = 0, origin = start, since = 0;
		for (let at = 0; at < bytes.length; at++) {
			if (pause < pauses.length && pauses[pause]!.at === at) {
				origin = start + pauses[pause++]!.time;
				since = at;
			}
			// From one origin, so that rounding does not add up.
			start = origin + (at - since) * character;
			const from = bytes[at]! * 16, to = from + counts[bytes[at]!]!;
			for (let offset = from; offset < to; offset++)
				times[filled++] = start + offsets[offset]! * bit;
			start = origin + (at - since + 1) * character;
		}
		this.#busyUntil = start;
		this.#output.play(times);
		return start;
	}

	/** Holds the line at space from now on; what was to be sent is lost. */
	hold(): void {
		this.#output.set((1 - this.#mark) as 0 | 1);
	}

	/** Puts the line to rest at once, in the middle of a character if need be. */
	stop(): void {
		this.#busyUntil = Math.min(this.#busyUntil, this.#scheduler.now);
		this.#output.set(this.#mark);
	}

	/** Forgets the characters that have not begun. Not for bursts with pauses. */
	flush(): void {
		const { characterTime, pending } = this;
		if (pending < 2)
			return;
		const end = this.#busyUntil - (pending - 1) * characterTime;
		this.#output.truncate(end - this.#bitTime / 2);
		this.#busyUntil = end;
	}

	#fillTable(): void {
		const bits = characterBits(this.#format);
		const { stop } = this.#format;
		for (let byte = 0; byte < 256; byte++) {
			// Start bit, data and parity, stop bits.
			const line = characterPattern(byte, this.#format) << 1 | (1 << stop) - 1 << bits - stop;
			let before = 1, count = 0;
			for (let bit = 0; bit < bits; bit++) {
				const level = line >> bit & 1;
				if (level !== before)
					this.#offsets[byte * 16 + count++] = bit;
				before = level;
			}
			this.#counts[byte] = count;
		}
	}
}
