import { Random } from "../random";
import { EdgeQueue } from "./edge-queue";

export interface NoiseOptions {
	/** Glitches per second, on average. */
	rate: number;
	/** Length of a glitch in milliseconds. A bit at 115200 baud lasts 0.0087 ms. */
	width: number;
	/** Each glitch lasts from half of `width` to one and a half of it. Default `false`: all are alike. */
	spread?: boolean;
	seed?: number;
}

/** Glitches at random: while one lasts, the wire shows the opposite of its level. The same seed gives the same glitches. */
export class Noise {
	/** Edges drawn and not taken. Level 1 = glitch. */
	readonly edges = new EdgeQueue(0);
	readonly #random: Random;
	readonly #mean: number;
	readonly #width: number;
	readonly #spread: boolean;
	#last: number;

	constructor({ rate, width, spread = false, seed = 1 }: NoiseOptions, start: number) {
		if (!(rate > 0 && rate <= 1_000_000))
			throw new RangeError(`Noise: rate must be above 0 and at most 1000000 glitches per second, not ${rate}`);
		if (!(width > 0))
			throw new RangeError(`Noise: width must be above 0 ms, not ${width}`);
		this.#random = new Random(seed);
		this.#mean = 1000 / rate;
		this.#width = width;
		this.#spread = spread;
		this.#last = start;
		this.advance(start);
	}

	get next(): number {
		return this.edges.first!;
	}

	/** Draws until there is an edge after `time`. */
	advance(time: number): void {
		while ((this.edges.last ?? -Infinity) <= time) {
			const from = this.#last + this.#random.wait(this.#mean);
			this.#last = from + this.#width * (this.#spread ? 0.5 + this.#random.next() : 1);
			this.edges.toggle(from);
			this.edges.toggle(this.#last);
		}
	}
}
