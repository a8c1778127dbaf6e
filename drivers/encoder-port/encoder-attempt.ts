import type { AnalogOutput, AnalogOutputConstructor } from "../analog";
import type { Serial, SerialConstructor, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import type { ScrTelegram } from "../../protocols/scr/scr-telegram";
import type { EncoderMode, EncoderView } from "./encoder-mode";
import { holdTime, mbusUpTime, scrUpTime } from "./encoder-times";
import { MbusExchange } from "./mbus-exchange";
import { ModulationFinder } from "./modulation-finder";
import { ScrExchange } from "./scr-exchange";
import type { SupplyLine } from "./supply-line";

/** A serial port on the encoder's line: its transmit pin is the supply. */
export interface EncoderSerial {
	readonly io: SerialConstructor;
	readonly receive?: number;
	readonly transmit?: number;
	readonly port?: number;
	readonly device?: string;
}

/** Hears answers that are changes of the supply current: a comparator whose output is mark below the threshold. */
export interface CurrentReceiver {
	readonly serial: EncoderSerial;
	/** Gives out the threshold. `full`: mA at its highest voltage (default 11); `offset`: mA that flow without a meter (default 0.5). */
	readonly threshold: { readonly io: AnalogOutputConstructor; readonly pin: number; readonly full?: number; readonly offset?: number; };
}

export interface AttemptOptions {
	readonly serial: EncoderSerial;
	readonly currentReceiver?: CurrentReceiver | undefined;
	readonly timers: Timers;
	readonly line: SupplyLine;
	onFault(faults: SerialFaults): void;
}

/** What came of one time with power. */
export interface AttemptResult {
	readonly scr?: ScrTelegram;
	/** A good M-Bus frame with the meter's data. */
	readonly mbus?: Uint8Array;
	/** Why there is no answer, in words; empty with one. */
	readonly error: string;
	/** Bytes heard. */
	readonly bytes: number;
	/** The answer seems to come by current. */
	readonly view: Required<EncoderView> | undefined;
	/** No current has flown. */
	readonly open: boolean;
	/** mA before the request; `undefined` where nothing senses it. */
	readonly rest: number | undefined;
}

/** How an attempt is made. */
export interface AttemptPlan {
	readonly mode: EncoderMode;
	/** Times the usual wait from power to request: 2 for a meter that was not ready. */
	readonly patience: 1 | 2;
	/** Looks for an answer by current while it listens for one by voltage. */
	readonly searching: boolean;
}

/** Switches the line on, asks once in one way, and switches it off. */
export class EncoderAttempt {
	readonly #options: AttemptOptions;
	readonly #plan: AttemptPlan;
	readonly #callback: (result: AttemptResult) => void;
	readonly #finder = new ModulationFinder();
	#exchange: ScrExchange | MbusExchange | undefined;
	#threshold: AnalogOutput | undefined;
	#timer: TimerHandle | undefined;
	#rest: number | undefined;

	/** Throws what the port throws; the line is off then. `callback` never runs in here. */
	constructor(options: AttemptOptions, plan: AttemptPlan, callback: (result: AttemptResult) => void) {
		this.#options = options;
		this.#plan = plan;
		this.#callback = callback;
		try {
			this.#setThreshold();
			if (plan.mode.protocol === "scr")
				this.#openScr();
			else
				this.#openMbus();
		}
		catch (error) {
			this.close();
			throw error;
		}
	}

	/** For the supply line. */
	sample(current: number, time: number): void {
		this.#finder.push(current, time);
	}

	/** Ends it without a callback. */
	close(): void {
		const { line, timers } = this.#options;
		timers.clear(this.#timer);
		this.#exchange?.close();
		line.off();
		this.#threshold?.close();
		this.#threshold = undefined;
	}

	#setThreshold(): void {
		const { threshold } = this.#plan.mode;
		const output = this.#options.currentReceiver?.threshold;
		if (threshold === undefined)
			return;
		if (!output)
			throw new Error("the board has no receiver for answers by current");
		this.#threshold = new output.io({ pin: output.pin });
		this.#threshold.write(Math.min(1, (threshold + (output.offset ?? 0.5)) / (output.full ?? 11)));
	}

	get #serial(): EncoderSerial & { invert: { receive: boolean; transmit: boolean; }; } {
		const { serial, currentReceiver } = this.#options;
		const { threshold, inverted = false } = this.#plan.mode;
		const source = threshold === undefined ? serial : currentReceiver!.serial;
		return { ...source, invert: { receive: inverted, transmit: false } };
	}

	#openScr(): void {
		const { timers, line, onFault } = this.#options;
		const { mode: { baud, push = false }, patience } = this.#plan;
		const { io, ...pins } = this.#serial;
		const exchange = new ScrExchange(timers, ({ telegram, error }) => this.#ended({ ...(telegram && { scr: telegram }), error }));
		this.#exchange = exchange;
		const serial: Serial = line.on(() =>
			new io({
				...pins,
				baud,
				data: 7,
				parity: "even",
				stop: 1,
				bufferSize: 512,
				onReadable: () => exchange.receive(),
				onFault: faults => {
					exchange.fault(faults);
					onFault(faults);
				},
				onError: () => this.#ended({ error: "the serial port has gone" }),
			})
		);
		// One that talks by itself may begin at once.
		if (push)
			this.#start(() => exchange.start(serial, true));
		else
			this.#timer = timers.set(() => this.#start(() => exchange.start(serial, false)), scrUpTime * patience);
	}

	#openMbus(): void {
		const { timers, line, onFault } = this.#options;
		const { mode, patience } = this.#plan;
		const exchange = line.on(() =>
			new MbusExchange(
				{ serial: this.#serial, timers, onFault, onError: error => this.#ended({ error }) },
				mode,
				({ bytes, error }) => this.#ended({ ...(bytes && { mbus: bytes }), error }),
			)
		);
		this.#exchange = exchange;
		this.#timer = timers.set(() => this.#start(() => exchange.start()), mbusUpTime * patience);
	}

	#start(ask: () => void): void {
		const { line, currentReceiver } = this.#options;
		this.#rest = line.current;
		if (this.#plan.searching && currentReceiver && this.#plan.mode.threshold === undefined)
			line.sample();
		ask();
	}

	#ended(answer: Pick<AttemptResult, "scr" | "mbus" | "error">): void {
		const { line, timers } = this.#options;
		const result: AttemptResult = {
			...answer,
			bytes: this.#exchange?.bytes ?? 0,
			view: this.#finder.view,
			open: line.isOpen === true,
			rest: this.#rest,
		};
		timers.clear(this.#timer);
		this.#timer = timers.set(() => {
			this.close();
			this.#callback(result);
		}, holdTime);
	}
}
