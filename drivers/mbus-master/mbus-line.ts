import type { Serial, SerialConstructor, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { AnswerBuffer } from "./answer-buffer";
import { AnswerReader, seemsWhole } from "./mbus-answer";
import type { MbusAnswer } from "./mbus-answer";
import type { MbusRequest } from "./mbus-job";
import { answerTime, gapTime, longestTime, settleTime } from "./mbus-times";
import { isReadOnly } from "./read-only";
import { WakeUp } from "./wake-up";

export interface MbusLineOptions {
	readonly serial: {
		readonly io: SerialConstructor;
		readonly receive?: number;
		readonly transmit?: number;
		readonly port?: number;
		readonly device?: string;
		readonly invert?: { receive?: boolean; transmit?: boolean; };
		readonly bufferSize?: number;
	};
	readonly timers: Timers;
	readonly extraTime: number;
	onFault(faults: SerialFaults): void;
	/** The port has gone; an exchange under way will not be answered. */
	onLost(): void;
}

/** What the line has counted. The numbers only grow. */
export interface MbusLineCounters {
	exchanges: number;
	/** Bytes heard, echo included. */
	bytes: number;
	/** Bytes that came while nothing had been asked: noise, a babbling slave, or an answer that came too late. */
	unasked: number;
	/** Requests whose echo was taken out. */
	echoes: number;
}

/** Milliseconds that a request waits for the line to come to rest. */
const patience = 500;
/** Bytes that nobody asked for tell of a disturbance that lasts for so many milliseconds. */
const memory = 300;

/** A control frame. */
const shortestTelegram = 9;

type Step = "idle" | "waiting" | "sending" | "listening";

/** One exchange at a time: sends a request at its rate, listens for as long as an answer may take, and says what came. */
export class MbusLine {
	readonly counters: MbusLineCounters = { exchanges: 0, bytes: 0, unasked: 0, echoes: 0 };
	readonly #options: MbusLineOptions;
	readonly #timers: Timers;
	readonly #reader = new AnswerReader();
	readonly #wakeUp: WakeUp;
	readonly #buffer = new AnswerBuffer();
	/** For bytes that nobody asked for. */
	readonly #waste = new Uint8Array(64);
	/** Rates at which something was sent since the bus has power. */
	readonly #used = new Set<number>();
	#serial: Serial | undefined;
	#baud = 2400;
	#step: Step = "idle";
	#request: MbusRequest | undefined;
	#callback: ((answer: MbusAnswer) => void) | undefined;
	#faulty = false;
	/** When bytes came last that nobody had asked for. */
	#unaskedAt = -Infinity;
	/** They came shortly before the request. */
	#disturbed = false;
	#timer: TimerHandle | undefined;
	#readyAt: number;
	#heardAt: number;
	#startedAt = 0;
	#sentAt = 0;

	constructor(options: MbusLineOptions) {
		this.#options = options;
		this.#timers = options.timers;
		this.#wakeUp = new WakeUp(options.timers);
		this.#readyAt = this.#heardAt = this.#timers.ticks;
		this.open();
	}

	/** Opens the port, at the start and after it has gone. Throws what the port throws. */
	open(): void {
		const { serial: { io, ...pins } } = this.#options;
		this.#serial = new io({
			bufferSize: 1024,
			...pins,
			baud: this.#baud,
			data: 8,
			parity: "even",
			stop: 1,
			// Bytes at once: at the end of an answer window it must be known whether an answer has begun.
			quiet: 0,
			onReadable: () => this.#receive(),
			onFault: faults => this.#fault(faults),
			onError: () => this.#lost(),
		});
	}

	/** Nothing is sent for `delay` ms from now, and meters have forgotten what was sent to them: the bus has just been powered. */
	powered(delay: number): void {
		this.#readyAt = this.#timers.ticks + delay;
		this.#used.clear();
	}

	/** Sends a request; `callback` gets the answer. Only one at a time. */
	exchange(request: MbusRequest, callback: (answer: MbusAnswer) => void): void {
		if (!request.writes && !isReadOnly(request.bytes))
			throw new Error("M-Bus: a write that nobody has asked for");
		this.#request = request;
		this.#callback = callback;
		this.#step = "waiting";
		this.#startedAt = this.#timers.ticks;
		this.counters.exchanges++;
		this.#begin();
	}

	close(): void {
		this.#step = "idle";
		this.#callback = undefined;
		this.#timers.clear(this.#timer);
		this.#wakeUp.close();
		this.#serial?.close();
		this.#serial = undefined;
	}

	/** Waits until the bus is ready and quiet, then sets the rate. */
	#begin(): void {
		const { ticks } = this.#timers;
		this.#read();
		if (ticks < this.#readyAt) {
			this.#set(() => this.#begin(), this.#readyAt - ticks);
			return;
		}
		const rest = this.#heardAt + settleTime(this.#baud) - ticks;
		if (rest > 0 && ticks - this.#startedAt < patience) {
			this.#set(() => this.#begin(), rest);
			return;
		}
		const { baud, wakeUp } = this.#request!;
		if (wakeUp) {
			this.#wakeUp.run(this.#serial!, baud, () => this.#send());
			return;
		}
		if (baud === this.#baud) {
			this.#send();
			return;
		}
		this.#serial!.configure({ baud }, () => {
			if (this.#step === "waiting")
				this.#send();
		});
	}

	#send(): void {
		const { baud, bytes } = this.#request!;
		const serial = this.#serial!;
		this.#baud = baud;
		this.#buffer.clear();
		this.#faulty = false;
		this.#disturbed = this.#timers.ticks - this.#unaskedAt < memory;
		this.#step = "sending";
		serial.flush(true, false);
		serial.write(bytes);
		serial.configure({}, () => {
			if (this.#step === "sending")
				this.#sent();
		});
	}

	#sent(): void {
		this.#step = "listening";
		this.#sentAt = this.#timers.ticks;
		if (this.#request!.broadcast) {
			// A UART gives a short echo out late.
			this.#set(() => {
				this.#read();
				this.#finish();
			}, settleTime(this.#baud));
			return;
		}
		this.#set(() => this.#look(), this.#window);
	}

	get #window(): number {
		return answerTime(this.#baud) + this.#options.extraTime + (this.#request?.extraTime ?? 0);
	}

	/** Looks at what is there, and goes on waiting or ends the exchange. */
	#look(): void {
		this.#read();
		const { ticks } = this.#timers;
		const answer = this.#buffer.answerTo(this.#request!.bytes);
		const since = ticks - this.#sentAt;
		if (!answer.length) {
			if (since >= this.#window)
				this.#finish();
			else
				this.#set(() => this.#look(), this.#window - since);
			return;
		}
		const whole = seemsWhole(answer);
		let rest = this.#heardAt + (whole ? settleTime(this.#baud) : gapTime(this.#baud)) - ticks;
		// After noise the answer is still to come, and after one of several answers the next.
		if (!whole || this.#request!.several)
			rest = Math.max(rest, this.#window - since);
		if (rest <= 0 || this.#buffer.overflow || since > this.#window + longestTime(this.#baud))
			this.#finish();
		else
			this.#set(() => this.#look(), rest);
	}

	#finish(): void {
		const request = this.#request!, callback = this.#callback!;
		const buffer = this.#buffer;
		const answer = buffer.answerTo(request.bytes);
		if (buffer.length > answer.length)
			this.counters.echoes++;
		const first = !this.#used.has(request.baud);
		this.#used.add(request.baud);
		const read = request.broadcast ? { kind: "silence", extra: 0 } as const : this.#reader.read(answer, this.#faulty);
		const disturbed = this.#disturbed || buffer.overflow || request.data && answer.length < shortestTelegram;
		const kind = read.kind === "garbled" && disturbed ? "disturbed" : read.kind;
		if (buffer.overflow)
			this.#unaskedAt = this.#timers.ticks;
		this.#step = "idle";
		this.#callback = undefined;
		this.#timers.clear(this.#timer);
		callback({ ...read, kind, first });
	}

	#receive(): void {
		const before = this.counters.bytes;
		this.#read();
		const request = this.#request;
		if (this.#step !== "listening" || request!.broadcast || this.counters.bytes === before)
			return;
		if (this.#buffer.answerTo(request!.bytes).length)
			this.#set(() => this.#look(), settleTime(this.#baud));
	}

	#read(): void {
		const asked = this.#step === "sending" || this.#step === "listening";
		for (;;) {
			const count = this.#serial?.read(asked ? this.#buffer.room : this.#waste);
			if (!count)
				return;
			this.counters.bytes += count;
			this.#heardAt = this.#timers.ticks;
			if (asked)
				this.#buffer.add(count);
			else {
				this.counters.unasked += count;
				this.#unaskedAt = this.#heardAt;
			}
		}
	}

	#fault(faults: SerialFaults): void {
		this.#faulty = true;
		this.#options.onFault(faults);
	}

	#lost(): void {
		this.close();
		this.#options.onLost();
	}

	#set(callback: () => void, time: number): void {
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(callback, time);
	}
}
