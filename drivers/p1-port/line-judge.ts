import type { SerialFaults } from "../serial";

/** `unknown` until enough was seen. */
export type LineVerdict = "unknown" | "text" | "garbage";

/** Bytes at the start that do not count: the port may have been opened in the middle of a character. */
const settling = 4;
/** Opened in the middle of a row of characters without rests, a UART may take their bits for start bits for a while. */
const longSettling = 30;
const enough = 40;
const tooMany = 6;

/**
 * Judges from a few dozen bytes whether a line is heard in its own format: P1 telegrams are printable ASCII with CR and LF, and a wrong
 * rate, parity or polarity shows as framing errors, parity errors, breaks, or bytes that are no text.
 */
export class LineJudge {
	#seen = 0;
	#odd = 0;
	#faults = 0;
	#binary = false;
	#settling = settling;

	/** True while every byte came without a fault of the line: bytes that are no text may be a telegram that is none. */
	get isFaultless(): boolean {
		return this.#faults === 0;
	}

	/** The line is heard since so short a time, in the middle of a row of characters, that faults say nothing. */
	get isSettling(): boolean {
		return this.#settling === longSettling && this.#seen < longSettling;
	}

	/** What comes is a telegram that is no text: from now on only faults of the line count. */
	expectBinary(): void {
		this.reset();
		this.#binary = true;
	}

	get verdict(): LineVerdict {
		if (this.#odd + this.#faults >= tooMany)
			return "garbage";
		return this.#seen - this.#settling >= enough ? "text" : "unknown";
	}

	/** The line went quiet: what there is must do. */
	get finalVerdict(): LineVerdict {
		const { verdict } = this;
		if (verdict !== "unknown")
			return verdict;
		const counted = this.#seen - this.#settling;
		if (counted < 8)
			return this.#faults ? "garbage" : "unknown";
		return (this.#odd + this.#faults) * 4 > counted ? "garbage" : "text";
	}

	/** @param amid the line is heard from now on, in the middle of a row of characters */
	reset(amid = false): void {
		this.#settling = amid ? longSettling : settling;
		this.#seen = 0;
		this.#odd = 0;
		this.#faults = 0;
		this.#binary = false;
	}

	push(bytes: Uint8Array): void {
		// At most a few dozen turns per format tried, and none once the port knows its format.
		for (let at = 0; at < bytes.length && this.verdict === "unknown"; at++) {
			if (++this.#seen <= this.#settling)
				continue;
			const byte = bytes[at]!;
			if (!this.#binary && (byte < 0x20 || byte > 0x7E) && byte !== 0x0D && byte !== 0x0A)
				this.#odd++;
		}
	}

	fault(faults: SerialFaults): void {
		const count = faults.framing + faults.parity + faults.break;
		if (this.isSettling)
			this.#seen += count;
		else
			this.#faults += count;
	}
}
