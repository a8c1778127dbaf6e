import { PulseInput } from "../drivers/pulse-input/pulse-input";
import type { PulseCounterConstructor } from "../drivers/pulse-input/pulse-counter";
import type { PulseKind } from "../drivers/pulse-input/pulse-kinds";
import type { Timers } from "../drivers/timers";
import { Decimal } from "../protocols/decimal";
import type { MeterIdentity } from "../protocols/reading";
import type { Meter, MeterEvents, MeterState, PortStatus } from "./meter";

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
	/** Pulses per kWh, or litres per pulse: 1 … 65535. */
	readonly constant: number;
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
		const { name, counter, kind: { minimumPulse, minimumPause }, timers, constant, store } = options;
		if (!(Number.isInteger(constant) && constant >= 1 && constant <= 65_535))
			throw new RangeError(`${name}: the meter constant must be a whole number from 1 to 65535, not ${String(constant)}`);
		this.name = name;
		this.#options = options;
		this.#pulses = store.state.pulses;
		this.#input = new PulseInput({
			counter: { ...counter, minimumPulse, minimumPause },
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
		const { port, kind, constant, timers } = this.#options;
		return {
			port,
			detected: `${kind.name}, ${kind.constant === "litres" ? `${constant} l per pulse` : `${constant} per kWh`}`,
			bytes: 0,
			faults: noFaults,
			decoder: { bytes: 0, telegrams: this.#telegrams, checkErrors: 0, formatErrors: 0, warnings: 0 },
			lastError: "",
			age: this.#time === undefined ? undefined : timers.ticks - this.#time,
		};
	}

	/** kWh or m³. */
	get total(): Decimal {
		const { store: { state: { start } } } = this.#options;
		return this.#used.add(Decimal.parse(start) ?? new Decimal(0));
	}

	sensor(): string {
		this.#input.update();
		const { kind, constant } = this.#options;
		const { rate } = this.#input;
		if (kind.constant === "litres")
			return `"${this.name}":{"Volume":${this.total}${rate === undefined ? "" : `,"Flow":${(rate * constant / 1000).toFixed(3)}`}}`;
		return `"${this.name}":{"Total":${this.total}${rate === undefined ? "" : `,"Power":${Math.round(rate / constant * 1000)}`}}`;
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

	get #used(): Decimal {
		const { kind, constant } = this.#options;
		if (kind.constant === "litres")
			return new Decimal(this.#pulses * constant, -3);
		const decimals = String(constant - 1).length;
		// Cut, not rounded, as a meter's display does; the pulses themselves are what is kept.
		return new Decimal(Number(BigInt(this.#pulses) * 10n ** BigInt(decimals) / BigInt(constant)), -decimals);
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
