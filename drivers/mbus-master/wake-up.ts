import type { Serial } from "../serial";
import type { TimerHandle, Timers } from "../timers";

/** Battery meters with an optical or M-Bus module listen after two to three seconds of 55h, sent without parity, and a pause (field practice). */
const octet = 0x55;
const count = 528;
const pause = 350;
/** Longer than that does not fit a transmit ring together with what may still be in it. */
const chunk = 128;

/** Sends the row of 55h that wakes a sleeping meter, about 2.2 s at 2400 baud. */
export class WakeUp {
	readonly #timers: Timers;
	#timer: TimerHandle | undefined;
	/** Each run has a number of its own, so that a late callback of one that was ended does nothing. */
	#run = 0;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	/** Calls `done` when the meter has had its pause and the line is back at even parity. */
	run(serial: Serial, baud: number, done: () => void): void {
		const run = ++this.#run;
		// As long at every rate.
		serial.configure({ baud, parity: "none" }, () => this.#send(run, serial, Math.ceil(count * baud / 2400), done));
	}

	/** Stops; `done` is not called. */
	close(): void {
		this.#run++;
		this.#timers.clear(this.#timer);
	}

	#send(run: number, serial: Serial, left: number, done: () => void): void {
		if (run !== this.#run)
			return;
		if (left <= 0) {
			this.#timer = this.#timers.set(() => serial.configure({ parity: "even" }, () => run === this.#run && done()), pause);
			return;
		}
		const length = Math.min(left, chunk);
		serial.write(new Uint8Array(length).fill(octet));
		serial.configure({}, () => this.#send(run, serial, left - length, done));
	}
}
