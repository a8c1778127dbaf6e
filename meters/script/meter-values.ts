import type { LineState } from "./line-state";
import type { ScriptMeterDescription, ValueLine } from "./script-description";

interface Pending {
	readonly state: LineState;
	readonly value: number | string;
}

/** One decode line that reads from telegrams. */
export interface TelegramLine {
	readonly line: ValueLine;
	readonly state: LineState;
}

/**
 * Where a meter's reader puts what it finds. Nothing is seen of it before `commit`: a telegram whose check fails is discarded whole.
 */
export class MeterValues {
	readonly meter: ScriptMeterDescription;
	/** Lines with a pattern, in the order of the script. */
	readonly lines: readonly TelegramLine[];
	readonly #pending: Pending[] = [];
	readonly #onCommit: (states: readonly LineState[]) => void;

	constructor(meter: ScriptMeterDescription, lines: readonly TelegramLine[], onCommit: (states: readonly LineState[]) => void) {
		this.meter = meter;
		this.lines = lines;
		this.#onCommit = onCommit;
	}

	/** Something was found since the last commit. */
	get isPending(): boolean {
		return this.#pending.length > 0;
	}

	/** A line's number before scale and offset, or its text. */
	set(state: LineState, value: number | string): void {
		this.#pending.push({ state, value });
	}

	/** The telegram is good. */
	commit(): void {
		const pending = this.#pending.splice(0);
		const states: LineState[] = [];
		for (let at = 0; at < pending.length; at++) {
			const { state, value } = pending[at]!;
			if (typeof value === "string")
				state.setText(value);
			else
				state.setNumber(value);
			states.push(state);
		}
		this.#onCommit(states);
	}

	/** The telegram is bad. */
	discard(): void {
		this.#pending.length = 0;
	}
}
