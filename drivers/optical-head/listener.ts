import type { SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { LightJudge } from "./light-judge";
import { describeOpticalFormat, listenPlan } from "./optical-formats";
import type { ListenStep, OpticalFormat } from "./optical-formats";
import type { PushFinding } from "./optical-finding";

export interface ListenerOptions {
	readonly timers: Timers;
	/** Only this rate is listened to. */
	readonly baud?: number;
	/** Sets the port; `known` where the format has brought telegrams. */
	setFormat(format: OpticalFormat, known: boolean): void;
	/** What comes from now on has nothing to do with what came before. */
	onStart(kind: "sml" | "push"): void;
	/** Nothing is pushed here, or nothing that can be read. */
	onNothing(): void;
	onError(text: string): void;
}

/** From the moment that the format looks right to a whole telegram: the rest of one, a pause, and the next. */
const telegramTime = 15_000;
const telegramLength = 1000;
/** Pauses inside a telegram are shorter; a port that is asked for bytes at once may still hold so many back. */
const idleTime = 250;
const heldBack = 70;
/** A known format that has been dark for so long is no longer believed. */
const darkTime = 60_000;
/** Bursts without a good telegram after which a known format is doubted. */
const doubts = 5;

/**
 * Finds out at which rate and in which format a meter pushes: listens to one rate after the other and judges what it hears. A wrong rate
 * is left after a few characters, so one burst is enough to go through several. It sends nothing.
 */
export class Listener {
	readonly #options: ListenerOptions;
	readonly #timers: Timers;
	readonly #plan: readonly ListenStep[];
	readonly #judge = new LightJudge();
	#format: OpticalFormat;
	/** Place in the plan; −1 while the format is known, or while it does not listen. */
	#place = -1;
	/** How long the first rate is listened to. */
	#patience = 0;
	#heardAnything = false;
	#settled = false;
	#parity = false;
	#unconfirmed = 0;
	#timer: TimerHandle | undefined;

	constructor(options: ListenerOptions) {
		const { baud } = options;
		this.#options = options;
		this.#timers = options.timers;
		this.#plan = baud === undefined ? listenPlan : [{ baud, time: listenPlan[0]!.time }];
		this.#format = eightBits(this.#plan[0]!.baud);
	}

	/** What is set on the line. */
	get format(): OpticalFormat {
		return this.#format;
	}

	/** Milliseconds without a byte after which a burst is over. */
	get idleTime(): number {
		return idleTime + (this.#place < 0 ? 0 : heldBack * this.#characterTime);
	}

	/** What it hears or does, in words. */
	get activity(): string {
		const format = describeOpticalFormat(this.#parity ? sevenBits(this.#format) : this.#format);
		switch (this.#place < 0 ? "unknown" : this.#judge.verdict) {
			case "sml":
				return `hears SML at ${format}`;
			case "text":
			case "text-parity":
				return `hears text at ${format}`;
			default:
				return `listens at ${format}`;
		}
	}

	/** Begins, with what is known of the meter. `patience`: milliseconds of darkness at the first rate before `onNothing`. */
	start(known?: PushFinding, patience: number = this.#plan[0]!.time): void {
		this.#patience = patience;
		this.#heardAnything = false;
		if (!known) {
			this.#listenAt(0);
			return;
		}
		this.#know(known.format);
		this.#options.onStart(known.kind);
		this.#set(() => this.#forget(), darkTime);
	}

	stop(): void {
		this.#timers.clear(this.#timer);
		this.#timer = undefined;
		this.#place = -1;
	}

	/** Bytes came. */
	receive(bytes: Uint8Array): void {
		this.#heardAnything = true;
		if (this.#place < 0)
			return;
		this.#judge.push(bytes);
		this.#weigh();
	}

	fault(faults: SerialFaults): void {
		if (this.#place < 0)
			return;
		this.#heardAnything = true;
		this.#judge.fault(faults);
	}

	/** A burst is over. */
	idle(): void {
		if (this.#place < 0) {
			if (++this.#unconfirmed > doubts)
				this.#doubt();
			return;
		}
		if (this.#settled)
			return;
		if (this.#judge.finalVerdict === "garbage")
			this.#listenAt(this.#place + 1);
		else
			this.#judge.reset(false);
	}

	/** A good telegram has come: gives the format in which such telegrams come. */
	confirm(): OpticalFormat {
		this.#unconfirmed = 0;
		this.#set(() => this.#forget(), darkTime);
		if (this.#place >= 0) {
			// From here on the UART itself checks the parity.
			this.#know(this.#parity ? sevenBits(this.#format) : this.#format);
		}
		return this.#format;
	}

	#know(format: OpticalFormat): void {
		this.#place = -1;
		this.#unconfirmed = 0;
		this.#format = format;
		this.#parity = false;
		this.#options.setFormat(format, true);
	}

	#doubt(): void {
		this.#unconfirmed = 0;
		this.#options.onError("light comes but no good telegram: searching again");
		this.#listenAt(0);
	}

	/** The meter is gone, or does not push any more. */
	#forget(): void {
		this.#heardAnything = false;
		this.#listenAt(0);
	}

	/** Listens to the rate at this place of the plan. `middle`: a burst is under way. */
	#listenAt(place: number, middle = false): void {
		// Darkness at one rate is darkness at all of them: only a line that said something is searched.
		if (place >= this.#plan.length || place > 0 && !this.#heardAnything) {
			this.stop();
			this.#options.onNothing();
			return;
		}
		const { baud, time } = this.#plan[place]!;
		this.#place = place;
		this.#settled = this.#parity = false;
		this.#judge.reset(middle);
		this.#format = eightBits(baud);
		this.#options.setFormat(this.#format, false);
		this.#options.onStart("push");
		this.#set(() => this.#listenAt(place + 1), place ? time : Math.max(time, this.#patience));
	}

	/** Acts on what the line seems to carry. */
	#weigh(): void {
		const { verdict } = this.#judge;
		if (verdict === "unknown" || this.#settled)
			return;
		if (verdict === "garbage") {
			this.#listenAt(this.#place + 1, true);
			return;
		}
		// It looks right: time for a whole telegram.
		this.#settled = true;
		this.#parity = verdict === "text-parity";
		const place = this.#place;
		this.#set(() => this.#listenAt(place + 1), telegramTime + telegramLength * this.#characterTime);
	}

	get #characterTime(): number {
		return 10_000 / this.#format.baud;
	}

	#set(callback: () => void, time: number): void {
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(callback, time);
	}
}

function eightBits(baud: number): OpticalFormat {
	return { baud, data: 8, parity: "none" };
}

function sevenBits({ baud }: OpticalFormat): OpticalFormat {
	return { baud, data: 7, parity: "even" };
}
