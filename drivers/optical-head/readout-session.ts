import type { Serial } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { EchoFilter } from "./echo-filter";
import type { OpticalProfile, WakeUp } from "./optical-profile";
import { continuation, repeatRequest, signOn } from "./sign-on";
import type { Identification } from "./sign-on";

export type ReadoutEnd = "good" | "no answer" | "only echo" | "stopped in the middle" | "wrong check" | "too long";

export interface ReadoutOptions {
	readonly serial: Serial;
	readonly timers: Timers;
	readonly profile: OpticalProfile;
	/** Baud; the acknowledgement never asks for more. Lower than the profile's after failures. */
	readonly maximumBaud: number;
	/** Bytes of the meter, without the head's own echo. */
	onData(bytes: Uint8Array): void;
	onEnd(end: ReadoutEnd, detail: { readonly baud: number; readonly mode: string }): void;
}

/** A meter answers within 1.5 s (IEC 62056-21 section 6.5.1, tr); the line before it took is waited for separately. */
const answerTime = 2_000;
/** No more than 1.5 s between two characters (section 6.5.1, ta); slow meters think longer between lines. */
const gapTime = 4_000;
const longest = 300_000;
const repeats = 2;
const chunk = 128;

type Step = "waking" | "signing on" | "acknowledging" | "reading" | "over";

/**
 * One readout in mode A, B or C of IEC 62056-21: wake-up, sign-on, acknowledgement, change of baud, data block. Whoever decodes the bytes tells
 * it about the identification and about the end of the block. It sends nothing but these and a request to repeat.
 */
export class ReadoutSession {
	readonly #options: ReadoutOptions;
	readonly #echo = new EchoFilter();
	#step: Step = "waking";
	#timer: TimerHandle | undefined;
	#limit: TimerHandle | undefined;
	#baud: number;
	#mode = "?";
	#heard = 0;
	#repeats = 0;

	constructor(options: ReadoutOptions) {
		this.#options = options;
		this.#baud = options.profile.baud;
		this.#limit = options.timers.set(() => this.#end("too long"), longest);
		this.#wake(0);
	}

	/** What comes from the line. */
	receive(bytes: Uint8Array): void {
		if (this.#step === "waking" || this.#step === "over")
			return;		// the echo of the wake-up, or what a meter still had to say
		const rest = this.#echo.filter(bytes);
		if (!rest.length)
			return;
		this.#heard += rest.length;
		this.#arm(gapTime);
		this.#options.onData(rest);
	}

	/** The decoder has the identification line. */
	identified(identification: Identification): void {
		if (this.#step !== "signing on")
			return;
		const { serial, timers, profile, maximumBaud } = this.#options;
		const next = continuation(identification, profile.baud, maximumBaud);
		this.#mode = next.mode;
		const delay = identification.fast ? profile.fastDelay : profile.delay;
		this.#heard = 0;
		if (next.mode === "A") {
			this.#step = "reading";
			this.#arm(answerTime + gapTime);
			return;
		}
		this.#step = "acknowledging";
		if (!next.acknowledgement) {
			this.#changeBaud(next.baud);
			return;
		}
		// The meter may need its reaction time before it can hear us (section 6.5.1).
		this.#set(() => {
			this.#send(next.acknowledgement!);
			serial.configure({}, () => {
				if (this.#step === "acknowledging")
					this.#timer = timers.set(() => this.#changeBaud(next.baud), delay);
			});
		}, identification.fast ? 20 : 200);
	}

	/** The data block is over. A wrong check is asked for again. */
	finished(good: boolean): void {
		if (this.#step === "over")
			return;
		if (good) {
			this.#end("good");
			return;
		}
		if (this.#mode !== "C" || this.#repeats >= repeats) {
			this.#end("wrong check");
			return;
		}
		this.#repeats++;
		this.#send(Uint8Array.of(repeatRequest));
		this.#arm(answerTime);
	}

	/** Stops at once; `onEnd` is not called. */
	close(): void {
		this.#step = "over";
		this.#options.timers.clear(this.#timer);
		this.#options.timers.clear(this.#limit);
	}

	#wake(index: number): void {
		const { profile, serial } = this.#options;
		const burst = profile.wakeUp[index];
		if (burst) {
			serial.configure({ baud: burst.baud, data: burst.data, parity: burst.parity, stop: 1 }, () => this.#burst(burst, burst.count, index));
			return;
		}
		serial.configure({ baud: profile.baud, data: profile.data, parity: profile.parity, stop: 1, quiet: quietTime(profile.baud) }, () => {
			if (this.#step !== "waking")
				return;
			this.#step = "signing on";
			serial.flush(true, false);
			this.#send(signOn(profile.address));
			serial.configure({}, () => {
				if (this.#step === "signing on")
					this.#arm(answerTime);
			});
		});
	}

	/** A wake-up is longer than a transmit ring: it goes out in pieces, each when the one before has left. */
	#burst(burst: WakeUp, left: number, index: number): void {
		if (this.#step !== "waking")
			return;
		if (left <= 0) {
			this.#set(() => this.#wake(index + 1), burst.pause);
			return;
		}
		const count = Math.min(left, chunk);
		this.#options.serial.write(new Uint8Array(count).fill(burst.byte));
		this.#options.serial.configure({}, () => this.#burst(burst, left - count, index));
	}

	#send(bytes: Uint8Array): void {
		this.#echo.expect(bytes);
		this.#options.serial.write(bytes);
	}

	#changeBaud(baud: number): void {
		this.#baud = baud;
		this.#step = "reading";
		this.#echo.reset();
		this.#options.serial.configure({ baud, quiet: quietTime(baud) });
		this.#arm(answerTime + gapTime);
	}

	#arm(time: number): void {
		this.#set(() => this.#end(this.#heard ? "stopped in the middle" : this.#echo.echoed ? "only echo" : "no answer"), time);
	}

	#set(callback: () => void, time: number): void {
		const { timers } = this.#options;
		timers.clear(this.#timer);
		this.#timer = timers.set(callback, time);
	}

	#end(end: ReadoutEnd): void {
		if (this.#step === "over")
			return;
		const detail = { baud: this.#baud, mode: this.#mode };
		this.close();
		this.#options.onEnd(end, detail);
	}
}

/** Milliseconds: three characters of ten bits, so that a line reaches the decoder soon after its end. */
function quietTime(baud: number): number {
	return Math.ceil(30_000 / baud);
}
