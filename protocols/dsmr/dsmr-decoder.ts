import TextDecoder from "text/decoder";
import type { Decoder, DecoderCounters, DecoderOptions, TelegramFault } from "../reading";
import { byteText, highOctet } from "./byte-text";
import { beginsTelegram, isIdentification } from "./identification";
import { findBentLine } from "./strict-shape";
import { TelegramCheck } from "./telegram-check";
import { TelegramConfirmation } from "./telegram-confirmation";
import { TelegramReader } from "./telegram-reader";

export interface DsmrDecoderOptions extends DecoderOptions {
	/** Longest telegram in bytes, default 4096. A longer one is a `length` fault. */
	readonly capacity?: number;
	/**
	 * For meters that send no check sum: give out a telegram only when it follows from the one before (default). With `false` the shape of its
	 * lines is all that is asked for: for captures, which often hold one telegram only.
	 */
	readonly confirm?: boolean;
}

/** What stands behind the `!`, and how it goes on. `s`: the character that ends the digits may be a line end. */
const checkDigits = /^([0-9A-Fa-f]{0,4})(.?)/s;
const afterDigits = "\r\n/";
/** Longest identification line that is waited for. */
const longestIdentification = 128;

/**
 * Finds and reads the telegrams of a P1 port: DSMR 2.2 to 5, ESMR 5, e-MUCS-P1, and what is sent in Luxembourg, Hungary, Sweden and Slovenia
 * (P1 Companion Standard 5.0.2 section 5; IEC 62056-21 mode D). Also the pushed telegrams of optical meters that have the same shape.
 *
 * JavaScript costs the chip some hundred instructions per step, so no step is taken per byte: everything is done by native calls on whole pieces.
 */
export class DsmrDecoder implements Decoder {
	readonly #options: DsmrDecoderOptions;
	readonly #counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	readonly #text = new TextDecoder();
	readonly #check = new TelegramCheck();
	readonly #reader = new TelegramReader();
	readonly #confirmation: TelegramConfirmation | undefined;
	/** Where a telegram is kept that comes in several pieces. */
	readonly #buffer: Uint8Array;
	/** What was received from the telegram's `/` on: the buffer, or the caller's bytes as long as `push` runs. Copying costs more than reading. */
	#bytes: Uint8Array;
	/** The same as text: character n is byte n. Empty when no telegram has begun. */
	#received = "";
	/** Up to here no end was found. */
	#searched = 0;
	/** Place behind the identification's line end; 0 before it is there. */
	#objects = 0;
	/** Identification of the last telegram with a good check sum: this meter does send one. */
	#checked = "";

	constructor(options: DsmrDecoderOptions) {
		this.#options = options;
		this.#buffer = new Uint8Array(options.capacity ?? 4096);
		this.#bytes = this.#buffer;
		this.#confirmation = options.confirm === false ? undefined : new TelegramConfirmation();
	}

	get counters(): Readonly<DecoderCounters> {
		return this.#counters;
	}

	push(bytes: Uint8Array): void {
		this.#counters.bytes += bytes.length;
		const buffer = this.#buffer;
		for (let at = 0; at < bytes.length;) {
			const room = buffer.length - this.#received.length;
			let part = at === 0 && bytes.length <= room ? bytes : bytes.subarray(at, at + room);
			at += part.length;
			let text = byteText(this.#text, part);
			if (this.#received) {
				buffer.set(part, this.#received.length);
				this.#received += text;
			}
			else {
				const start = text.indexOf("/");
				if (start < 0)
					continue;
				if (start) {
					part = part.subarray(start);
					text = text.slice(start);
				}
				this.#bytes = part;
				this.#received = text;
			}
			this.#search(false);
			this.#keep();
			if (this.#received.length === buffer.length)
				this.#overflow();
		}
	}

	/**
	 * The line has been quiet for longer than a meter pauses inside a telegram (150 ms): digits of a check sum that have not come do not come
	 * any more. A telegram that has not got to its `!` is kept: some meters do pause longer.
	 */
	idle(): void {
		this.#search(true);
	}

	/** No more bytes will come: judges a telegram that is still held, and reports one that is not complete. */
	end(): void {
		this.#search(true);
		if (this.#objects)
			this.#fault("cut", "the telegram ends before its !");
		this.reset();
	}

	reset(): void {
		this.#received = "";
		this.#searched = 0;
		this.#objects = 0;
		this.#confirmation?.reset();
	}

	/** Judges all telegrams that are complete. `isQuiet`: nothing more belongs to what has come. */
	#search(isQuiet: boolean): void {
		while (this.#received && this.#identify()) {
			const received = this.#received;
			const mark = received.indexOf("\n!", Math.max(this.#objects - 1, this.#searched)) + 1;
			if (!mark) {
				this.#searched = received.length - 1;
				return;
			}
			const [, digits, next] = checkDigits.exec(received.slice(mark + 1, mark + 6))!;
			if (digits!.length < 4) {
				if (!next && !isQuiet) {
					this.#searched = mark - 1;
					return;
				}
				// A ! at the start of a line of text is no end, nor is one with a bent digit behind it. The next telegram may follow at once.
				if (next && !afterDigits.includes(next)) {
					this.#searched = mark;
					continue;
				}
			}
			this.#judge(mark, digits!);
		}
	}

	/** Waits for the first line. Text that is no identification is left behind, up to the next `/`. False: not yet. */
	#identify(): boolean {
		while (!this.#objects) {
			const received = this.#received;
			const end = received.indexOf("\n");
			if (end < 0 && received.length < longestIdentification)
				return false;
			const line = received.slice(0, Math.max(0, end)).trimEnd();
			const inner = line.lastIndexOf("/");
			const isCut = inner > 0 && beginsTelegram(received, inner);
			if (!isCut && isIdentification(line)) {
				this.#objects = end + 1;
				break;
			}
			this.#drop(isCut ? inner : 1);
			if (!this.#received)
				return false;
		}
		return true;
	}

	#judge(mark: number, digits: string): void {
		const end = mark + 1 + digits.length;
		const error = digits ? this.#judgeChecked(mark, digits) : this.#judgeUnchecked(mark);
		if (!error) {
			this.#drop(end);
			return;
		}
		// The start of a telegram whose end is missing, and a whole one behind it?
		const restart = this.#findRestart(mark);
		if (restart) {
			this.#fault("cut", "the telegram ends before its !");
			this.#drop(restart);
			return;
		}
		this.#fault(error.kind, error.error);
		this.#drop(end);
	}

	/** Gives out the telegram when its check sum is right; otherwise says what is wrong. */
	#judgeChecked(mark: number, digits: string): Omit<TelegramFault, "protocol"> | undefined {
		const { check, error } = this.#check.verify(this.#bytes.subarray(0, mark + 1), digits);
		if (!check)
			return { kind: "check", error: error! };
		this.#checked = this.#received.slice(0, this.#objects);
		this.#deliver(check, mark);
	}

	/** Gives out a telegram without check sum when it is to be trusted; otherwise says why not. */
	#judgeUnchecked(mark: number): Omit<TelegramFault, "protocol"> | undefined {
		const identification = this.#received.slice(0, this.#objects);
		if (identification === this.#checked)
			return { kind: "check", error: "crc16: none sent, but this meter sends one" };
		const bent = findBentLine(this.#received.slice(0, mark));
		if (bent !== undefined)
			return { kind: "format", error: `no check sum, and a line that is no object: ${JSON.stringify(bent)}` };
		this.#deliver("none", mark);
	}

	#deliver(check: string, mark: number): void {
		const received = this.#received;
		const high = received.indexOf(highOctet);
		// A text in UTF-8 is read as such now that all of it is here.
		const content = high >= 0 && high < mark
			? this.#reader.read(this.#text.decode(this.#bytes.subarray(0, mark)))
			: this.#reader.read(received, mark);
		if (check === "none" && this.#confirmation) {
			const verdict = this.#confirmation.judge(this.#received.slice(0, this.#objects), content.readings);
			if (verdict !== "confirmed") {
				if (verdict !== "first")
					this.#fault("check", `no check sum, and ${verdict}`);
				return;
			}
		}
		this.#counters.telegrams++;
		this.#counters.warnings += content.warnings.length;
		const { meter, time, readings, warnings } = content;
		this.#options.onTelegram({ protocol: "dsmr", check, meter, ...(time && { time }), readings, warnings });
	}

	/** Place of the last `/` before `mark` that begins another telegram; 0 when there is none. */
	#findRestart(mark: number): number {
		const received = this.#received;
		for (let at = received.lastIndexOf("/", mark); at > 0; at = received.lastIndexOf("/", at - 1)) {
			if (beginsTelegram(received, at))
				return at;
		}
		return 0;
	}

	/** The buffer is full and the telegram has no end. */
	#overflow(): void {
		const { length } = this.#received;
		const restart = this.#findRestart(length);
		if (restart)
			this.#fault("cut", "the telegram ends before its !");
		else
			this.#fault("length", `the telegram is longer than ${length} bytes`);
		this.#drop(restart || length);
		this.#search(false);
	}

	/** Forgets the first `count` bytes and what follows up to the next `/`. */
	#drop(count: number): void {
		const received = this.#received;
		const start = received.indexOf("/", count);
		this.#received = start < 0 ? "" : received.slice(start);
		this.#searched = 0;
		this.#objects = 0;
		if (start < 0)
			return;
		if (this.#bytes === this.#buffer)
			this.#buffer.copyWithin(0, start, received.length);
		else
			this.#bytes = this.#bytes.subarray(start);
	}

	/** Copies what is left of the caller's bytes. */
	#keep(): void {
		if (this.#received && this.#bytes !== this.#buffer)
			this.#buffer.set(this.#bytes);
		this.#bytes = this.#buffer;
	}

	#fault(kind: TelegramFault["kind"], error: string): void {
		if (kind === "check")
			this.#counters.checkErrors++;
		else
			this.#counters.formatErrors++;
		this.#options.onFault?.({ protocol: "dsmr", kind, error });
	}
}
