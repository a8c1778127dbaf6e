import type { TelegramFault } from "../reading";

export interface ScrFramerOptions {
	/** A sign-on answer's line, without its end. */
	onIdentification(text: string): void;
	/** A block whose check is right: what stands between STX and ETX. */
	onBlock(text: string): void;
	onFault(kind: TelegramFault["kind"], error: string): void;
	/** Most characters between STX and ETX. */
	readonly capacity: number;
}

const STX = 0x02;
const ETX = 0x03;
const LF = 0x0A;
const CR = 0x0D;
const SLASH = 0x2F;
const PARITY = 0x80;
/** Bit n says whether n, 0…15, has an odd number of ones. */
const ODD = 0x6996;
/** IEC 62056-21, 6.3.2 allows 16 characters after the maker; the encoder's own line has about 13 in all. */
const longestIdentification = 40;
/** Characters that may stand between the identification's line and STX before it is given up. */
const longestGap = 8;

/**
 * Finds sign-on answers and blocks with a right check in the characters of an SCR encoder (specs/elster-encoder.md 3.2 and 3.4): `/` to LF, then
 * STX … ETX and one character that is the exclusive or of all after STX up to and including ETX. That one can have any value, also that of
 * ETX, LF or NUL. Takes 7E1 characters, and also such that were received as 8N1, whose parity it then verifies.
 *
 * An answer has about a hundred characters and comes every few minutes, so this goes character by character.
 */
export class ScrFramer {
	readonly #options: ScrFramerOptions;
	readonly #buffer: Uint8Array;
	#length = 0;
	#state: "hunt" | "identification" | "before" | "block" | "check" = "hunt";
	#parity = false;
	#check = 0;
	#gap = 0;

	constructor(options: ScrFramerOptions) {
		this.#options = options;
		this.#buffer = new Uint8Array(Math.max(options.capacity, longestIdentification));
	}

	/** Something is half read. */
	get busy(): boolean {
		return this.#state !== "hunt";
	}

	push(bytes: Uint8Array): void {
		const { length } = bytes;
		for (let at = 0; at < length; at++)
			this.#take(bytes[at]!);
	}

	/** The line fell silent: what is half read is told as cut. */
	end(): void {
		if (this.#state === "block" || this.#state === "check")
			this.#fail("cut", `cut: ${this.#length} characters of the data came, not all`);
		else if (this.#state === "before")
			this.#fail("cut", "cut: no data after the identification");
		this.reset();
	}

	reset(): void {
		this.#state = "hunt";
		this.#length = 0;
	}

	#take(raw: number): void {
		if (this.#state === "hunt") {
			this.#parity = raw >= PARITY;
			this.#hunt(this.#parity && !isEven(raw) ? -1 : raw & ~PARITY);
			return;
		}
		// Without a parity bit in the first character, a set highest bit is as wrong as a bad parity.
		if (this.#parity ? !isEven(raw) : raw >= PARITY)
			this.#damaged();
		else
			this.#step(raw & ~PARITY);
	}

	#hunt(character: number): void {
		if (character === SLASH) {
			this.#state = "identification";
			this.#length = 0;
			this.#append(SLASH);
		}
		else if (character === STX)
			this.#startBlock();
	}

	#step(character: number): void {
		switch (this.#state) {
			case "identification":
				this.#identify(character);
				break;
			case "before":
				if (character === STX)
					this.#startBlock();
				else if (character === SLASH || ++this.#gap > longestGap) {
					this.reset();
					this.#hunt(character);
				}
				break;
			case "block":
				this.#collect(character);
				break;
			default:
				this.#finish(character);
		}
	}

	#identify(character: number): void {
		if (character === SLASH || character === STX) {
			// Noise looked like a beginning, or this line's end was lost.
			this.reset();
			this.#hunt(character);
			return;
		}
		if (character !== LF) {
			if (this.#length === longestIdentification || character < 0x20 && character !== CR)
				this.reset();
			else
				this.#append(character);
			return;
		}
		this.#state = "before";
		this.#gap = 0;
		const text = this.#text();
		this.#length = 0;
		this.#options.onIdentification(text.endsWith("\r") ? text.slice(0, -1) : text);
	}

	#startBlock(): void {
		this.#state = "block";
		this.#length = 0;
		this.#check = 0;
	}

	#collect(character: number): void {
		if (character === STX) {
			const text = this.#text();
			// A lone STX before it was noise; anything that looks like data was a telegram.
			if (text.includes("("))
				this.#options.onFault("cut", "cut: new data began before the end of these");
			this.#recoverIdentification(text);
			this.#startBlock();
			return;
		}
		this.#check ^= character;
		if (character === ETX)
			this.#state = "check";
		else if (this.#length === this.#options.capacity)
			this.#fail("length", `length: no end within ${this.#length} characters`);
		else
			this.#append(character);
	}

	#finish(sent: number): void {
		if (sent === this.#check) {
			const text = this.#text();
			this.reset();
			this.#options.onBlock(text);
			return;
		}
		this.#fail("check", `bcc: sent ${hex(sent)}, calculated ${hex(this.#check)}`);
		// Where characters were lost, the next answer may begin with this one.
		this.#hunt(sent);
	}

	/** A character has wrong parity: nothing that it belongs to can be right. */
	#damaged(): void {
		if (this.#state === "block" || this.#state === "check")
			this.#fail("check", "parity error");
		else
			this.reset();
	}

	/** The sign-on answer that stands at the end of cut data. */
	#recoverIdentification(text: string): void {
		const start = text.lastIndexOf("/");
		if (start >= 0 && text.endsWith("\r\n"))
			this.#options.onIdentification(text.slice(start, -2));
	}

	#append(character: number): void {
		this.#buffer[this.#length++] = character;
	}

	#text(): string {
		return String.fromCharCode.apply(null, this.#buffer.subarray(0, this.#length) as unknown as number[]);
	}

	#fail(kind: TelegramFault["kind"], error: string): void {
		this.reset();
		this.#options.onFault(kind, error);
	}
}

function isEven(byte: number): boolean {
	return !(ODD >> ((byte ^ byte >> 4) & 15) & 1);
}

function hex(value: number): string {
	return value.toString(16).toUpperCase().padStart(2, "0");
}
