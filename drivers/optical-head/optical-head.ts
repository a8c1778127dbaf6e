import type { Serial, SerialConstructor, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { Asker } from "./asker";
import { Listener } from "./listener";
import type { OpticalFinding } from "./optical-finding";
import { formatFinding } from "./optical-finding";
import { opticalBauds, serialOptions } from "./optical-formats";
import type { OpticalFormat } from "./optical-formats";
import type { OpticalProfile } from "./optical-profile";
import type { ReadoutDetail } from "./readout-session";
import { checkAddress } from "./sign-on";
import type { Identification } from "./sign-on";

/** `auto`: listen, and ask when nothing comes. `listen` never sends a bit. `ask` does not listen first. */
export type OpticalMode = "auto" | "listen" | "ask";

export interface OpticalHeadOptions {
	readonly serial: {
		readonly io: SerialConstructor;
		readonly receive?: number;
		readonly transmit?: number;
		readonly port?: number;
		readonly device?: string;
		/** Heads whose light is the other way round at the pin. */
		readonly invert?: { receive?: boolean; transmit?: boolean; };
		readonly bufferSize?: number;
	};
	readonly timers: Timers;
	/** Default `auto`. */
	readonly mode?: OpticalMode;
	/** The only rate that is listened to, 300 … 19200. Default: all are tried. */
	readonly baud?: number;
	/** How the meter is asked. Default: the known ways in turn until one works. */
	readonly profile?: OpticalProfile;
	/** Device address in the sign-on (IEC 62056-21 section 6.3.1), up to 32 letters, digits or blanks. Default none: any meter answers. */
	readonly address?: string;
	/** The fastest rate that is acknowledged, 300 … 19200. Default 19200. */
	readonly maximumBaud?: number;
	/** Milliseconds from the acknowledgement's last bit to the change of rate, 0 … 1500, in place of the profile's. */
	readonly delay?: number;
	/** `false`: no acknowledgement is sent; a meter in mode C then sends its data at the rate of the sign-on. Default `true`. */
	readonly acknowledge?: boolean;
	/** Seconds between two readouts of a meter that is asked, from start to start, 1 … 86400; not below the profile's shortest. Default 60. */
	readonly interval?: number;
	/** What was found at an earlier start: tried first. */
	readonly finding?: OpticalFinding;
	/** What comes now has nothing to do with what came before (another format, a new readout): decoders reset. `push` while searching. */
	onStart?(kind: OpticalFinding["kind"]): void;
	/** Bytes from the meter, without the head's own echo. They are only good until the callback returns. */
	onData(bytes: Uint8Array): void;
	/** A burst is over while listening: nothing has come for 250 ms. */
	onIdle?(): void;
	/** A meter that is asked has stopped sending before its block was over: what lacks its check only may be ended now. */
	onSilence?(): void;
	onFinding?(finding: OpticalFinding): void;
	/** A readout came to a good end. */
	onDone?(detail: ReadoutDetail): void;
	onFault?(faults: SerialFaults): void;
	/** How a readout ended when it did not end well, or why there is no data: one line for the user. */
	onError?(text: string): void;
}

const retryTime = 5_000;
/** Asked in vain, a meter is given more time to push. */
const laterPatience = 30_000;

/**
 * An optical head on a meter's infrared port (IEC 62056-21 section 4.3). Listens first; when nothing is pushed it asks. It hands on bytes and is
 * told by whoever decodes them: `confirm` for a good pushed telegram, `identified` and `finished` while a meter is being asked.
 */
export class OpticalHead {
	readonly #options: OpticalHeadOptions;
	readonly #timers: Timers;
	readonly #mode: OpticalMode;
	readonly #listener: Listener;
	readonly #asker: Asker;
	readonly #buffer = new Uint8Array(512);
	readonly #taps: ((bytes: Uint8Array) => void)[] = [];
	#serial: Serial | undefined;
	#asking = false;
	#finding: OpticalFinding | undefined;
	#announced: string | undefined;
	#retry: TimerHandle | undefined;
	#idle: TimerHandle | undefined;
	#closed = false;

	constructor(options: OpticalHeadOptions) {
		const { timers, mode = "auto", interval = 60, baud, maximumBaud = 19200, delay, profile, address = "", acknowledge = true } = options;
		if (typeof options.onData !== "function")
			throw new TypeError("optical head: onData is required");
		checkRange("interval", interval, 1, 86400);
		checkRange("delay", delay ?? 0, 0, 1500);
		checkBaud("baud", baud ?? 300);
		checkBaud("maximumBaud", maximumBaud);
		this.#options = options;
		this.#timers = timers;
		this.#mode = mode;
		this.#finding = options.finding;
		this.#listener = new Listener({
			timers,
			...(baud !== undefined && { baud }),
			setFormat: (format, known) => this.#setFormat(format, known),
			onStart: kind => options.onStart?.(kind),
			onNothing: () => this.#turnTo(this.#mode !== "listen"),
			onError: text => options.onError?.(text),
		});
		const known = options.finding?.kind === "asked" ? options.finding : undefined;
		this.#asker = new Asker({
			timers,
			profile,
			address: checkAddress(address),
			maximumBaud,
			delay,
			acknowledge,
			interval,
			serial: () => this.#serial,
			poll: () => this.#receive(),
			onStart: () => options.onStart?.("asked"),
			onData: bytes => options.onData(bytes),
			onSilence: () => options.onSilence?.(),
			onFinding: finding => this.#found(finding),
			onDone: detail => options.onDone?.(detail),
			onError: text => options.onError?.(text),
			onVain: () => {
				if (this.#mode !== "ask")
					this.#turnTo(false, laterPatience);
			},
		}, known);
		this.#open();
		this.#begin();
	}

	/** One line: what the head is doing. */
	get activity(): string {
		if (!this.#serial)
			return "waits for its serial port";
		if (!this.#asking)
			return this.#listener.activity;
		return this.#asker.busy ? "asks the meter" : "waits to ask again";
	}

	/** Seconds that really lie between two readouts; 0 while it listens. */
	get interval(): number {
		return this.#asking ? this.#asker.interval : 0;
	}

	/** What the user should know about the way in which the meter is asked; empty for most. */
	get note(): string {
		return this.#finding?.kind === "asked" ? this.#asker.profile.note : "";
	}

	/** A good pushed telegram has come. */
	confirm(kind: "sml" | "push"): void {
		if (!this.#asking && !this.#closed)
			this.#found({ kind, format: this.#listener.confirm() });
	}

	/** The identification line of a meter that was asked. */
	identified(identification: Identification): void {
		this.#asker.identified(identification);
	}

	/** The end of an asked meter's data block; also when all that is wanted has come (`true`, early). */
	finished(good: boolean): void {
		this.#asker.finished(good);
	}

	/** A second, read-only listener: gets every byte as it comes, echo included. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		this.#taps.push(onData);
		return () => {
			const at = this.#taps.indexOf(onData);
			if (at >= 0)
				this.#taps.splice(at, 1);
		};
	}

	/** May be called twice, and inside a callback. */
	close(): void {
		this.#closed = true;
		this.#stop();
		this.#timers.clear(this.#retry);
		this.#serial?.close();
		this.#serial = undefined;
		this.#taps.length = 0;
	}

	#open(): void {
		const { serial: { io, ...pins } } = this.#options;
		this.#serial = new io({
			bufferSize: 2048,
			...pins,
			...serialOptions(this.#listener.format, false),
			onReadable: () => this.#receive(),
			onFault: faults => this.#fault(faults),
			onError: () => this.#lost(),
		});
	}

	#begin(): void {
		this.#turnTo(this.#mode === "ask" || this.#mode === "auto" && this.#finding?.kind === "asked");
	}

	#stop(): void {
		this.#timers.clear(this.#idle);
		this.#listener.stop();
		this.#asker.stop();
	}

	/** Begins to ask, or to listen. `patience`: milliseconds of darkness that are listened to. */
	#turnTo(ask: boolean, patience?: number): void {
		if (this.#closed)
			return;
		this.#asking = ask;
		if (ask) {
			this.#asker.start();
			return;
		}
		this.#asker.stop();
		const finding = this.#finding;
		this.#listener.start(finding && finding.kind !== "asked" ? finding : undefined, patience);
	}

	#receive(): void {
		const buffer = this.#buffer;
		for (;;) {
			const count = this.#serial?.read(buffer);
			if (!count)
				return;
			const bytes = buffer.subarray(0, count);
			// By index, and looked up each time: a listener may end itself or close the head.
			for (let at = 0; at < this.#taps.length; at++)
				this.#taps[at]!(bytes);
			if (this.#closed)
				return;
			if (this.#asking)
				this.#asker.receive(bytes);
			else
				this.#hear(bytes);
			if (this.#closed || count < buffer.length)
				return;
		}
	}

	#hear(bytes: Uint8Array): void {
		this.#timers.clear(this.#idle);
		this.#idle = this.#timers.set(() => this.#burstEnded(), this.#listener.idleTime);
		this.#options.onData(bytes);
		if (!this.#closed)
			this.#listener.receive(bytes);
	}

	#burstEnded(): void {
		if (this.#asking)
			return;
		this.#options.onIdle?.();
		if (!this.#closed && !this.#asking)
			this.#listener.idle();
	}

	#fault(faults: SerialFaults): void {
		this.#options.onFault?.(faults);
		if (!this.#closed && !this.#asking)
			this.#listener.fault(faults);
	}

	#found(finding: OpticalFinding): void {
		this.#finding = finding;
		const text = formatFinding(finding);
		if (text === this.#announced)
			return;
		this.#announced = text;
		this.#options.onFinding?.(finding);
	}

	#setFormat(format: OpticalFormat, known: boolean): void {
		const serial = this.#serial;
		serial?.configure(serialOptions(format, known));
		// What is still in the ring was heard in another format.
		if (!known)
			serial?.flush(true, false);
	}

	#lost(): void {
		this.#stop();
		this.#serial?.close();
		this.#serial = undefined;
		this.#retry = this.#timers.set(() => this.#reopen(), retryTime);
		this.#options.onError?.("the serial port has gone");
	}

	#reopen(): void {
		try {
			this.#open();
		}
		catch (error) {
			this.#retry = this.#timers.set(() => this.#reopen(), retryTime);
			this.#options.onError?.(`the serial port does not open: ${error instanceof Error ? error.message : String(error)}`);
			return;
		}
		this.#begin();
	}
}

function checkRange(name: string, value: number, least: number, most: number): void {
	if (!(value >= least && value <= most))
		throw new RangeError(`optical head: ${name} must be ${least} to ${most}, not ${value}`);
}

function checkBaud(name: string, baud: number): void {
	if (!opticalBauds.includes(baud))
		throw new RangeError(`optical head: ${name} must be one of ${opticalBauds.join(", ")}, not ${baud}`);
}
