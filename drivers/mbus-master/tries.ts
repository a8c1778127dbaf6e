import type { MbusAnswer } from "./mbus-answer";

export type Verdict = "again" | "answer" | "silence" | "collision" | "noise";

export interface TriesOptions {
	/** How often a request that brings nothing is sent, from 1. */
	readonly silent: number;
	/** How often one is sent that brings what is no frame, from 2: only what comes again is a collision. */
	readonly garbled: number;
}

/**
 * Decides what a request brought. Noise does not know of our requests and so does not come again; a collision does. Whatever comes while the
 * line was not at rest before the request is noise in any case.
 */
export class Tries {
	readonly #options: TriesOptions;
	#silent = 0;
	#garbled = 0;
	#disturbed = 0;
	#first = false;

	constructor(options: TriesOptions) {
		this.#options = options;
	}

	/** Requests sent that did not bring an answer. */
	get count(): number {
		return this.#silent + this.#garbled + this.#disturbed;
	}

	reset(): void {
		this.#silent = this.#garbled = this.#disturbed = 0;
		this.#first = false;
	}

	note(answer: MbusAnswer): Verdict {
		switch (answer.kind) {
			case "silence":
				// The first request after power-up is repeated; it is not counted.
				if (answer.first && !this.#first) {
					this.#first = true;
					return "again";
				}
				this.#silent++;
				break;
			case "garbled":
				this.#garbled++;
				break;
			case "disturbed":
				this.#disturbed++;
				break;
			default:
				return "answer";
		}
		const heard = this.#garbled + this.#disturbed;
		if (!heard)
			return this.#silent < this.#options.silent ? "again" : "silence";
		if (this.count < Math.max(this.#options.garbled, 2))
			return "again";
		return this.#garbled >= 2 ? "collision" : "noise";
	}
}
