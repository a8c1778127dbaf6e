import type { Decimal } from "../protocols/decimal";

/** One reading of a register that should only go up. */
export interface VolumeSample {
	/** What tells one meter, and one physical quantity, from another; a text that changes means another meter. */
	readonly source: string;
	readonly volume: Decimal;
	/** Milliseconds, only growing. */
	readonly time: number;
}

/** A held value counts when so many more readings agree with it. */
const agreeing = 2;
/** What the highest flow is multiplied by, and m³ that a register may always have gone on: one step of its last digit, a late scan. */
const margin = 1.5;
const step = 0.15;

/**
 * Holds back readings that cannot be right: lower than the last, or more than the meter can have metered since (specs/elster-encoder.md 3.5). A
 * mis-scan of the rollers so goes by unseen; an exchanged or rolled-over meter is believed when two more readings agree. A meter with another
 * number is believed at once.
 */
export class VolumeGuard {
	#accepted: VolumeSample | undefined;
	#held: VolumeSample | undefined;
	#agreed = 0;

	/** The last reading that was believed. */
	get accepted(): VolumeSample | undefined {
		return this.#accepted;
	}

	/** Readings that are waiting to be believed, or −1 for none: 0 after the first of them. */
	get waiting(): number {
		return this.#held ? this.#agreed : -1;
	}

	/** Whether the reading is believed. `highest`: m³/h. */
	take(sample: VolumeSample, highest: number): boolean {
		const before = this.#accepted;
		if (!before || before.source !== sample.source || follows(before, sample, highest))
			return this.#accept(sample);
		if (this.#held && this.#held.source === sample.source && follows(this.#held, sample, highest))
			this.#agreed++;
		else
			this.#agreed = 0;
		this.#held = sample;
		return this.#agreed >= agreeing && this.#accept(sample);
	}

	#accept(sample: VolumeSample): true {
		this.#accepted = sample;
		this.#held = undefined;
		this.#agreed = 0;
		return true;
	}
}

function follows(before: VolumeSample, { volume, time }: VolumeSample, highest: number): boolean {
	// Doubles are exact enough for a question of plausibility.
	const difference = volume.subtract(before.volume).toNumber();
	return difference >= 0 && difference <= highest * margin * (time - before.time) / 3_600_000 + step;
}

/** m³/h that a gas meter of a size (`G4`, `G 2,5`, `G16A`) can meter at most: 1.6 times its number (EN 1359). 40 where there is no size. */
export function highestFlow(size: string | undefined): number {
	let digits = "";
	const text = (size ?? "").replace(",", ".");
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character >= "0" && character <= "9" || character === "." && digits)
			digits += character;
		else if (digits)
			break;
	}
	const nominal = Number(digits);
	return nominal > 0 ? nominal * 1.6 : 40;
}
