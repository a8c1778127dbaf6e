import type { Reading } from "../reading";
import { findContradiction } from "./telegram-comparison";

interface Seen {
	readonly identification: string;
	readonly readings: readonly Reading[];
}

/**
 * Decides about telegrams without check sum: one is believed when it can follow from the telegram before it, or from the last one that was
 * believed. So a bent one costs itself only, and after a long gap (registers have moved on) the second one counts.
 */
export class TelegramConfirmation {
	#before: Seen | undefined;
	#believed: Seen | undefined;

	/** `confirmed`; `first` when there is nothing to compare with; otherwise what speaks against it. */
	judge(identification: string, readings: readonly Reading[]): string {
		const next: Seen = { identification, readings };
		const before = this.#before;
		this.#before = next;
		if (!before)
			return "first";
		const contradiction = compare(before, next);
		if (contradiction !== undefined && (!this.#believed || compare(this.#believed, next) !== undefined))
			return contradiction;
		this.#believed = next;
		return "confirmed";
	}

	reset(): void {
		this.#before = undefined;
		this.#believed = undefined;
	}
}

function compare(last: Seen, next: Seen): string | undefined {
	if (last.identification !== next.identification)
		return "another meter than in the telegram before";
	return findContradiction(last.readings, next.readings);
}
