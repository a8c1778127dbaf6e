import { describeEncoderMode, parseEncoderMode, storeEncoderMode } from "../drivers/encoder-port/encoder-mode";
import type { EncoderMode } from "../drivers/encoder-port/encoder-mode";
import { EncoderPort } from "../drivers/encoder-port/encoder-port";
import type { EncoderPortOptions } from "../drivers/encoder-port/encoder-port";
import type { SerialFaults } from "../drivers/serial";
import type { TimerHandle, Timers } from "../drivers/timers";
import { MbusDecoder } from "../protocols/mbus/mbus-decoder";
import type { DecoderCounters, MeterIdentity, TelegramFault } from "../protocols/reading";
import type { EncoderReading } from "./encoder-reading";
import { readEncoderMbus, readScr } from "./encoder-reading";
import type { Meter, MeterEvents, MeterState, PortStatus } from "./meter";
import { highestFlow, VolumeGuard } from "./volume-guard";

export interface EncoderMeterOptions
	extends MeterEvents, Pick<EncoderPortOptions, "serial" | "hold" | "current" | "voltage" | "currentReceiver">
{
	/** Key in the SENSOR message. Default `Encoder`. */
	readonly name?: string;
	readonly timers: Timers;
	/** Type code of the meter's dial; see `EncoderPortOptions`. */
	readonly dial?: string;
	/** Seconds between two reads. Default 900. */
	readonly interval?: number;
	/** What was found earlier, as `onMode` gave it. Any other text counts as nothing. */
	readonly mode?: string | undefined;
	/** It was found out how the meter talks: keep it for the next start. */
	onMode?(mode: string): void;
}

/** Without an answer for so many intervals and a minute a meter is silent. */
const patience = 3;
const extra = 60_000;
const checkTime = 10_000;

/** The gas meter on the encoder port: port, decoders, plausibility and names put together. */
export class EncoderMeter implements Meter {
	readonly name: string;
	readonly #events: EncoderMeterOptions;
	readonly #timers: Timers;
	readonly #guard = new VolumeGuard();
	readonly #mbus: MbusDecoder;
	readonly #counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	readonly #faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	readonly #listeners: ((bytes: Uint8Array) => void)[] = [];
	readonly #port: EncoderPort;
	#check: TimerHandle | undefined;
	#interval: number;
	#state: MeterState = "waiting";
	/** The last answer, and the last with a volume that is believed. */
	#last: EncoderReading | undefined;
	#shown: EncoderReading | undefined;
	#time = 0;
	#text: string | undefined;
	#lastError = "";
	/** The trouble that was logged last, if it is still there. */
	#told = "";

	constructor(options: EncoderMeterOptions) {
		const { timers, interval = 900, name = "Encoder" } = options;
		this.name = name;
		this.#events = options;
		this.#timers = timers;
		this.#interval = interval;
		this.#mbus = new MbusDecoder({
			onTelegram: telegram => this.#receive(readEncoderMbus(telegram)),
			onFault: fault => this.#refuse(fault),
		});
		const mode = parseEncoderMode(options.mode);
		this.#port = new EncoderPort({
			serial: options.serial,
			...(options.hold && { hold: options.hold }),
			...(options.current && { current: options.current }),
			...(options.voltage && { voltage: options.voltage }),
			...(options.currentReceiver && { currentReceiver: options.currentReceiver }),
			timers,
			...(options.dial !== undefined && { dial: options.dial }),
			...(mode && { mode }),
			interval,
			onScr: telegram => {
				if (this.#listeners.length)
					this.#hear(new Uint8Array(ArrayBuffer.fromString(`${telegram.identification}\r\n${telegram.raw}`)));
				this.#receive(readScr(telegram));
			},
			onMbus: bytes => {
				this.#hear(bytes);
				this.#mbus.push(bytes);
				this.#mbus.end();
			},
			onMode: found => this.#found(found),
			onFault: faults => this.#fault(faults),
			onError: text => this.#complain(text),
		});
		this.#check = timers.repeat(() => this.#checkSilence(), checkTime);
	}

	get state(): MeterState {
		return this.#state;
	}

	get identity(): MeterIdentity {
		return this.#last?.meter ?? {};
	}

	get status(): PortStatus {
		const { mode, bytes } = this.#port;
		return {
			port: "encoder",
			detected: mode ? describeEncoderMode(mode) : "",
			bytes,
			faults: this.#faults,
			decoder: { ...this.#counters, bytes },
			lastError: this.#lastError,
			age: this.#last && this.#timers.ticks - this.#time,
		};
	}

	sensor(): string | undefined {
		if (this.#state !== "ok" || !this.#shown)
			return;
		return this.#text ??= this.#write(this.#shown);
	}

	/** `interval`: seconds. */
	configure({ interval }: { interval?: number; }): void {
		if (interval === undefined)
			return;
		this.#interval = interval;
		this.#port.configure({ interval });
	}

	/** Every answer as it came, SCR without its frame. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		this.#listeners.push(onData);
		return () => {
			const at = this.#listeners.indexOf(onData);
			if (at >= 0)
				this.#listeners.splice(at, 1);
		};
	}

	/** Reads as soon as may be. */
	read(): void {
		this.#port.read();
	}

	close(): void {
		this.#timers.clear(this.#check);
		this.#check = undefined;
		this.#port.close();
	}

	#hear(bytes: Uint8Array): void {
		for (let at = 0; at < this.#listeners.length; at++)
			this.#listeners[at]!(bytes);
	}

	#receive(reading: EncoderReading): void {
		const now = this.#timers.ticks;
		this.#counters.telegrams++;
		this.#last = reading;
		this.#time = now;
		this.#text = undefined;
		const { volume, fault, meter: { id = "" }, uncorrected } = reading;
		if (!volume)
			this.#complain(fault.replace("_", " "));
		else if (!this.#guard.take({ source: `${id} ${uncorrected}`, volume, time: now }, highestFlow(reading.size))) {
			this.#complain(`${volume} m3 after ${this.#guard.accepted!.volume} m3 cannot be: held back until two more readings agree`);
			return;
		}
		else {
			this.#shown = reading;
			this.#told = "";
		}
		if (!this.#shown)
			return;
		this.#setState("ok");
		this.#events.onUpdate(this);
	}

	#write({ meter, volume, uncorrected, size, manufactured }: EncoderReading): string {
		const fault = this.#last?.fault;
		const members = [
			...(meter.id === undefined ? [] : [`"Meter":${JSON.stringify(meter.id)}`]),
			`"Volume":${volume}`,
			...(uncorrected ? [`"Uncorrected":true`] : []),
			...(size === undefined ? [] : [`"Size":${JSON.stringify(size)}`]),
			...(manufactured === undefined ? [] : [`"Manufactured":${JSON.stringify(manufactured)}`]),
			...(fault ? [`"Error":${JSON.stringify(fault)}`] : []),
		];
		return `"${this.name}":{${members.join(",")}}`;
	}

	#found(mode: EncoderMode): void {
		this.#events.onMode?.(storeEncoderMode(mode));
		this.#events.onLog?.(this, `found ${describeEncoderMode(mode)}`);
	}

	#refuse({ kind, error }: TelegramFault): void {
		if (kind === "check")
			this.#counters.checkErrors++;
		else
			this.#counters.formatErrors++;
		this.#complain(error);
	}

	/** The same trouble again and again is said once, until a reading is good again. */
	#complain(text: string): void {
		if (text !== this.#told)
			this.#events.onLog?.(this, text);
		this.#told = this.#lastError = text;
	}

	#fault({ overrun, framing, parity, break: breaks }: SerialFaults): void {
		const total = this.#faults;
		total.overrun += overrun;
		total.framing += framing;
		total.parity += parity;
		total.break += breaks;
	}

	#checkSilence(): void {
		const age = this.#timers.ticks - this.#time;
		if (this.#state !== "ok" || age <= this.#interval * 1000 * patience + extra)
			return;
		this.#text = undefined;
		this.#events.onLog?.(this, `silent for ${Math.round(age / 1000)} s`);
		this.#setState("silent");
	}

	#setState(state: MeterState): void {
		if (this.#state === state)
			return;
		this.#state = state;
		this.#events.onState?.(this);
	}
}
