import { PulseInput } from "../../drivers/pulse-input/pulse-input";
import type { PulseCounterConstructor } from "../../drivers/pulse-input/pulse-counter";
import type { TimerHandle, Timers } from "../../drivers/timers";
import type { PortStatus } from "../meter";
import type { PulseStore } from "../pulse-meter";
import { ByteSource } from "./byte-source";
import type { ScriptMeterDescription } from "./script-description";

export interface CounterSourceOptions {
	/** `pulse1` */
	readonly port: string;
	readonly counter: {
		readonly io: PulseCounterConstructor;
		readonly pin: number;
		readonly active?: 0 | 1;
		readonly pull?: "up" | "down" | "none";
	};
	readonly timers: Timers;
	readonly store: PulseStore;
	readonly meter: ScriptMeterDescription;
}

/** Flag 1: a pull-up resistor in the chip. */
const pullUp = 1;
/** So many samples in a row must show a pulse. */
const samples = 6;
const longestTime = 10_000;
/** While no pulse comes the rate falls; told this often, in ms. */
const decayTime = 10_000;
const lookTime = 1_000;
/** Pulses per minute below which nothing flows: one in an hour. */
const least = 1 / 60;

/**
 * A pulse input as a script's counter (type c): tells the two lines of text that Tasmota makes of it, count and pulses per minute. A meter line's
 * parameter is the debounce time, negative in ms; positive it is the time between two samples, of which six in a row make a pulse.
 */
export class CounterSource extends ByteSource {
	/** Nothing may flow for days. */
	readonly isPatient = true;
	readonly #options: CounterSourceOptions;
	readonly #input: PulseInput;
	#look: TimerHandle | undefined;
	#toldAt = -Infinity;
	#fresh = true;
	#rate = 0;

	/** Throws what the counter throws. */
	constructor(options: CounterSourceOptions) {
		super();
		const { counter, timers, meter: { parameter, flag } } = options;
		const minimumPulse = Math.min(longestTime, parameter > 0 ? samples * parameter : -parameter);
		this.#options = options;
		this.#input = new PulseInput({
			counter: {
				...counter,
				...(flag & pullUp && { pull: "up" as const }),
				minimumPulse,
				minimumPause: Math.min(longestTime, Math.abs(parameter)),
			},
			timers,
			onPulses: count => this.#count(count),
		});
		this.#look = timers.repeat(() => this.#tell(), lookTime);
	}

	get status(): PortStatus {
		return this.describe(this.#options.port, "counter");
	}

	/** Pulses up to now. */
	get count(): number {
		this.#input.update();
		return this.#options.store.state.pulses;
	}

	set count(pulses: number) {
		this.#input.update();
		this.#options.store.set({ pulses, start: "0" });
		this.#fresh = true;
		this.#tell();
	}

	override close(): void {
		super.close();
		this.#options.timers.clear(this.#look);
		this.#input.close();
		this.#options.store.close();
	}

	#count(count: number): void {
		const { store } = this.#options;
		store.note(store.state.pulses + count);
		this.#fresh = true;
	}

	#tell(): void {
		const { timers, store } = this.#options;
		const isDue = this.#rate > 0 && timers.ticks - this.#toldAt >= decayTime;
		if (!this.#fresh && !isDue)
			return;
		const rate = (this.#input.rate ?? 0) / 60;
		this.#fresh = false;
		this.#toldAt = timers.ticks;
		this.#rate = rate < least ? 0 : rate;
		const text = `1-0:1.8.0*255(${store.state.pulses})\n1-0:1.7.0*255(${this.#rate ? this.#rate.toFixed(4) : ""})\n`;
		this.hand(new Uint8Array(ArrayBuffer.fromString(text)));
	}
}
