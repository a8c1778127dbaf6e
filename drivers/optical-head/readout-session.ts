import type { Serial } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { EchoFilter } from "./echo-filter";
import type { OpticalProfile, WakeUp } from "./optical-profile";
import { continuation, repeatRequest, signOn } from "./sign-on";
import type { Identification } from "./sign-on";

/**
 * How a readout ended. `no answer`: darkness after the sign-on; `only echo`: nothing but the head's own light; `no identification`: light,
 * but no meter's answer; `no data`: darkness after the identification.
 */
export type ReadoutEnd =
	| "good"
	| "no answer"
	| "only echo"
	| "no identification"
	| "no data"
	| "stopped in the middle"
	| "wrong check"
	| "too long";

export interface ReadoutDetail {
	/** Rate of the data. */
	readonly baud: number;
	/** `?` before the identification. */
	readonly mode: "A" | "B" | "C" | "?";
	/** Milliseconds from the sign-on to the end. */
	readonly time: number;
	/** The meter began to send before the rate was changed: the delay is too long for it. */
	readonly early: boolean;
}

export interface ReadoutOptions {
	readonly serial: Serial;
	readonly timers: Timers;
	readonly profile: OpticalProfile;
	readonly address: string;
	/** The acknowledgement never asks for more. */
	readonly maximumBaud: number;
	/** In place of the profile's delay. */
	readonly delay?: number | undefined;
	/** `false`: no acknowledgement is sent. */
	readonly acknowledge: boolean;
	/** Hands in what the port holds; it wakes nobody while a meter sends without a pause. */
	poll(): void;
	/** Bytes of the meter, without the head's own echo. */
	onData(bytes: Uint8Array): void;
	/** The meter has stopped. Whoever decodes may still call `finished`. */
	onSilence(): void;
	onEnd(end: ReadoutEnd, detail: ReadoutDetail): void;
}

/**
 * A meter answers within 1.5 s, and no two characters are further apart than that (IEC 62056-21 section 6.5.2: tr and ta). The rest is for
 * the characters that a port may hold back while its FIFO fills.
 */
const reactionTime = 1_500;
const margin = 300;
const heldBack = 70;
/** Characters in which an identification must have come, however much else is seen: a meter that pushes does not fall silent. */
const longestIdentification = 150;
/** A meter needs so long before it can hear us (section 6.5.2, tr), and a fast one so long. */
const restTime = 200;
const fastRestTime = 20;
const pollTime = 500;
const longest = 600_000;
const repeats = 2;
/** A wake-up is written in pieces: transmit rings hold 512 bytes. */
const piece = 480;

type Step = "waking" | "asking" | "acknowledging" | "reading" | "over";

/**
 * One readout in mode A, B or C of IEC 62056-21: wake-up, sign-on, acknowledgement, change of rate, data block. Whoever decodes the bytes tells
 * it about the identification and about the end of the block. It sends nothing but these and a request to repeat, so a meter never gets into
 * programming mode; a session of data readout ends by itself (section 6.4.3).
 */
export class ReadoutSession {
	readonly #options: ReadoutOptions;
	readonly #echo = new EchoFilter();
	readonly #limit: TimerHandle;
	readonly #watch: TimerHandle;
	#step: Step = "waking";
	#timer: TimerHandle | undefined;
	#baud: number;
	#mode: ReadoutDetail["mode"] = "?";
	#fast = false;
	/** Bytes of the meter since the last step. */
	#heard = 0;
	/** When the last byte came, or when something began that a byte must follow. */
	#since = 0;
	#started = 0;
	#early = false;
	#repeats = 0;
	#repeating = false;

	constructor(options: ReadoutOptions) {
		const { timers, profile } = options;
		this.#options = options;
		this.#baud = profile.baud;
		this.#started = timers.ticks;
		this.#limit = timers.set(() => this.#end("too long"), longest);
		this.#watch = timers.repeat(() => this.#check(), pollTime);
		this.#wake(0);
	}

	/** What comes from the line. */
	receive(bytes: Uint8Array): void {
		// The echo of the wake-up, or what a meter still had to say.
		if (this.#step === "waking" || this.#step === "over")
			return;
		const rest = this.#echo.filter(bytes);
		this.#since = this.#options.timers.ticks;
		this.#heard += rest.length;
		if (rest.length && this.#step !== "acknowledging")
			this.#options.onData(rest);
	}

	/** The decoder has the identification line. */
	identified(identification: Identification): void {
		if (this.#step !== "asking")
			return;
		const { profile, maximumBaud, acknowledge } = this.#options;
		const { mode, baud, acknowledgement } = continuation(identification, profile.baud, maximumBaud, acknowledge);
		this.#mode = mode;
		this.#fast = identification.fast;
		if (!acknowledgement) {
			this.#read(baud);
			return;
		}
		this.#step = "acknowledging";
		this.#set(() => this.#acknowledge(acknowledgement, baud), this.#rest);
	}

	/** The data block is over. A wrong check is asked for again. */
	finished(good: boolean): void {
		if (this.#step !== "reading" && this.#step !== "asking")
			return;
		if (good) {
			// The identification was damaged, but the data came without being asked for.
			if (this.#step === "asking")
				this.#mode = "A";
			this.#end("good");
		}
		else if (this.#step === "asking")
			return; // somebody else's light
		else if (this.#repeats >= repeats)
			this.#end("wrong check");
		else {
			this.#repeats++;
			this.#repeating = true;
			this.#set(() => this.#repeat(), this.#rest);
		}
	}

	/** Stops at once; `onEnd` is not called. */
	close(): void {
		const { timers } = this.#options;
		this.#step = "over";
		timers.clear(this.#timer);
		timers.clear(this.#limit);
		timers.clear(this.#watch);
	}

	get #rest(): number {
		return this.#fast ? fastRestTime : restTime;
	}

	#wake(index: number): void {
		const { profile, serial } = this.#options;
		const { baud, data, parity } = profile.wakeUp[index] ?? profile;
		serial.configure({ baud, data, parity, stop: 1, quiet: quietTime(baud) }, () => {
			if (this.#step !== "waking")
				return;
			const burst = profile.wakeUp[index];
			if (burst)
				this.#burst(burst, burst.count, index);
			else
				this.#ask();
		});
	}

	#burst(burst: WakeUp, left: number, index: number): void {
		if (this.#step !== "waking")
			return;
		if (left <= 0) {
			this.#set(() => this.#wake(index + 1), burst.pause);
			return;
		}
		const { serial } = this.#options;
		const count = Math.min(left, piece);
		serial.write(new Uint8Array(count).fill(burst.byte));
		serial.configure({}, () => this.#burst(burst, left - count, index));
	}

	#ask(): void {
		const { serial, timers, address } = this.#options;
		this.#step = "asking";
		this.#started = timers.ticks;
		serial.flush(true, false);
		this.#send(signOn(address), () => {});
	}

	#acknowledge(bytes: Uint8Array, baud: number): void {
		const { profile, delay = this.#fast ? profile.fastDelay : profile.delay } = this.#options;
		this.#options.poll();
		this.#heard = 0;
		this.#send(bytes, () =>
			this.#set(() => {
				this.#options.poll();
				this.#early = this.#heard > 0;
				this.#read(baud);
			}, delay));
	}

	#read(baud: number): void {
		this.#baud = baud;
		this.#step = "reading";
		this.#heard = 0;
		this.#since = this.#options.timers.ticks;
		this.#echo.reset();
		this.#options.serial.configure({ baud, quiet: quietTime(baud) });
	}

	/** Asks for the block once more, when the meter has stopped. */
	#repeat(): void {
		const { timers, poll } = this.#options;
		poll();
		if (this.#step === "over")
			return;
		const left = this.#since + this.#rest - timers.ticks;
		if (left > 0) {
			this.#set(() => this.#repeat(), left);
			return;
		}
		this.#repeating = false;
		this.#heard = 0;
		this.#send(Uint8Array.of(repeatRequest), () => {});
	}

	/** `sent` runs when the bytes have left the line. */
	#send(bytes: Uint8Array, sent: () => void): void {
		const { serial, timers } = this.#options;
		const { length } = bytes;
		this.#echo.expect(bytes);
		// Until the line is free again nobody can answer.
		this.#since = timers.ticks + length * 10_000 / this.#baud;
		serial.write(bytes);
		serial.configure({}, () => {
			if (this.#step !== "over")
				sent();
		});
	}

	/** Time-outs, and the bytes of a meter that sends without a pause. */
	#check(): void {
		if (this.#step !== "asking" && this.#step !== "reading")
			return;
		const { timers, poll, onSilence } = this.#options;
		poll();
		if (this.#isOver || this.#repeating)
			return;
		const character = 10_000 / this.#baud;
		const silent = timers.ticks - this.#since > reactionTime + margin + heldBack * character;
		const vain = this.#step === "asking" && timers.ticks - this.#started > reactionTime + margin + longestIdentification * character;
		if (!silent && !vain)
			return;
		onSilence();
		if (!this.#isOver && !this.#repeating)
			this.#end(this.#failure());
	}

	get #isOver(): boolean {
		return this.#step === "over";
	}

	#failure(): ReadoutEnd {
		if (this.#repeats)
			return "wrong check";
		if (this.#step === "reading")
			return this.#heard ? "stopped in the middle" : "no data";
		if (this.#heard)
			return "no identification";
		return this.#echo.echoed ? "only echo" : "no answer";
	}

	#set(callback: () => void, time: number): void {
		const { timers } = this.#options;
		timers.clear(this.#timer);
		this.#timer = timers.set(callback, time);
	}

	#end(end: ReadoutEnd): void {
		if (this.#step === "over")
			return;
		const time = this.#options.timers.ticks - this.#started;
		this.close();
		this.#options.onEnd(end, { baud: this.#baud, mode: this.#mode, time, early: this.#early });
	}
}

/** Milliseconds: three characters of ten bits, so that a line reaches the decoder soon after its end and JavaScript sleeps until then. */
function quietTime(baud: number): number {
	return Math.ceil(30_000 / baud);
}
