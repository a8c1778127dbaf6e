import { CRC16, CRC8 } from "crc";
import { isHexadecimal } from "../../protocols/text-shape";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";
import { LineText } from "./line-text";
import { ObisLineMatcher } from "./obis-line-matcher";

const LF = 0x0A;
const CR = 0x0D;
const ETX = 0x03;
const MARK = 0x21;
/** Longest line: a text message in a P1 telegram has 2048 digits. */
const longestLine = 4096;

/**
 * Reads meters of type o line by line, as Tasmota does, but publishes nothing of a telegram whose check failed.
 *
 * Values wait for the telegram's end: four digits behind `!` are a CRC from `/` on (P1 Companion Standard, 5.12); a block that began with STX ends with
 * ETX and a block check character (IEC 62056-21, 6.3.2 and annex A); what has neither has no check, and ends with its `!`. Lines without a
 * telegram around them count when the line is quiet: such meters there are, but they may also be what is left of a telegram whose begin was missed.
 */
export class ObisReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #matcher: ObisLineMatcher;
	readonly #text = new LineText();
	readonly #line = new Uint8Array(longestLine);
	readonly #arc = new CRC16(0x8005, 0, true, true);
	/** Some Holley meters send this one. */
	readonly #x25 = new CRC16(0x1021, 0xFFFF, true, true, 0xFFFF);
	/** The exclusive or of all bytes. */
	readonly #bcc = new CRC8(0x01);
	#length = 0;
	#state: "loose" | "telegram" | "tail" | "check" = "loose";
	#framed = false;
	/** The last telegrams had STX: one without lost it. */
	#usuallyFramed = false;
	/** Control characters, or a line that was too long. */
	#damaged = false;
	#block = 0;
	/** What ended the identification's line, and that an empty line followed. */
	#end = 0;
	#spaced = false;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#matcher = new ObisLineMatcher(options.values);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!, code = byte & 0x7F;
			if (this.#state === "check") {
				this.#endBlock(code);
				continue;
			}
			if (this.#length === longestLine) {
				this.#damaged = true;
				this.#length = 0;
			}
			this.#line[this.#length++] = byte;
			if (code === LF || code === CR)
				this.#endLine();
			else if (code === ETX)
				this.#endText();
		}
	}

	idle(): void {
		// A last line without its end.
		if (this.#length && this.#line[0] === MARK)
			this.#endLine();
		if (this.#state === "loose" && this.#options.values.isPending)
			this.#good();
	}

	reset(): void {
		this.#length = 0;
		this.#leave();
	}

	#endLine(): void {
		const bytes = this.#line.subarray(0, this.#length);
		this.#length = 0;
		// Without its end. (trimEnd of XS 13 leaves a line end that stands alone.)
		const last = bytes[bytes.length - 1]! & 0x7F;
		let text = this.#text.read(last === LF || last === CR ? bytes.subarray(0, -1) : bytes);
		const stx = text.lastIndexOf("\x02");
		if (stx >= 0) {
			text = text.slice(stx + 1);
			this.#framed = this.#usuallyFramed = true;
			this.#state = "telegram";
			this.#damaged = false;
			this.#options.values.discard();
			this.#bcc.reset();
			this.#block = this.#bcc.checksum(bytes.subarray(stx + 1));
		}
		else if (this.#framed)
			this.#block = this.#bcc.checksum(bytes);
		const first = text.charAt(0);
		if (!text && bytes[0] === this.#end)
			this.#spaced = true;
		if (first === "/" && stx < 0) {
			// Our own request comes back from optical heads.
			if (text.charAt(1) !== "?")
				this.#begin(bytes);
			return;
		}
		if (first === "!" && this.#state !== "tail") {
			this.#endTelegram(text, bytes);
			return;
		}
		this.#sum(bytes);
		if (this.#state === "tail")
			return;
		if (hasControls(text))
			this.#damaged = true;
		else if (text)
			this.#matcher.take(text);
	}

	#endText(): void {
		if (this.#framed) {
			this.#endLine();
			this.#state = "check";
		}
		else if (this.#options.values.isPending)
			this.#bad("cut", "the end of a block whose begin was missed");
	}

	#begin(bytes: Uint8Array): void {
		if (this.#options.values.isPending)
			this.#bad("cut", "a new telegram began before the end of this one");
		this.#leave();
		this.#state = "telegram";
		this.#end = bytes[bytes.length - 1]!;
		this.#spaced = false;
		this.#arc.reset();
		this.#x25.reset();
		this.#sum(bytes);
	}

	#sum(bytes: Uint8Array): void {
		if (this.#state !== "telegram" || this.#framed)
			return;
		this.#arc.checksum(bytes);
		this.#x25.checksum(bytes);
	}

	/** `text` begins with the exclamation mark that ends the data. */
	#endTelegram(text: string, bytes: Uint8Array): void {
		if (this.#framed) {
			this.#state = "tail";
			return;
		}
		const digits = text.slice(1, 5).trim();
		if (this.#state === "loose") {
			// Digits or an ETX say that there was a check, which cannot be tested any more.
			if (isHexadecimal(digits) && this.#options.values.isPending)
				this.#bad("cut", "the end of a telegram whose begin was missed");
			return;
		}
		if (isHexadecimal(digits)) {
			const end = bytes.subarray(0, 1), sent = parseInt(digits, 16);
			const calculated = this.#arc.checksum(end);
			if (calculated === sent || this.#x25.checksum(end) === sent)
				this.#good();
			else
				this.#bad("check", `crc16: sent ${digits.toUpperCase()}, calculated ${calculated.toString(16).toUpperCase().padStart(4, "0")}`);
		}
		else if (this.#damaged || this.#usuallyFramed)
			this.#bad("format", "characters that no meter sends, and no check");
		else if (this.#spaced)
			this.#good();
		else {
			// Mode D has an empty line behind its identification. Without it an STX may be lost, and ETX would tell.
			this.#state = "loose";
			return;
		}
		this.#leave();
	}

	/** The block check character has come. */
	#endBlock(code: number): void {
		const calculated = this.#block & 0x7F;
		if (calculated === code && !this.#damaged)
			this.#good();
		else
			this.#bad("check", `bcc: sent ${code.toString(16)}, calculated ${calculated.toString(16)}`);
		this.#leave();
	}

	#good(): void {
		this.counters.telegrams++;
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}

	#bad(kind: "check" | "cut" | "format", error: string): void {
		if (kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#options.values.discard();
		this.#options.onFault?.(error);
	}

	#leave(): void {
		this.#state = "loose";
		this.#framed = false;
		this.#damaged = false;
		this.#options.values.discard();
	}
}

function hasControls(text: string): boolean {
	// JSON writes nothing else longer than it stands, save quotes and backslashes, which no line of a meter has.
	return JSON.stringify(text).length !== text.length + 2;
}
