import type { Analog, AnalogConstructor } from "../analog";
import type { Digital, DigitalConstructor } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { openTime, shortTime } from "./encoder-times";

export interface SupplyLineOptions {
	/** Keeps the line off by its transmit pin while no serial port has it. Absent where the pin's pull-down is enough. */
	readonly hold?: { readonly io: DigitalConstructor; readonly pin: number; };
	/** Senses the line's current. `full`: mA at the highest value (default 11); `offset`: mA that flow without a meter (default 0.5). */
	readonly current?: { readonly io: AnalogConstructor; readonly pin: number; readonly full?: number; readonly offset?: number; };
	/** Senses the line's voltage. `full`: V at the highest value (default 36). */
	readonly voltage?: { readonly io: AnalogConstructor; readonly pin: number; readonly full?: number; };
	readonly timers: Timers;
	/** The line was switched off because of a short circuit. */
	onShort(): void;
	/** The current in mA, every `sampleTime` ms while `sampling` is set. */
	onSample(current: number, time: number): void;
}

/** `ok`: the line may be switched on. `foreign`: somebody else feeds it. */
export type LineState = "ok" | "foreign";

const sampleTime = 2;
const watchTime = 10;
/** mA: less than any meter takes at rest (0.5). */
const nothing = 0.25;
/** V on a line that is off: behind a meter's diode there is none. */
const foreign = 2;
/** Part of the highest value from which the limiter counts as at work. */
const saturated = 0.97;

/**
 * The supply of the encoder's line: what switches it is the transmit line of the serial port (idle is power), so it is on while a port is open.
 * Watches the current for a short circuit, for a plug without a meter, and for who feeds the line when we do not.
 */
export class SupplyLine {
	readonly #options: SupplyLineOptions;
	readonly #timers: Timers;
	#hold: Digital | undefined;
	#current: Analog | undefined;
	#voltage: Analog | undefined;
	#port: { close(): void; } | undefined;
	#watch: TimerHandle | undefined;
	#onAt = 0;
	#offAt: number;
	/** Since when the limiter has been at work without a rest. */
	#limitedAt: number | undefined;
	#drawn = false;
	#sampling = false;

	constructor(options: SupplyLineOptions) {
		const { current, voltage, timers } = options;
		this.#options = options;
		this.#timers = timers;
		this.#offAt = timers.ticks;
		try {
			if (current)
				this.#current = new current.io({ pin: current.pin });
			if (voltage)
				this.#voltage = new voltage.io({ pin: voltage.pin });
			this.#release();
		}
		catch (error) {
			this.close();
			throw error;
		}
	}

	/** When it was switched off last, in ticks. */
	get offAt(): number {
		return this.#offAt;
	}

	get isOn(): boolean {
		return this.#port !== undefined;
	}

	/** No current flows though there has been power for a second; `undefined` where that cannot be told (yet). */
	get isOpen(): boolean | undefined {
		if (!this.#current || !this.#drawn && this.#timers.ticks - this.#onAt < openTime)
			return undefined;
		return !this.#drawn;
	}

	/** mA that the meter draws; `undefined` where nothing senses it. */
	get current(): number | undefined {
		const { current } = this.#options;
		return this.#current && current && Math.max(0, fraction(this.#current) * (current.full ?? 11) - (current.offset ?? 0.5));
	}

	/** Whether somebody else feeds the line, which must be off. */
	look(): LineState {
		const volts = this.#voltage ? fraction(this.#voltage) * (this.#options.voltage!.full ?? 36) : 0;
		return volts > foreign ? "foreign" : "ok";
	}

	/** Switches on: `open` opens the port whose idle line is the supply. Throws what it throws; the line is off then. */
	on<Port extends { close(): void; }>(open: () => Port): Port {
		this.#hold?.close();
		this.#hold = undefined;
		try {
			const port = open();
			this.#port = port;
			this.#onAt = this.#timers.ticks;
			this.#drawn = false;
			this.#limitedAt = undefined;
			this.#start(watchTime);
			return port;
		}
		catch (error) {
			this.#release();
			throw error;
		}
	}

	/** Harmless when it is off. */
	off(): void {
		if (!this.#port)
			return;
		this.#timers.clear(this.#watch);
		this.#sampling = false;
		this.#port.close();
		this.#port = undefined;
		this.#offAt = this.#timers.ticks;
		this.#release();
	}

	/** Samples the current from now until the line is off. */
	sample(): void {
		if (!this.#current || this.#sampling)
			return;
		this.#sampling = true;
		this.#start(sampleTime);
	}

	close(): void {
		this.off();
		this.#hold?.close();
		this.#current?.close();
		this.#voltage?.close();
		this.#hold = this.#current = this.#voltage = undefined;
	}

	#release(): void {
		const { hold } = this.#options;
		if (hold && !this.#hold)
			this.#hold = new hold.io({ pin: hold.pin, mode: "Output", initialValue: 0 });
	}

	#start(interval: number): void {
		this.#timers.clear(this.#watch);
		if (this.#current)
			this.#watch = this.#timers.repeat(() => this.#look(), interval);
	}

	#look(): void {
		const { current: options } = this.#options;
		const { ticks } = this.#timers;
		const value = fraction(this.#current!), full = options!.full ?? 11;
		const current = value * full - (options!.offset ?? 0.5);
		if (current > nothing)
			this.#drawn = true;
		if (value < saturated)
			this.#limitedAt = undefined;
		else if (this.#limitedAt === undefined)
			this.#limitedAt = ticks;
		else if (ticks - this.#limitedAt > shortTime) {
			this.off();
			this.#options.onShort();
			return;
		}
		if (this.#sampling)
			this.#options.onSample(current, ticks);
	}
}

function fraction(analog: Analog): number {
	return analog.read() / ((1 << analog.resolution) - 1);
}
