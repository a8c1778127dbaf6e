/** Reproducible random numbers (xorshift32): the same seed, the same test. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0 || 1;
	}

	/** An integer from 0 to `limit` − 1. */
	below(limit: number): number {
		let state = this.#state;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.#state = state;
		return (state >>> 0) % limit;
	}

	bytes(length: number): Uint8Array {
		return Uint8Array.from({ length }, () => this.below(256));
	}
}

/** A copy with one to four damages: flipped bits, bytes lost, doubled, inserted, a stretch overwritten, the end cut. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
	const result = [...bytes];
	for (let left = 1 + random.below(4); left > 0 && result.length > 0; left--) {
		const at = random.below(result.length);
		switch (random.below(7)) {
			case 0:
				result[at]! ^= 1 << random.below(8);
				break;
			case 1:
				result.splice(at, 1 + random.below(8));
				break;
			case 2:
				result.splice(at, 0, result[at]!);
				break;
			case 3:
				result.splice(at, 0, ...random.bytes(1 + random.below(4)));
				break;
			case 4:
				result.splice(at, 4, ...random.bytes(4));
				break;
			case 5:
				result.length = at;
				break;
			default:
				// A value that means something to the protocols.
				result[at] = [0x1B, 0x00, 0x01, 0x1A, 0x02, 0x03, 0x21, 0x28, 0x29, 0x2F, 0x0A, 0x7F, 0xF1, 0x76][random.below(14)]!;
		}
	}
	return Uint8Array.from(result);
}

/** Hands `bytes` on in slices of random lengths. */
export function inSlices(bytes: Uint8Array, random: Random, push: (slice: Uint8Array) => void): void {
	for (let at = 0; at < bytes.length;) {
		const length = 1 + random.below(random.below(4) ? 16 : 300);
		push(bytes.subarray(at, at + length));
		at += length;
	}
}
