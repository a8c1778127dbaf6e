import type { SerialFaults } from "../serial";

/** `unknown` until enough was seen. */
export type LineVerdict = "unknown" | "text" | "garbage";

/** Bytes at the start that do not count: the port may have been opened in the middle of a character. */
const settling = 4;
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

	get verdict(): LineVerdict {
		if (this.#odd + this.#faults >= tooMany)
			return "garbage";
		return this.#seen - settling >= enough ? "text" : "unknown";
	}

	/** The line went quiet: what there is must do. */
	get finalVerdict(): LineVerdict {
		const { verdict } = this;
		if (verdict !== "unknown")
			return verdict;
		const counted = this.#seen - settling;
		if (counted < 8)
			return this.#faults ? "garbage" : "unknown";
		return (this.#odd + this.#faults) * 4 > counted ? "garbage" : "text";
	}

	reset(): void {
		this.#seen = 0;
		this.#odd = 0;
		this.#faults = 0;
	}

	push(bytes: Uint8Array): void {
		// At most a few dozen turns per format tried, and none once the port knows its format.
		for (let at = 0; at < bytes.length && this.verdict === "unknown"; at++) {
			if (++this.#seen <= settling)
				continue;
			const byte = bytes[at]!;
			if ((byte < 0x20 || byte > 0x7E) && byte !== 0x0D && byte !== 0x0A)
				this.#odd++;
		}
	}

	fault(faults: SerialFaults): void {
		// One framing error is what opening in the middle of a character costs.
		this.#faults += faults.framing + faults.parity + faults.break;
	}
}
