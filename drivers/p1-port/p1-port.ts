import type { Digital, DigitalConstructor, Serial, SerialConstructor, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { LineJudge } from "./line-judge";
import { describeP1Format, p1Formats, serialFormat } from "./p1-formats";
import type { P1Format } from "./p1-formats";

export interface P1PortOptions {
	readonly serial: {
		readonly io: SerialConstructor;
		readonly receive?: number;
		readonly transmit?: number;
		readonly port?: number;
		readonly device?: string;
		readonly bufferSize?: number;
	};
	/** Data-request line (P1 Companion Standard 5.0.2 section 5.3). Absent where the plug wires it to +5 V. */
	readonly request?: { readonly io: DigitalConstructor; readonly pin: number; readonly activeLow?: boolean; };
	readonly timers: Timers;
	/** The format found earlier: tried first. */
	readonly format?: P1Format;
	/** Seconds between two requests, 1 … 86400. 0 (default): the request line stays up and the meter pushes at its own pace. */
	readonly interval?: number;
	/** Bytes from the meter. They are only good until the callback returns. */
	onData(bytes: Uint8Array): void;
	/**
	 * Asked with all bytes in their order, until good telegrams come: true when a telegram that is no text begins in these. The format is kept then
	 * until it shows whether telegrams are good.
	 */
	recognise?(bytes: Uint8Array): boolean;
	/** Nothing has come for 250 ms: a telegram that has no proper end is over. (Meters pause up to 150 ms inside one.) */
	onIdle?(): void;
	/** The format in which good telegrams come, once `confirm` has been called for the first of them; also after a change. */
	onFormat?(format: P1Format): void;
	onFault?(faults: SerialFaults): void;
	/** The port could not be opened or has gone; it is tried again every 5 s. One line of text. */
	onError?(text: string): void;
}

/** Pauses inside a telegram reach 150 ms. */
const idleTime = 250;
const retryTime = 5_000;
/** A request that brings no good telegram within this time is given up: the slowest meters send every 10 s. */
const requestTime = 25_000;
/** Bursts of bytes without one good telegram after which a known format is doubted. */
const doubts = 3;
/** The same for telegrams that are no text: they come in up to three parts with pauses between. */
const binaryDoubts = 7;
/** A format that is changed so soon after a character is changed in the middle of a telegram; milliseconds. */
const amidTime = 20;
/** While the format is unknown, bytes are looked at this often. */
const searchQuiet = 0;

/**
 * A P1 port: raises the data-request line, finds by itself how the meter talks, and hands on its bytes.
 *
 * It does not know what a telegram is: whoever decodes the bytes calls `confirm` for each good one. Until the first, formats are tried in
 * turn, several within one telegram, each judged by a few dozen bytes.
 */
export class P1Port {
	readonly #options: P1PortOptions;
	readonly #timers: Timers;
	readonly #judge = new LineJudge();
	readonly #buffer = new Uint8Array(512);
	readonly #listeners: ((bytes: Uint8Array) => void)[] = [];
	#serial: Serial | undefined;
	#request: Digital | undefined;
	#format: P1Format;
	#interval = 0;
	#found = false;
	/** The format was known before: behind it, the search begins with the likeliest. */
	#known = false;
	/** A telegram that is no text has begun in this format. */
	#binary = false;
	/** What came was no text, but without faults of the line: the next telegram's beginning is waited for, until the second rest from now. */
	#rests = 0;
	/** Format as it was announced last. */
	#announced: P1Format | undefined;
	#unconfirmed = 0;
	#heard = -Infinity;
	#closed = false;
	#idle: TimerHandle | undefined;
	#retry: TimerHandle | undefined;
	#asking: TimerHandle | undefined;
	#asked = 0;

	constructor(options: P1PortOptions) {
		const { timers, interval = 0 } = options;
		if (typeof options.onData !== "function")
			throw new TypeError("P1 port: onData is required");
		this.#options = options;
		this.#timers = timers;
		this.#format = options.format ?? p1Formats[0]!;
		this.#found = options.format !== undefined;
		this.#interval = checkInterval(interval);
		try {
			if (options.request) {
				const { io, pin, activeLow } = options.request;
				this.#request = new io({ pin, mode: "Output", initialValue: activeLow ? 1 : 0 });
			}
			this.#open();
		}
		catch (error) {
			this.close();
			throw error;
		}
		this.#ask();
	}

	/** What is set on the line now; `found` tells whether a good telegram has come in it (now or when it was remembered). */
	get format(): P1Format {
		return this.#format;
	}

	get found(): boolean {
		return this.#found;
	}

	/** Changes the interval: seconds, 0 for push. */
	configure(options: { interval?: number; }): void {
		if (options.interval === undefined)
			return;
		this.#interval = checkInterval(options.interval);
		this.#ask();
	}

	/** The bytes since the last call held a good telegram. */
	confirm(): void {
		this.#unconfirmed = 0;
		if (!this.#found) {
			this.#found = true;
			this.#setFormat(this.#format);
		}
		if (this.#announced !== this.#format) {
			this.#announced = this.#format;
			this.#options.onFormat?.(this.#format);
		}
		if (this.#interval)
			this.#rest();
	}

	/**
	 * A second, read-only listener: gets every byte as it comes, good only until the callback returns. Returns the function that ends it.
	 */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		this.#listeners.push(onData);
		return () => {
			const at = this.#listeners.indexOf(onData);
			if (at >= 0)
				this.#listeners.splice(at, 1);
		};
	}

	close(): void {
		this.#closed = true;
		this.#timers.clear(this.#idle);
		this.#timers.clear(this.#retry);
		this.#timers.clear(this.#asking);
		this.#serial?.close();
		this.#serial = undefined;
		this.#setRequest(false);
		this.#request?.close();
		this.#request = undefined;
		this.#listeners.length = 0;
	}

	#open(): void {
		const { serial: { io, ...pins } } = this.#options;
		this.#judge.reset();
		this.#serial = new io({
			bufferSize: 4096,
			...pins,
			...this.#lineOptions(),
			onReadable: () => this.#receive(),
			onFault: faults => this.#fault(faults),
			onError: () => this.#lost("the serial port has gone"),
		});
	}

	#lineOptions() {
		const options = serialFormat(this.#format);
		if (!this.#found)
			options.quiet = searchQuiet;
		return options;
	}

	/** Hands on what there is; false when there is nothing. */
	#receive(): boolean {
		const buffer = this.#buffer;
		let any = false;
		for (;;) {
			const count = this.#serial?.read(buffer);
			if (!count)
				break;
			any = true;
			const bytes = buffer.subarray(0, count);
			// Also in a remembered format, until it has proved right.
			if (this.#announced !== this.#format || !this.#found)
				this.#judgeBytes(bytes);
			// By index, and looked up each time: a listener may end itself or close the port.
			for (let at = 0; at < this.#listeners.length; at++)
				this.#listeners[at]!(bytes);
			if (this.#closed)
				return true;
			this.#options.onData(bytes);
			if (this.#closed)
				return true;
			if (count < buffer.length)
				break;
		}
		if (!any)
			return false;
		this.#heard = this.#timers.ticks;
		this.#timers.clear(this.#idle);
		this.#idle = this.#timers.set(() => this.#silence(), idleTime);
		if (!this.#found && this.#judge.verdict === "garbage")
			this.#refuse();
		return true;
	}

	#silence(): void {
		this.#idle = undefined;
		// A machine that was busy hears that the time is over before it hears of the bytes that have come meanwhile.
		if (!this.#receive())
			this.#quiet();
	}

	#judgeBytes(bytes: Uint8Array): void {
		if (this.#options.recognise?.(bytes)) {
			this.#binary = true;
			this.#judge.expectBinary();
		}
		else
			this.#judge.push(bytes);
	}

	/** What comes in this format is no text. If the line itself is heard well, it may be the middle of a telegram that is none. */
	#refuse(): void {
		if (!this.#options.recognise || !this.#judge.isFaultless) {
			this.#next();
			return;
		}
		if (this.#rests === 0)
			this.#rests = 2;
	}

	#quiet(): void {
		this.#options.onIdle?.();
		if (this.#closed)
			return;
		if (this.#rests > 0 && this.#isStillStrange()) {
			if (--this.#rests === 0)
				this.#next();
			else
				this.#judge.reset();
			return;
		}
		this.#rests = 0;
		// `confirm` sets this back: only bursts that brought nothing good add up.
		this.#unconfirmed++;
		const patience = this.#binary ? binaryDoubts : doubts;
		if (this.#found) {
			if (this.#unconfirmed > patience)
				this.#search();
		}
		else if (this.#judge.finalVerdict === "garbage" || this.#unconfirmed > patience)
			this.#next();
		else if (this.#binary)
			this.#judge.expectBinary();
		else
			this.#judge.reset();
	}

	#isStillStrange(): boolean {
		return !this.#found && !this.#binary && this.#judge.finalVerdict === "garbage";
	}

	#fault(faults: SerialFaults): void {
		this.#options.onFault?.(faults);
		if (this.#closed || this.#found)
			return;
		this.#heard = this.#timers.ticks;
		this.#judge.fault(faults);
		if (this.#judge.verdict === "garbage")
			this.#next();
		else if (faults.break && !this.#judge.isSettling) {
			// A line at rest that reads as a break is heard upside down, or is not driven at all.
			this.#next();
		}
	}

	/** The known format no longer brings telegrams, though bytes come: another meter, or other wiring. */
	#search(): void {
		this.#found = false;
		this.#known = true;
		this.#binary = false;
		this.#unconfirmed = 0;
		// Another meter may well talk in the same format: it is judged anew first.
		this.#setFormat(this.#format);
	}

	#next(): void {
		const [likeliest] = p1Formats, wasKnown = this.#known;
		this.#known = false;
		if (wasKnown && describeP1Format(this.#format) !== describeP1Format(likeliest!)) {
			this.#setFormat(likeliest!);
			return;
		}
		const at = p1Formats.findIndex(format => describeP1Format(format) === describeP1Format(this.#format));
		this.#setFormat(p1Formats[(at + 1) % p1Formats.length]!);
	}

	#setFormat(format: P1Format): void {
		const changed = this.#format !== format;
		this.#format = format;
		this.#judge.reset(changed && this.#timers.ticks - this.#heard < amidTime);
		if (changed) {
			this.#unconfirmed = 0;
			this.#binary = false;
			this.#rests = 0;
		}
		this.#serial?.configure(this.#lineOptions());
		// What is still in the ring was heard in the old format.
		if (changed)
			this.#serial?.flush(true, false);
	}

	#lost(text: string): void {
		this.#serial?.close();
		this.#serial = undefined;
		this.#options.onError?.(text);
		if (!this.#closed)
			this.#retry = this.#timers.set(() => this.#reopen(), retryTime);
	}

	#reopen(): void {
		try {
			this.#open();
		}
		catch (error) {
			this.#lost(`the serial port does not open: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	/** Raises the request line; with an interval it goes down again when a telegram has come or time is up. */
	#ask(): void {
		this.#timers.clear(this.#asking);
		this.#asking = undefined;
		this.#setRequest(true);
		this.#asked = this.#timers.ticks;
		if (this.#interval)
			this.#asking = this.#timers.set(() => this.#giveUp(), requestTime);
	}

	#giveUp(): void {
		this.#asking = undefined;
		// While the format is unknown the line stays up: the search needs every telegram it can hear.
		if (this.#found)
			this.#rest();
	}

	#rest(): void {
		this.#timers.clear(this.#asking);
		this.#setRequest(false);
		const since = this.#timers.ticks - this.#asked;
		this.#asking = this.#timers.set(() => this.#ask(), Math.max(0, this.#interval * 1000 - since));
	}

	#setRequest(up: boolean): void {
		this.#request?.write(up !== (this.#options.request?.activeLow ?? false) ? 1 : 0);
	}
}

function checkInterval(seconds: number): number {
	if (!(seconds >= 0 && seconds <= 86400))
		throw new RangeError(`P1 port: interval must be 0 to 86400 seconds, not ${seconds}`);
	return seconds;
}
