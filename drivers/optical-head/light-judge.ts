import type { SerialFaults } from "../serial";

/**
 * What a line heard as 8N1 seems to carry. `sml`: the escape sequence of SML's transport. `text`: ASCII. `text-parity`: ASCII with even parity
 * in the eighth bit, that is 7E1. `garbage`: another rate. `unknown`: too little so far.
 */
export type LightVerdict = "unknown" | "sml" | "text" | "text-parity" | "garbage";

const enough = 48;
const tooManyFaults = 6;
const escape = 0x1B;

export class LightJudge {
	#seen = 0;
	#escapes = 0;
	#sml = false;
	#plain = 0;
	#even = 0;
	#high = 0;
	#faults = 0;

	get seen(): number {
		return this.#seen;
	}

	get verdict(): LightVerdict {
		if (this.#sml)
			return "sml";
		if (this.#faults >= tooManyFaults)
			return "garbage";
		if (this.#seen < enough)
			return "unknown";
		const most = this.#seen * 0.9;
		if (this.#even >= most && this.#high > this.#seen * 0.1)
			return "text-parity";
		return this.#plain >= most ? "text" : "unknown";
	}

	reset(): void {
		this.#seen = this.#escapes = this.#plain = this.#even = this.#high = this.#faults = 0;
		this.#sml = false;
	}

	push(bytes: Uint8Array): void {
		// Only while the format is unknown: at most a few hundred turns.
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

	fault(faults: SerialFaults): void {
		this.#faults += faults.framing + faults.break;
	}
}

function isEven(byte: number): boolean {
	byte ^= byte >> 4;
	return (0x6996 >> (byte & 0xF) & 1) === 0;
}
