import { describeP1Format, findP1Format } from "../drivers/p1-port/p1-formats";
import { P1Port } from "../drivers/p1-port/p1-port";
import type { P1PortOptions } from "../drivers/p1-port/p1-port";
import type { SerialFaults } from "../drivers/serial";
import type { TimerHandle, Timers } from "../drivers/timers";
import type { DlmsKeys, GcmDecrypt } from "../protocols/dlms/ciphering";
import type { MeterIdentity, Telegram } from "../protocols/reading";
import type { Meter, MeterEvents, MeterState, PortStatus } from "./meter";
import { P1Channels } from "./p1-channels";
import { P1Decoders } from "./p1-decoders";
import { P1Layout } from "./p1-layout";

export interface P1MeterOptions extends MeterEvents {
	/** Key in the SENSOR message. Default `P1`. */
	readonly name?: string;
	readonly serial: P1PortOptions["serial"];
	readonly request?: P1PortOptions["request"];
	readonly timers: Timers;
	/** Seconds between two requests; 0: the meter pushes. */
	readonly interval?: number;
	/** The format found earlier, as `onFormat` gave it. Any other text counts as none. */
	readonly format?: string | undefined;
	/** For a meter that encrypts. */
	readonly keys?: DlmsKeys;
	readonly decrypt?: GcmDecrypt | undefined;
	/** A format was found, or another one than before: keep it for the next start. */
	onFormat?(format: string): void;
}

/** Nothing is called silent before this time, however fast the meter usually sends. */
const shortestSilence = 15_000;
const longestSilence = 300_000;
const checkTime = 2_500;
/** Meters pause up to 3 s between the parts of a DLMS message. */
const messagePause = 4_000;

/** The meter on the P1 port with its sub-meters (gas, water, heat): port, decoders and names put together. */
export class P1Meter implements Meter {
	readonly name: string;
	readonly #events: P1MeterOptions;
	readonly #timers: Timers;
	readonly #decoder: P1Decoders;
	readonly #channels = new P1Channels();
	readonly #faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	#port: P1Port | undefined;
	#check: TimerHandle | undefined;
	#interval: number;
	#state: MeterState = "waiting";
	#telegram: Telegram | undefined;
	#time = 0;
	/** When the last byte came. */
	#heard = 0;
	/** Milliseconds between the meter's telegrams as seen lately. */
	#gap = 0;
	#layout: P1Layout | undefined;
	#text: string | undefined;
	#detected = "";
	#lastError = "";

	constructor(options: P1MeterOptions) {
		const { serial, request, timers, interval = 0 } = options;
		this.name = options.name ?? "P1";
		this.#events = options;
		this.#timers = timers;
		this.#interval = interval;
		this.#decoder = new P1Decoders({
			...options.keys,
			decrypt: options.decrypt,
			onTelegram: telegram => this.#receive(telegram),
			onFault: fault => this.#lastError = fault.error,
			onLocked: () => this.#port?.confirm(),
		});
		const format = findP1Format(options.format);
		this.#port = new P1Port({
			serial,
			...(request && { request }),
			...(format && { format }),
			timers,
			interval,
			recognise: bytes => this.#decoder.recognise(bytes),
			onData: bytes => {
				this.#heard = timers.ticks;
				this.#decoder.push(bytes);
			},
			onIdle: () => this.#decoder.idle(),
			onFormat: found => this.#found(describeP1Format(found)),
			onFault: faults => this.#fault(faults),
			onError: text => {
				this.#lastError = text;
				this.#events.onLog?.(this, text);
			},
		});
		this.#check = timers.repeat(() => this.#checkSilence(), checkTime);
	}

	get state(): MeterState {
		return this.#state;
	}

	get identity(): MeterIdentity {
		return this.#telegram?.meter ?? {};
	}

	get status(): PortStatus {
		return {
			port: "p1",
			detected: this.#detected,
			bytes: this.#decoder.counters.bytes,
			faults: this.#faults,
			decoder: this.#decoder.counters,
			lastError: this.#lastError,
			age: this.#telegram && this.#timers.ticks - this.#time,
		};
	}

	/** The last good telegram, also after the meter went silent. */
	get telegram(): Telegram | undefined {
		return this.#telegram;
	}

	sensor(): string | undefined {
		if (this.#state !== "ok" || !this.#telegram)
			return;
		return this.#text ??= this.#write(this.#telegram);
	}

	/** Changes the interval: seconds, 0 for push. */
	configure(options: { interval?: number; }): void {
		this.#port?.configure(options);
		this.#interval = options.interval ?? this.#interval;
	}

	/** Every raw byte as it comes, for a second reader. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		return this.#port?.listen(onData) ?? (() => {});
	}

	close(): void {
		this.#timers.clear(this.#check);
		this.#check = undefined;
		this.#port?.close();
		this.#port = undefined;
	}

	#receive(telegram: Telegram): void {
		const now = this.#timers.ticks;
		if (this.#telegram) {
			const gap = now - this.#time;
			// Slow up, quick down: one missed telegram does not double the patience.
			this.#gap = gap < this.#gap || !this.#gap ? gap : Math.min(gap, this.#gap * 1.25);
		}
		this.#telegram = telegram;
		this.#time = now;
		this.#text = undefined;
		this.#port?.confirm();
		this.#setState("ok");
		this.#events.onUpdate(this);
	}

	#write(telegram: Telegram): string {
		const { readings, meter } = telegram;
		let layout = this.#layout;
		if (!layout?.fits(readings))
			layout = this.#layout = new P1Layout(readings);
		const members = layout.text(readings);
		const own = meter.id === undefined ? members : `"Meter":${JSON.stringify(meter.id)}${members && ","}${members}`;
		const others = this.#channels.text(telegram, layout.channelPlaces);
		return `"${this.name}":{${own}}${others && ","}${others}`;
	}

	#found(format: string): void {
		this.#detected = format;
		this.#events.onFormat?.(format);
		this.#events.onLog?.(this, `found ${format}`);
	}

	#fault(faults: SerialFaults): void {
		const total = this.#faults;
		total.overrun += faults.overrun;
		total.framing += faults.framing;
		total.parity += faults.parity;
		total.break += faults.break;
	}

	#checkSilence(): void {
		if (this.#timers.ticks - this.#heard > messagePause)
			this.#decoder.end();
		if (this.#state !== "ok")
			return;
		const expected = this.#interval ? this.#interval * 1000 + shortestSilence : 0;
		const patience = Math.min(longestSilence, Math.max(shortestSilence, this.#gap * 3 + checkTime));
		if (this.#timers.ticks - this.#time <= Math.max(expected * 2, patience))
			return;
		this.#text = undefined;
		this.#events.onLog?.(this, `silent for ${Math.round((this.#timers.ticks - this.#time) / 1000)} s`);
		this.#setState("silent");
	}

	#setState(state: MeterState): void {
		if (this.#state === state)
			return;
		this.#state = state;
		this.#events.onState?.(this);
	}
}
