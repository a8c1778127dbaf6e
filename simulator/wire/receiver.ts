import { lineFaults, ReceivedBytes } from "./received-bytes";
import { markLevel, parityBit } from "./line-format";
import type { LineFormat } from "./line-format";
import type { Wire } from "./wire";
import type { WireReader } from "./wire-reader";

/** Samples around the middle of a bit, in bits; two of three decide, so that a short glitch does no harm. */
const spread = 1 / 16;

/**
 * A UART's receiving half: makes characters out of nothing but a wire's edges.
 *
 * A change to space starts a character; when the line is back at mark in the middle of the start bit it was a glitch. Data, parity and the
 * first stop bit are sampled in their middles. A stop bit at space is a framing error, and the byte is delivered; when the data and parity bits
 * were space as well it is a break instead, delivered as one NUL and counted once however long it lasts, as the ESP32 does. A wrong
 * parity is counted and the byte delivered. After any of these the next change from mark to space starts the next character; a line that
 * stays at space for a whole character after a framing error is a break too. A line that is at space when the receiver starts counts as a
 * start bit: an inverted idle line is a break.
 */
export class Receiver {
	/** What has come; whoever takes it calls `clear`. */
	readonly received = new ReceivedBytes();
	readonly #wire: Wire;
	readonly #reader: WireReader;
	#format!: LineFormat;
	/** Milliseconds. */
	#bit = 0;
	/** Data and parity bits. */
	#bits = 0;
	#space: 0 | 1 = 0;
	/** From the start edge to the last sample of the start bit, and of the first stop bit. */
	#startChecked = 0;
	#complete = 0;
	/** Start edge of the character on its way. */
	#start: number | undefined;
	/** Since when the line has been at space after a framing error. */
	#held: number | undefined;
	/** While sampling: the next edge, and the level before it. */
	#walk = 0;
	#level: 0 | 1 = 1;

	constructor(wire: Wire, format: LineFormat, onChanged?: () => void) {
		this.#wire = wire;
		this.#reader = wire.read(onChanged);
		this.#apply(format);
	}

	get format(): LineFormat {
		return this.#format;
	}

	/** Listens in another format from now on; a character on its way is lost. */
	set format(format: LineFormat) {
		this.advance();
		this.#reader.edges.drop(this.#reader.edges.length);
		this.#apply(format);
	}

	/** Milliseconds per bit. */
	get bitTime(): number {
		return this.#bit;
	}

	/** No character is complete before this time, as far as is known now; `undefined` while nothing is to come. */
	get next(): number | undefined {
		if (this.#held !== undefined)
			return Math.max(this.#held + this.#complete, this.#wire.scheduler.now);
		const start = this.#start ?? this.#reader.next;
		return start === undefined ? undefined : Math.max(start + this.#complete, this.#start === undefined ? this.#wire.scheduler.now : 0);
	}

	close(): void {
		this.#reader.close();
	}

	/** Takes in what the line did up to now. */
	advance(): void {
		this.#reader.advance();
		const { edges } = this.#reader;
		if (!edges.length && this.#start === undefined && this.#held === undefined)
			return;
		const { now } = this.#wire.scheduler, { times } = edges, bit = this.#bit, space = this.#space;
		const bits = this.#bits;
		let start = this.#start;
		// Where the search for the next start edge goes on.
		let at = 0, level = edges.level;
		for (;;) {
			if (this.#held !== undefined && !this.#judgeHeld(times[at], now))
				break;
			while (start === undefined && at < times.length) {
				level = (1 - level) as 0 | 1;
				if (level === space)
					start = times[at];
				at++;
			}
			if (start === undefined || now < start + this.#startChecked)
				break;
			this.#walk = at;
			this.#level = level;
			const isStart = this.#sample(times, start + 0.5 * bit) === space;
			if (isStart) {
				if (now < start + this.#complete)
					break;
				let value = 0;
				for (let index = 0; index < bits; index++) {
					if (this.#sample(times, start + (index + 1.5) * bit) !== space)
						value |= 1 << index;
				}
				const stopped = this.#sample(times, start + (bits + 1.5) * bit) !== space;
				this.#deliver(value, stopped, start + this.#complete);
			}
			at = this.#walk;
			level = this.#level;
			start = undefined;
		}
		edges.drop(at);
		this.#start = start;
	}

	/** `false` while it is open whether the line stays at space for a whole character after a framing error, which makes it a break. */
	#judgeHeld(edge: number | undefined, now: number): boolean {
		const end = this.#held! + this.#complete;
		if ((edge ?? now) < end) {
			if (edge === undefined)
				return false;
		}
		else
			this.received.push(0, end, lineFaults.break);
		this.#held = undefined;
		return true;
	}

	/** The level around `middle`; walks the edges up to there. */
	#sample(times: Float64Array, middle: number): 0 | 1 {
		const aside = spread * this.#bit;
		const before = this.#levelAt(times, middle - aside);
		const walk = this.#walk;
		// Usually no edge is near, and one look is enough.
		if (!(times[walk]! <= middle + aside))
			return before;
		const votes = before + this.#levelAt(times, middle) + this.#levelAt(times, middle + aside);
		return votes >= 2 ? 1 : 0;
	}

	#levelAt(times: Float64Array, time: number): 0 | 1 {
		let walk = this.#walk;
		const from = walk;
		while (times[walk]! <= time)
			walk++;
		this.#walk = walk;
		return this.#level = (this.#level ^ walk - from & 1) as 0 | 1;
	}

	#deliver(pattern: number, stopped: boolean, time: number): void {
		const { data, parity } = this.#format;
		const value = pattern & (1 << data) - 1;
		let fault: number = lineFaults.none;
		if (!stopped)
			fault = pattern ? lineFaults.framing : lineFaults.break;
		else if (parity !== "none" && pattern >> data !== parityBit(value, parity))
			fault = lineFaults.parity;
		if (fault === lineFaults.framing && this.#level === this.#space)
			this.#held = time;
		this.received.push(value, time, fault);
	}

	#apply(format: LineFormat): void {
		this.#format = format;
		this.#bit = 1000 / format.baud;
		this.#bits = format.data + (format.parity === "none" ? 0 : 1);
		this.#space = (1 - markLevel(format)) as 0 | 1;
		this.#startChecked = (0.5 + spread) * this.#bit;
		this.#complete = (this.#bits + 1.5 + spread) * this.#bit;
		this.#held = undefined;
		this.#start = this.#wire.level === this.#space ? this.#wire.scheduler.now : undefined;
	}
}
