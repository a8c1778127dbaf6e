import type { TimerHandle, Timers } from "../drivers/timers";
import { MeterNumber } from "../protocols/iec62056/identity";
import type { Identification } from "../protocols/iec62056/identification";
import type { Reading, Telegram } from "../protocols/reading";
import { codeOf } from "./optical-layout";

export interface EarlyEndOptions {
	readonly timers: Timers;
	/** Codes as a user writes them: `1.8.0`, or as the meter does. */
	readonly wanted: readonly string[];
	/** All that is wanted has come on a line without faults. */
	onComplete(telegram: Telegram): void;
}

/** A serial port tells of a fault a little after its byte (100 ms on the chip). */
const settleTime = 500;

/**
 * Ends a slow readout when all that is wanted has come, before the rest and the block check. What stands for the check then is the parity of
 * each character: after a single fault of the line the whole block is read.
 */
export class EarlyEnd {
	readonly #options: EarlyEndOptions;
	readonly #missing = new Set<string>();
	#readings: Reading[] = [];
	#number = new MeterNumber();
	#identification: Identification | undefined;
	#faulty = false;
	#timer: TimerHandle | undefined;

	constructor(options: EarlyEndOptions) {
		this.#options = options;
		this.reset();
	}

	/** A new readout begins, or this one is over. */
	reset(): void {
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
		this.#readings = [];
		this.#number = new MeterNumber();
		this.#faulty = false;
		this.#missing.clear();
		for (const code of this.#options.wanted)
			this.#missing.add(code);
	}

	identified(identification: Identification): void {
		this.reset();
		this.#identification = identification;
	}

	fault(): void {
		this.#faulty = true;
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
	}

	add(reading: Reading): void {
		const { id, value } = reading;
		if (this.#faulty || !this.#missing.size)
			return;
		this.#readings.push(reading);
		if (typeof value === "string")
			this.#number.add(id, value);
		this.#missing.delete(id);
		this.#missing.delete(codeOf(id));
		if (!this.#missing.size)
			this.#timer = this.#options.timers.set(() => this.#complete(), settleTime);
	}

	#complete(): void {
		const { manufacturer, model } = this.#identification ?? {};
		this.#options.onComplete({
			protocol: "iec62056",
			check: "none",
			meter: {
				...(this.#number.text !== undefined && { id: this.#number.text }),
				...(manufacturer && { manufacturer: manufacturer.toUpperCase() }),
				...(model && { model }),
			},
			readings: this.#readings,
			warnings: [],
		});
	}
}
