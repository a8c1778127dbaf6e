import type { MbusAnswer } from "./mbus-answer";

export type Verdict = "again" | "answer" | "silence" | "collision" | "noise";

export interface TriesOptions {
	/** How often a request that brings nothing is sent, from 1. */
	readonly silent: number;
	/** How often one is sent that sometimes brings what is no frame, from 2. */
	readonly garbled: number;
	/** So many times no frame is a collision, and the request is not sent again. Default `garbled`, at least 2. */
	readonly collision?: number;
}

/**
 * Decides what a request brought. Noise does not know of our requests and so does not come again; a collision does. Whatever comes while the
 * line was not at rest before the request is noise in any case.
 */
export class Tries {
	#options: TriesOptions;
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

	/** Starts over, maybe with other options. */
	reset(options: TriesOptions = this.#options): void {
		this.#options = options;
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
		const { silent, garbled, collision = Math.max(garbled, 2) } = this.#options;
		if (!this.#garbled && !this.#disturbed)
			return this.#silent < silent ? "again" : "silence";
		if (this.#garbled >= collision)
			return "collision";
		if (this.count < Math.max(garbled, 2))
			return "again";
		return this.#garbled >= 2 ? "collision" : "noise";
	}
}
