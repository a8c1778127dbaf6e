import type { Decoder, DecoderCounters, DecoderOptions, Telegram, TelegramFault } from "../reading";
import { isHexadecimal } from "../text-shape";
import { beginsTelegram, isIdentification } from "./identification";
import { ReceivedText } from "./received-text";
import { TelegramCheck } from "./telegram-check";
import { TelegramConfirmation } from "./telegram-confirmation";
import { TelegramReader } from "./telegram-reader";
import type { TelegramContent } from "./telegram-reader";

export interface DsmrDecoderOptions extends DecoderOptions {
	/** Longest telegram in bytes, default 4096. A longer one is a `length` fault. */
	readonly capacity?: number;
	/**
	 * For meters that send no check sum: give out a telegram only when it follows from the one before (default). With `false` the shape of its
	 * lines is all that is asked for: for captures, which often hold one telegram only.
	 */
	readonly confirm?: boolean;
}

/** A telegram whose check sum has fewer than four digits is over with one of these. */
const afterDigits = "\r\n/";
const cut: TelegramFault = Object.freeze({ protocol: "dsmr", kind: "cut", error: "the telegram ends before its !" });
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
	readonly #check = new TelegramCheck();
	readonly #reader = new TelegramReader();
	readonly #confirmation: TelegramConfirmation | undefined;
	readonly #received: ReceivedText;
	/** Up to here no end was found. */
	#searched = 0;
	/** Place behind the identification's line end; 0 before it is there. */
	#objects = 0;
	/** Identification of the last telegram with a good check sum: this meter does send one. */
	#checked = "";

	constructor(options: DsmrDecoderOptions) {
		this.#options = options;
		this.#received = new ReceivedText(options.capacity ?? 4096);
		this.#confirmation = options.confirm === false ? undefined : new TelegramConfirmation();
	}

	get counters(): Readonly<DecoderCounters> {
		return this.#counters;
	}

	push(bytes: Uint8Array): void {
		this.#counters.bytes += bytes.length;
		const received = this.#received;
		try {
			for (let at = 0; at < bytes.length;) {
				at += received.add(bytes, at);
				this.#search(false);
				received.keep();
				if (received.isFull)
					this.#overflow();
			}
		}
		finally {
			// Also when a callback throws: the caller's bytes are the caller's again.
			received.keep();
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
			this.#fault(cut);
		this.reset();
	}

	reset(): void {
		this.#received.clear();
		this.#searched = 0;
		this.#objects = 0;
		this.#confirmation?.reset();
	}

	/** Judges all telegrams that are complete. `isQuiet`: nothing more belongs to what has come. */
	#search(isQuiet: boolean): void {
		while (this.#identify()) {
			const { text } = this.#received;
			const mark = text.indexOf("\n!", Math.max(this.#objects - 1, this.#searched)) + 1;
			if (!mark) {
				this.#searched = text.length - 1;
				return;
			}
			const behind = text.slice(mark + 1, mark + 6);
			const digits = countCheckDigits(behind);
			if (digits < 4) {
				const next = behind.charAt(digits);
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
			this.#judge(mark, behind.slice(0, digits));
		}
	}

	/** Looks for the first line. Text that is no identification is left behind, up to the next `/`. False: it is not there yet. */
	#identify(): boolean {
		while (!this.#objects) {
			const { text } = this.#received;
			const end = text.indexOf("\n");
			if (!text || end < 0 && text.length < longestIdentification)
				return false;
			const line = text.slice(0, Math.max(0, end)).trimEnd();
			const inner = line.lastIndexOf("/");
			const isCut = inner > 0 && beginsTelegram(text, inner);
			if (!isCut && isIdentification(line))
				this.#objects = end + 1;
			else
				this.#drop(isCut ? inner : 1);
		}
		return true;
	}

	/** The telegram's `!` is at `mark`: gives it out, or says what is wrong with it. */
	#judge(mark: number, digits: string): void {
		const outcome = digits ? this.#readChecked(mark, digits) : this.#readUnchecked(mark);
		// The start of a telegram whose end is missing, and a whole one behind it?
		const restart = outcome && "error" in outcome ? this.#findRestart(mark) : 0;
		// Forgotten before it is given out: what a callback throws or does must not bring it back.
		this.#drop(restart || mark + 1 + digits.length);
		if (restart)
			this.#fault(cut);
		else if (outcome && "error" in outcome)
			this.#fault(outcome);
		else if (outcome) {
			this.#counters.telegrams++;
			this.#counters.warnings += outcome.warnings.length;
			this.#options.onTelegram(outcome);
		}
	}

	#readChecked(mark: number, digits: string): Telegram | TelegramFault {
		const { check, error } = this.#check.verify(this.#received.bytes(mark + 1), digits);
		if (!check)
			return fault("check", error!);
		this.#checked = this.#received.text.slice(0, this.#objects);
		return telegram(check, this.#read(mark));
	}

	/** `undefined`: it may be right, but another one has to confirm it. */
	#readUnchecked(mark: number): Telegram | TelegramFault | undefined {
		const { text } = this.#received;
		const identification = text.slice(0, this.#objects);
		if (identification === this.#checked)
			return fault("check", "crc16: none sent, but this meter sends one");
		const content = this.#read(mark);
		if (content.bent)
			return fault(
				"format",
				`no check sum, and a line that is no object: ${JSON.stringify(content.bent.trim().split("\r\n")[0]!.slice(0, 60))}`,
			);
		if (this.#received.hasHighOctets(mark) || hasControls(text.slice(this.#objects, mark)))
			return fault("format", "no check sum, and characters that no object has");
		const verdict = this.#confirmation?.judge(identification, content.readings) ?? "confirmed";
		if (verdict === "confirmed")
			return telegram("none", content);
		return verdict === "first" ? undefined : fault("check", `no check sum, and ${verdict}`);
	}

	#read(mark: number): TelegramContent {
		const received = this.#received;
		// A text in UTF-8 is read as such now that all of it is here.
		return received.hasHighOctets(mark) ? this.#reader.read(received.decode(mark)) : this.#reader.read(received.text, mark);
	}

	/** Place of the last `/` before `mark` that begins another telegram; 0 when there is none. */
	#findRestart(mark: number): number {
		const { text } = this.#received;
		for (let at = text.lastIndexOf("/", mark); at > 0; at = text.lastIndexOf("/", at - 1)) {
			if (beginsTelegram(text, at))
				return at;
		}
		return 0;
	}

	/** There is no room for more, and the telegram has no end. */
	#overflow(): void {
		const { length } = this.#received.text;
		const restart = this.#findRestart(length);
		this.#drop(restart || length);
		this.#fault(restart ? cut : fault("length", `the telegram is longer than ${length} bytes`));
		this.#search(false);
	}

	#drop(count: number): void {
		this.#received.drop(count);
		this.#searched = 0;
		this.#objects = 0;
	}

	#fault(what: TelegramFault): void {
		if (what.kind === "check")
			this.#counters.checkErrors++;
		else
			this.#counters.formatErrors++;
		this.#options.onFault?.(what);
	}
}

function telegram(check: string, { meter, time, readings, warnings }: TelegramContent): Telegram {
	return { protocol: "dsmr", check, meter, ...(time && { time }), readings, warnings };
}

function fault(kind: TelegramFault["kind"], error: string): TelegramFault {
	return { protocol: "dsmr", kind, error };
}

/** True when there is more than printable text and line ends. JSON writes nothing else as it stands, save quotes, which no object has either. */
function hasControls(text: string): boolean {
	const lineEnds = text.split("\n").length + text.split("\r").length - 2;
	return JSON.stringify(text).length !== text.length + lineEnds + 2;
}

/** How many of the first four characters are hexadecimal digits, up to the first that is none. */
function countCheckDigits(text: string): number {
	let count = 0;
	while (count < 4 && isHexadecimal(text.charAt(count)))
		count++;
	return count;
}
