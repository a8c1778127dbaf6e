import type { Serial, SerialConstructor, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { LightJudge } from "./light-judge";
import { describeOpticalFormat, listenPlan, serialOptions } from "./optical-formats";
import type { OpticalFormat } from "./optical-formats";
import { opticalProfiles } from "./optical-profile";
import type { OpticalProfile } from "./optical-profile";
import { ReadoutSession } from "./readout-session";
import type { ReadoutEnd } from "./readout-session";
import type { Identification } from "./sign-on";

/** What was found out: it is what a user sees, and what is remembered for the next start. */
export type OpticalFinding =
	| { readonly kind: "sml" | "push"; readonly format: OpticalFormat }
	| { readonly kind: "asked"; readonly baud: number; readonly mode: string };

export interface OpticalHeadOptions {
	readonly serial: {
		readonly io: SerialConstructor;
		readonly receive?: number;
		readonly transmit?: number;
		readonly port?: number;
		readonly device?: string;
		readonly invert?: { receive?: boolean; transmit?: boolean };
		readonly bufferSize?: number;
	};
	readonly timers: Timers;
	/** `auto` (default): listen, and ask when nothing comes. `listen` never sends a bit. `ask` does not listen first. */
	readonly mode?: "auto" | "listen" | "ask";
	/** Fixed format for listening; default: search. */
	readonly format?: OpticalFormat;
	readonly profile?: OpticalProfile;
	/** Seconds between two readouts of a meter that is asked, from start to start; not below the profile's shortest. Default 60. */
	readonly interval?: number;
	/** What was found at an earlier start: tried first. */
	readonly finding?: OpticalFinding;
	/** A new block of bytes begins that has nothing to do with what came before (another format, a new readout): decoders reset. */
	onStart?(kind: "sml" | "push" | "asked"): void;
	onData(bytes: Uint8Array): void;
	/** Nothing has come for a while. */
	onIdle?(): void;
	onFinding?(finding: OpticalFinding): void;
	onFault?(faults: SerialFaults): void;
	/** How a readout ended when it did not end well, or why there is no data: one line for the user. */
	onError?(text: string): void;
}

const idleTime = 250;
const retryTime = 5_000;
/** Asked in vain this often: listen again, the meter may have been set to push. */
const vain = 3;
const pauseAfterFailure = 5_000;
/** Bursts without a good telegram after which a found format is doubted. */
const doubts = 5;

const reasons: Readonly<Record<Exclude<ReadoutEnd, "good">, string>> = Object.freeze({
	"no answer": "the meter does not answer: is the head in place, and the right way up?",
	"only echo": "only the head's own light comes back: it is off the meter or upside down",
	"stopped in the middle": "the meter stopped in the middle of its data",
	"wrong check": "the meter's data do not match their block check",
	"too long": "the readout took longer than five minutes",
});

/**
 * An optical head on a meter's infrared port. Listens first; when nothing is pushed it asks after IEC 62056-21. It hands on bytes and is told by
 * whoever decodes them: `confirm` for a good pushed telegram, `identified` and `finished` while a meter is being asked.
 */
export class OpticalHead {
	readonly #options: OpticalHeadOptions;
	readonly #timers: Timers;
	readonly #profile: OpticalProfile;
	readonly #mode: "auto" | "listen" | "ask";
	readonly #judge = new LightJudge();
	readonly #buffer = new Uint8Array(256);
	#serial: Serial | undefined;
	#session: ReadoutSession | undefined;
	#format: OpticalFormat;
	#finding: OpticalFinding | undefined;
	#announced = "";
	/** Place in the listening plan; −1 while a format is known. */
	#place = -1;
	#heardAnything = false;
	#unconfirmed = 0;
	#failures = 0;
	#maximumBaud: number;
	#timer: TimerHandle | undefined;
	#idle: TimerHandle | undefined;
	#started = 0;
	#closed = false;

	constructor(options: OpticalHeadOptions) {
		const { interval = 60, profile = opticalProfiles.standard! } = options;
		if (typeof options.onData !== "function")
			throw new TypeError("optical head: onData is required");
		if (!(interval >= 1 && interval <= 86400))
			throw new RangeError(`optical head: interval must be 1 to 86400 seconds, not ${interval}`);
		this.#options = options;
		this.#timers = options.timers;
		this.#profile = profile;
		this.#mode = options.mode ?? "auto";
		this.#maximumBaud = profile.maximumBaud;
		this.#finding = options.finding;
		this.#format = options.format ?? { baud: listenPlan[0]!.baud, data: 8, parity: "none" };
		this.#open();
		if (this.#mode === "ask" || this.#mode === "auto" && options.finding?.kind === "asked") {
			if (options.finding?.kind === "asked")
				this.#maximumBaud = Math.min(this.#maximumBaud, Math.max(300, options.finding.baud));
			this.#ask();
		}
		else
			this.#listen();
	}

	/** One line: what the head is doing. */
	get activity(): string {
		if (this.#session)
			return "asking";
		return `listening at ${describeOpticalFormat(this.#format)}`;
	}

	/** Seconds that really lie between two readouts. */
	get interval(): number {
		return Math.max(this.#options.interval ?? 60, this.#profile.shortestInterval);
	}

	/** A good pushed telegram has come. */
	confirm(kind: "sml" | "push"): void {
		this.#unconfirmed = 0;
		this.#place = -1;
		this.#timers.clear(this.#timer);
		this.#find({ kind, format: this.#format });
	}

	/** The identification line of a meter that was asked. */
	identified(identification: Identification): void {
		this.#session?.identified(identification);
	}

	/** The end of an asked meter's data block; also when all that is wanted has come (`good`, early). */
	finished(good: boolean): void {
		this.#session?.finished(good);
	}

	close(): void {
		this.#closed = true;
		this.#timers.clear(this.#timer);
		this.#timers.clear(this.#idle);
		this.#session?.close();
		this.#session = undefined;
		this.#serial?.close();
		this.#serial = undefined;
	}

	#open(): void {
		const { serial: { io, ...pins } } = this.#options;
		this.#serial = new io({
			bufferSize: 2048,
			...pins,
			...serialOptions(this.#format, false),
			...(pins.invert && { invert: pins.invert }),
			onReadable: () => this.#receive(),
			onFault: faults => this.#fault(faults),
			onError: () => this.#lost(),
		});
	}

	#listen(): void {
		const finding = this.#finding;
		this.#heardAnything = false;
		if (this.#options.format)
			this.#setFormat(this.#options.format, true);
		else if (finding && finding.kind !== "asked") {
			this.#setFormat(finding.format, true);
			this.#options.onStart?.(finding.kind);
		}
		else
			this.#listenAt(0);
	}

	/** Listens to the rate at this place of the plan; after the last one the meter is asked, or the plan starts again. */
	#listenAt(place: number): void {
		// Silence at one rate is silence at all of them: only a line that said something is searched.
		if (place >= listenPlan.length || place > 0 && !this.#heardAnything) {
			if (this.#mode === "auto")
				this.#ask();
			else
				this.#listenAt(0);
			return;
		}
		const { baud, time } = listenPlan[place]!;
		this.#place = place;
		this.#setFormat({ baud, data: 8, parity: "none" }, false);
		this.#options.onStart?.("push");
		this.#set(() => this.#listenAt(place + 1), place === 0 ? Math.max(time, 10_000) : time);
	}

	#receive(): void {
		const buffer = this.#buffer;
		for (;;) {
			const count = this.#serial?.read(buffer);
			if (!count)
				break;
			this.#hand(buffer.subarray(0, count));
			if (this.#closed)
				return;
			if (count < buffer.length)
				break;
		}
		this.#timers.clear(this.#idle);
		this.#idle = this.#timers.set(() => this.#quiet(), idleTime);
	}

	#hand(bytes: Uint8Array): void {
		if (this.#session) {
			this.#session.receive(bytes);
			return;
		}
		this.#heardAnything = true;
		if (this.#place >= 0) {
			this.#judge.push(bytes);
			this.#weigh();
		}
		if (!this.#closed)
			this.#options.onData(bytes);
	}

	/** While searching: acts on what the line seems to carry. */
	#weigh(): void {
		switch (this.#judge.verdict) {
			case "garbage":
				this.#listenAt(this.#place + 1);
				break;
			case "text-parity":
				// From here the UART checks the parity. The telegram that is under way is lost, the next one counts.
				this.#setFormat({ ...this.#format, data: 7, parity: "even" }, true);
				this.#options.onStart?.("push");
				this.#wait();
				break;
			case "sml":
			case "text":
				this.#wait();
				break;
			default:
				break;
		}
	}

	/** The format looks right: give it time for a whole telegram. */
	#wait(): void {
		const place = this.#place;
		this.#set(() => this.#listenAt(place + 1), 15_000);
	}

	#quiet(): void {
		this.#idle = undefined;
		this.#options.onIdle?.();
		if (this.#closed || this.#session || this.#place >= 0)
			return;
		if (++this.#unconfirmed > doubts) {
			this.#unconfirmed = 0;
			this.#finding = undefined;
			this.#options.onError?.("bytes come but no good telegram: searching again");
			if (!this.#options.format)
				this.#listenAt(0);
		}
	}

	#fault(faults: SerialFaults): void {
		this.#options.onFault?.(faults);
		if (this.#closed || this.#session || this.#place < 0)
			return;
		this.#heardAnything = true;
		this.#judge.fault(faults);
		this.#weigh();
	}

	#ask(): void {
		const serial = this.#serial;
		if (!serial)
			return;
		this.#place = -1;
		this.#started = this.#timers.ticks;
		this.#timers.clear(this.#timer);
		this.#options.onStart?.("asked");
		this.#session = new ReadoutSession({
			serial,
			timers: this.#timers,
			profile: this.#profile,
			maximumBaud: this.#maximumBaud,
			onData: bytes => this.#options.onData(bytes),
			onEnd: (end, detail) => this.#readoutEnded(end, detail),
		});
	}

	#readoutEnded(end: ReadoutEnd, detail: { readonly baud: number; readonly mode: string }): void {
		this.#session = undefined;
		if (this.#closed)
			return;
		if (end === "good") {
			this.#failures = 0;
			this.#find({ kind: "asked", baud: detail.baud, mode: detail.mode });
			const since = this.#timers.ticks - this.#started;
			this.#set(() => this.#ask(), Math.max(1_000, this.interval * 1000 - since));
			return;
		}
		this.#failures++;
		this.#options.onError?.(reasons[end]);
		// A meter that promises a rate and fails at it: the next readout asks for a slower one.
		if ((end === "wrong check" || end === "stopped in the middle") && detail.baud > 300)
			this.#maximumBaud = detail.baud >> 1;
		const finding = this.#finding;
		if (this.#failures % vain === 0 && this.#mode === "auto" && finding?.kind !== "asked")
			this.#listen();
		else
			this.#set(() => this.#ask(), this.#failures < vain ? pauseAfterFailure : this.interval * 1000);
	}

	#find(finding: OpticalFinding): void {
		this.#finding = finding;
		const text = JSON.stringify(finding);
		if (text === this.#announced)
			return;
		this.#announced = text;
		this.#options.onFinding?.(finding);
		if (finding.kind !== "asked")
			this.#setFormat(finding.format, true);
	}

	#setFormat(format: OpticalFormat, known: boolean): void {
		if (known)
			this.#place = -1;
		this.#format = format;
		this.#judge.reset();
		this.#serial?.configure(serialOptions(format, known));
	}

	#lost(): void {
		this.#session?.close();
		this.#session = undefined;
		this.#serial?.close();
		this.#serial = undefined;
		this.#options.onError?.("the serial port has gone");
		this.#set(() => this.#reopen(), retryTime);
	}

	#reopen(): void {
		try {
			this.#open();
			this.#listen();
		}
		catch (error) {
			this.#options.onError?.(`the serial port does not open: ${error instanceof Error ? error.message : String(error)}`);
			this.#set(() => this.#reopen(), retryTime);
		}
	}

	#set(callback: () => void, time: number): void {
		if (this.#closed)
			return;
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(callback, time);
	}
}
