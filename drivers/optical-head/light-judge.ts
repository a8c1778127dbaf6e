import type { SerialFaults } from "../serial";

/**
 * What a line heard as 8N1 seems to carry. `sml`: the escape sequence of SML's transport. `text`: ASCII. `text-parity`: ASCII with even parity
 * in the eighth bit, that is 7E1. `garbage`: another rate, or no meter's light. `unknown`: too little so far.
 */
export type LightVerdict = "unknown" | "sml" | "text" | "text-parity" | "garbage";

/** Characters that show what a text is; in a burst that is over fewer will do. */
const enough = 48;
const little = 10;
/** A wrong rate makes at least so many faults, and at least one in so many characters. */
const manyFaults = 6;
const faultRatio = 6;
/** A UART that is switched on in the middle of a burst needs so many characters to find where they begin. */
const settleLength = 24;
/** A line on which no telegram has ended after so many bytes is heard at a wrong rate. */
const tooMany = 2000;
const escape = 0x1B;

/** Judges what a meter pushes by a few dozen bytes. */
export class LightJudge {
	#settling = false;
	#seen = 0;
	#escapes = 0;
	#sml = false;
	/** Printable characters without the eighth bit, with it, and those whose parity is even. */
	#plain = 0;
	#high = 0;
	#even = 0;
	#faults = 0;

	get verdict(): LightVerdict {
		if (this.#settling)
			return this.#sml ? "sml" : "unknown";
		return this.#judge(enough, this.#seen > tooMany ? "garbage" : "unknown");
	}

	/** The burst is over: what there is must do. */
	get finalVerdict(): LightVerdict {
		if (this.#settling || this.#seen < little)
			return this.verdict;
		return this.#judge(little, "garbage");
	}

	/** Begins anew: in the middle of a burst, or before one. */
	reset(middle: boolean): void {
		this.#seen =
			this.#escapes =
			this.#plain =
			this.#even =
			this.#high =
			this.#faults =
				0;
		this.#sml = false;
		this.#settling = middle;
	}

	push(bytes: Uint8Array): void {
		if (this.#settling && this.#seen >= settleLength) {
			// Escapes count on.
			this.#seen =
				this.#plain =
				this.#even =
				this.#high =
				this.#faults =
					0;
			this.#settling = false;
		}
		// Only while the format is unknown: at most a few thousand turns.
		for (let at = 0; at < bytes.length && !this.#sml; at++) {
			const byte = bytes[at]!;
			this.#seen++;
			this.#escapes = byte === escape ? this.#escapes + 1 : 0;
			if (this.#escapes === 4)
				this.#sml = true;
			const seven = byte & 0x7F;
			const printable = seven >= 0x20 && seven < 0x7F || seven === 0x0D || seven === 0x0A || seven === 2 || seven === 3;
			if (!printable)
				continue;
			if (byte < 0x80)
				this.#plain++;
			else
				this.#high++;
			if (isEven(byte))
				this.#even++;
		}
	}

	/** The bytes that go with the faults are told of later. */
	fault(faults: SerialFaults): void {
		this.#faults += faults.framing + faults.break;
	}

	#judge(least: number, otherwise: LightVerdict): LightVerdict {
		if (this.#sml)
			return "sml";
		if (this.#faults >= manyFaults && this.#faults * faultRatio > this.#seen)
			return "garbage";
		if (this.#seen < least)
			return "unknown";
		const most = this.#seen * 0.9;
		if (this.#even >= most && this.#high > this.#seen * 0.1)
			return "text-parity";
		return this.#plain >= most ? "text" : otherwise;
	}
}

function isEven(byte: number): boolean {
	return (0x6996 >> ((byte ^ byte >> 4) & 0xF) & 1) === 0;
}
