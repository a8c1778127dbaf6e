import { PulseInput } from "../drivers/pulse-input/pulse-input";
import type { PulseCounterConstructor } from "../drivers/pulse-input/pulse-counter";
import type { PulseKind } from "../drivers/pulse-input/pulse-kinds";
import type { Timers } from "../drivers/timers";
import { Decimal } from "../protocols/decimal";
import type { MeterIdentity } from "../protocols/reading";
import type { Meter, MeterEvents, MeterState, PortStatus } from "./meter";
import type { PulseScale } from "./pulse-scale";

/** Where a counter's state is kept. */
export interface PulseStore {
	readonly state: { readonly pulses: number; readonly start: string; };
	note(pulses: number): void;
	set(state: { pulses: number; start: string; }): void;
	close(): void;
}

export interface PulseMeterOptions extends MeterEvents {
	/** Key in the SENSOR message. */
	readonly name: string;
	/** `pulse1`, … */
	readonly port: string;
	readonly counter: {
		readonly io: PulseCounterConstructor;
		readonly pin: number;
		readonly active?: 0 | 1;
		readonly pull?: "up" | "down" | "none";
	};
	readonly kind: PulseKind;
	readonly scale: PulseScale;
	/** For a kind that gives light: 1 to 200. */
	readonly threshold: number;
	readonly timers: Timers;
	readonly store: PulseStore;
}

const noFaults = Object.freeze({ overrun: 0, framing: 0, parity: 0, break: 0 });

/** A meter with a pulse output: counter, constant, and start value put together. Its total is exact: pulses and start value are whole numbers. */
export class PulseMeter implements Meter {
	readonly name: string;
	readonly #options: PulseMeterOptions;
	readonly #input: PulseInput;
	#pulses: number;
	#telegrams = 0;
	#time: number | undefined;

	constructor(options: PulseMeterOptions) {
		const { name, counter, kind: { minimumPulse, minimumPause, light }, timers, store, threshold } = options;
		this.name = name;
		this.#options = options;
		this.#pulses = store.state.pulses;
		this.#input = new PulseInput({
			counter: { ...counter, minimumPulse, minimumPause, ...(light && { threshold }) },
			timers,
			onPulses: count => this.#count(count),
		});
	}

	/** A pulse meter is never silent: that nothing is used is nothing to tell of. */
	get state(): MeterState {
		return "ok";
	}

	get identity(): MeterIdentity {
		return {};
	}

	get status(): PortStatus {
		const { port, kind, scale, timers } = this.#options;
		const { signal, contrast } = this.#input;
		return {
			port,
			detected: `${kind.name}, ${scale.text}`,
			// Where the sensor has to be put on the meter.
			activity: kind.light ? `light ${signal}, contrast ${contrast} of 4095` : signal ? "a pulse" : "",
			bytes: 0,
			faults: noFaults,
			decoder: { bytes: 0, telegrams: this.#telegrams, checkErrors: 0, formatErrors: 0, warnings: 0 },
			lastError: "",
			age: this.#time === undefined ? undefined : timers.ticks - this.#time,
		};
	}

	/** In the unit that was chosen. */
	get total(): Decimal {
		const { scale, store: { state: { start } } } = this.#options;
		return scale.used(this.#pulses).add(Decimal.parse(start) ?? new Decimal(0));
	}

	sensor(): string {
		this.#input.update();
		return this.#member(this.#input.rate);
	}

	names(): string {
		return this.#member(0);
	}

	unitOf(name: string): string | undefined {
		const { unit } = this.#options.scale;
		return name === unit.total ? unit.name : name === unit.rate ? unit.rateUnit : undefined;
	}

	/** Sets the counter: the meter's own display as text, `1234.567`. Throws a RangeError for anything else. */
	set(text: string): void {
		const value = Decimal.parse(text.trim().replace(",", "."));
		if (!value || value.digits < 0 || text.length > 20)
			throw new RangeError(`${this.name}: "${text}" is no meter reading`);
		this.#input.update();
		this.#pulses = 0;
		this.#options.store.set({ pulses: 0, start: value.toString() });
		this.#options.onUpdate(this);
	}

	close(): void {
		this.#input.close();
		this.#options.store.close();
	}

	#member(rate: number | undefined): string {
		const { scale } = this.#options, { unit } = scale;
		return `"${this.name}":{"${unit.total}":${this.total}${rate === undefined ? "" : `,"${unit.rate}":${scale.rate(rate)}`}}`;
	}

	#count(count: number): void {
		const { timers, store, onUpdate } = this.#options;
		this.#pulses += count;
		this.#telegrams++;
		this.#time = timers.ticks;
		store.note(this.#pulses);
		onUpdate(this);
	}
}
