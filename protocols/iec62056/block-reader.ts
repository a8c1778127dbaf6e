import { CRC8 } from "crc";
import type { TelegramFault } from "../reading";
import type { BlockCheck, BlockReaderOptions } from "./block-listener";
import { LineBuffer } from "./line-buffer";
import { takeEvenParity, takeHighBit } from "./parity";

const STX = 0x02;
const ETX = 0x03;
const ACK = 0x06;
const LF = 0x0A;
const CR = 0x0D;
const NAK = 0x15;
const SLASH = 0x2F;
const HIGH_BIT = 0x80;
/** What a telegram can begin with; with the parity bit above it where 7E1 was received as 8N1. */
const STARTS: readonly number[] = Object.freeze([SLASH, STX, SLASH | HIGH_BIT, STX | HIGH_BIT]);
/** Between `!` and ETX stands CR LF; a little more is tolerated. */
const MAXIMUM_TAIL = 8;

/**
 * Finds the identification, lines and end of data readouts in a stream of bytes (IEC 62056-21, sections 6.3 to 6.5): between STX and ETX with a
 * block check character (ISO/IEC 1155), or without them, where `!` ends the data.
 */
export class BlockReader {
	readonly #options: BlockReaderOptions;
	readonly #line: LineBuffer;
	// A CRC with the polynomial x^8 + 1 is the exclusive or of all bytes, which native code then computes.
	readonly #bcc = new CRC8(0x01);
	#state: "hunt" | "identification" | "before" | "block" | "tail" | "bcc" = "hunt";
	#framed = false;
	#calculated = 0;
	/** Bytes since the block began, or since its `!`. */
	#count = 0;
	/** Lines of the block so far. */
	#lines = 0;
	/** The telegram's characters carry a parity bit. */
	#parity = false;
	/** The identification's line ended in CR LF. */
	#returns = false;
	/** Between identification and data came something that may have been a damaged STX: a block without STX is not believed then. */
	#doubtful = false;

	constructor(options: BlockReaderOptions) {
		this.#options = options;
		this.#line = new LineBuffer(options.lineCapacity);
	}

	push(raw: Uint8Array): void {
		const strip = this.#options.parity === "strip";
		if (strip)
			raw = takeHighBit(raw);
		let bytes = this.#state !== "hunt" && this.#parity ? takeEvenParity(raw) : raw;
		for (let at = 0; at < raw.length;) {
			if (this.#state !== "hunt") {
				at = this.#step(bytes, at);
				continue;
			}
			at = findStart(raw, at);
			if (at < 0)
				return;
			this.#parity = raw[at]! >= HIGH_BIT;
			bytes = this.#parity ? takeEvenParity(raw) : raw;
			this.#line.clear();
			if (bytes[at] === STX) {
				this.#start(true);
				at++;
			}
			else
				this.#state = "identification";
		}
	}

	/** The line fell silent: a block that lacks its check character only is ended, any other given up. */
	end(): void {
		if (this.#state === "tail" || this.#state === "bcc")
			this.#finish("missing", "no block check character");
		else if (this.#state === "block")
			this.#fail("cut", "the data ended early");
		this.reset();
	}

	reset(): void {
		this.#state = "hunt";
		this.#line.clear();
	}

	/** Takes some of the bytes from `at` on, at most up to the end of the line; gives where to go on. */
	#step(bytes: Uint8Array, at: number): number {
		if (this.#state === "bcc") {
			const sent = bytes[at]!;
			if (sent === this.#calculated) {
				this.#finish("bcc", "");
				return at + 1;
			}
			this.#finish("wrong", `bcc: sent ${hex(sent)}, calculated ${hex(this.#calculated)}`);
			// The block may have been cut just here, and the next begun.
			return STARTS.includes(sent) ? at : at + 1;
		}
		const end = bytes.indexOf(LF, at);
		let segment = bytes.subarray(at, end < 0 ? bytes.length : end + 1);
		// Between identification and data the line may be noisy.
		const damaged = this.#parity && this.#state !== "before" ? segment.findIndex(isHigh) : -1;
		if (damaged === 0) {
			// Where noise looked like a start with a parity bit, this may be the start of a telegram without.
			this.#giveUp("check", "parity error");
			return at;
		}
		if (damaged > 0)
			segment = segment.subarray(0, damaged);
		const stx = segment.indexOf(STX);
		const etx = this.#framed && (this.#state === "block" || this.#state === "tail") ? segment.indexOf(ETX) : -1;
		if (stx >= 0 && (etx < 0 || stx < etx)) {
			this.#restart(segment.subarray(0, stx));
			return at + stx + 1;
		}
		switch (this.#state) {
			case "identification":
				return at + this.#readIdentification(segment);
			case "before":
				return at + this.#readBefore(segment);
			case "tail":
				return at + this.#readTail(segment, etx);
			default:
				return at + this.#readBlock(segment, etx);
		}
	}

	/** A block begins with STX in the middle of something else. */
	#restart(before: Uint8Array): void {
		if (this.#state === "identification") {
			// Its line end was lost.
			this.#line.append(before);
			this.#options.onIdentification(this.#line.content);
		}
		else if (this.#state !== "before" && (this.#framed || this.#lines > 0))
			this.#fail("cut", "a new block began before the end of this one");
		this.#start(true);
	}

	#start(framed: boolean): void {
		this.#state = "block";
		this.#framed = framed;
		this.#count = 0;
		this.#lines = 0;
		this.#line.clear();
		this.#bcc.reset();
		this.#options.onStart(framed);
	}

	#readIdentification(segment: Uint8Array): number {
		const line = this.#line;
		line.append(segment);
		if (line.overflown)
			this.reset();
		else if (line.complete)
			this.#endIdentification();
		return segment.length;
	}

	#endIdentification(): void {
		const { content, returns } = this.#line;
		// Behind noise or cut data in the same line an identification may still stand.
		if (this.#options.onIdentification(content) || this.#findIdentification(content))
			this.#enterBefore(returns);
		else
			this.reset();
	}

	#enterBefore(returns: boolean): void {
		this.#state = "before";
		this.#returns = returns;
		this.#doubtful = false;
		this.#line.clear();
	}

	#findIdentification(line: Uint8Array): boolean {
		const start = line.lastIndexOf(SLASH);
		return start > 0 && this.#options.onIdentification(line.subarray(start));
	}

	/** Between identification and data: an empty line in mode D, an acknowledgement's echo, noise of the change of rate, or nothing. */
	#readBefore(segment: Uint8Array): number {
		const line = this.#line, first = segment[0]!;
		if (line.length === 0) {
			if (first === SLASH) {
				this.#state = "identification";
				return 0;
			}
			if (first > 0x20 && first < 0x7F && !this.#options.framed) {
				this.#start(false);
				return 0;
			}
			this.#doubtful ||= first !== CR && (first !== LF || this.#returns);
			if (first !== CR && first !== ACK && first !== NAK)
				return 1;
		}
		line.append(segment);
		if (!line.complete)
			return segment.length;
		if (this.#findIdentification(line.content))
			this.#enterBefore(line.returns);
		this.#doubtful ||= line.content.length > 0;
		line.clear();
		return segment.length;
	}

	#readBlock(segment: Uint8Array, etx: number): number {
		const line = this.#line, before = line.length;
		if (before === 0 && segment[0] === SLASH) {
			this.#fail("cut", "a new identification came before the end of the data");
			this.#state = "identification";
			return 0;
		}
		line.append(etx < 0 ? segment : segment.subarray(0, etx));
		const mark = line.overflown ? -1 : line.findEnd(before);
		const taken = mark >= 0 ? mark - before + 1 : etx >= 0 ? etx + 1 : segment.length;
		this.#count += taken;
		if (this.#framed)
			this.#calculated = this.#bcc.checksum(segment.subarray(0, taken));
		if (this.#count > this.#options.capacity || line.overflown && !this.#framed)
			this.#fail("length", `no end within ${this.#count} bytes`);
		else if (mark >= 0) {
			if (this.#endLine(line.content.subarray(0, mark)))
				this.#endOfData();
		}
		else if (etx >= 0) {
			if (this.#endLine(line.content))
				this.#state = "bcc";
		}
		else if (line.complete)
			this.#endLine(line.content);
		return taken;
	}

	/** False when the block is over with this line. */
	#endLine(content: Uint8Array): boolean {
		const { overflown, returns } = this.#line;
		this.#lines++;
		if (overflown)
			this.#options.onSkip("a line that is too long");
		else if (content.length > 0) {
			const kind = this.#options.onLine(content);
			if (kind !== "data" && this.#findIdentification(content)) {
				this.#enterBefore(returns);
				return false;
			}
			// A block without a check that begins oddly is one with a check whose STX was damaged.
			if (!this.#framed && (kind === "noise" || this.#doubtful || kind === "odd" && this.#lines === 1)) {
				this.#fail("format", kind === "noise" ? "a character that no meter sends" : "no STX, yet something in its place");
				return false;
			}
		}
		this.#line.clear();
		return true;
	}

	#endOfData(): void {
		this.#state = "tail";
		this.#count = 0;
		if (!this.#framed)
			this.#finish("none", "");
	}

	/** Between `!` and the block check character. */
	#readTail(segment: Uint8Array, etx: number): number {
		const taken = etx < 0 ? segment.length : etx + 1;
		this.#count += taken;
		if (this.#count > MAXIMUM_TAIL || !segment.subarray(0, taken).every(isTail)) {
			this.#finish("missing", "no block check character");
			return 0;
		}
		this.#calculated = this.#bcc.checksum(segment.subarray(0, taken));
		if (etx >= 0)
			this.#state = "bcc";
		return taken;
	}

	#finish(check: BlockCheck, error: string): void {
		this.#state = "hunt";
		this.#options.onEnd(check, error);
	}

	/** Nothing is lost with what only looked like an identification. */
	#giveUp(kind: TelegramFault["kind"], error: string): void {
		if (this.#state === "identification")
			this.reset();
		else
			this.#fail(kind, error);
	}

	#fail(kind: TelegramFault["kind"], error: string): void {
		this.reset();
		this.#options.onFault(kind, error);
	}
}

function findStart(bytes: Uint8Array, from: number): number {
	let first = -1;
	for (const start of STARTS) {
		const at = bytes.indexOf(start, from);
		if (at >= 0 && (first < 0 || at < first))
			first = at;
	}
	return first;
}

function isHigh(byte: number): boolean {
	return byte >= HIGH_BIT;
}

function isTail(byte: number): boolean {
	return byte === CR || byte === LF || byte === ETX || byte === 0x20;
}

function hex(value: number): string {
	return value.toString(16).toUpperCase().padStart(2, "0");
}
