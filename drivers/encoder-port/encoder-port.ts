import type { ScrTelegram } from "../../protocols/scr/scr-telegram";
import type { SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { EncoderAttempt } from "./encoder-attempt";
import type { AttemptPlan, AttemptResult, CurrentReceiver, EncoderSerial } from "./encoder-attempt";
import { candidateModes, describeEncoderMode } from "./encoder-mode";
import type { EncoderMode } from "./encoder-mode";
import { detectionRest, doubts, floorTime, offTime, retryTime, tripTime } from "./encoder-times";
import { SupplyLine } from "./supply-line";
import type { SupplyLineOptions } from "./supply-line";

export interface EncoderPortOptions extends Pick<SupplyLineOptions, "hold" | "current" | "voltage"> {
	readonly serial: EncoderSerial;
	/** Absent: only answers by voltage are heard. */
	readonly currentReceiver?: CurrentReceiver;
	readonly timers: Timers;
	/** Type code of the dial (`AE.03:05.01:01.01`), `none` where the dial has none, empty (default) where nobody has looked. */
	readonly dial?: string;
	/** What was found earlier. */
	readonly mode?: EncoderMode | undefined;
	/** Seconds between two reads, 15 … 86400. Default 900. */
	readonly interval?: number;
	/** A good answer in SCR; its volume may be missing. */
	onScr(telegram: ScrTelegram): void;
	/** A good frame with data on M-Bus; the caller's own. */
	onMbus(bytes: Uint8Array): void;
	/** The first good answer in a mode that was not known before. */
	onMode?(mode: EncoderMode): void;
	onFault?(faults: SerialFaults): void;
	/** A read or a search was in vain, or the plug is not as it should be. One line of text. */
	onError?(text: string): void;
}

const defaultInterval = 900;
/** mA at rest of an ordinary M-Bus meter (EN 13757-2: unit load 1.5 mA). */
const busMeter = Object.freeze({ from: 1.1, to: 1.9 });

/**
 * The 4-pin port of Elster's absolute encoders: feeds the meter for a few seconds, asks it, and lets it rest. Finds by itself whether the meter
 * talks SCR or M-Bus, and how the answer comes (specs/elster-encoder.md). It never writes to a meter.
 */
export class EncoderPort {
	/** Bytes heard. */
	bytes = 0;
	readonly #options: EncoderPortOptions;
	readonly #timers: Timers;
	readonly #line: SupplyLine;
	readonly #candidates: readonly EncoderMode[] | undefined;
	#interval: number;
	#mode: EncoderMode | undefined;
	/** What the search has still to try; `undefined` when it does not search. */
	#search: EncoderMode[] | undefined;
	#searchedAt = -Infinity;
	#attempt: EncoderAttempt | undefined;
	#timer: TimerHandle | undefined;
	#startedAt = -Infinity;
	#failures = 0;
	#retried = false;
	#notes: string[] = [];
	#closed = false;

	constructor(options: EncoderPortOptions) {
		const { timers, mode, dial = "", interval = defaultInterval } = options;
		if (typeof options.onScr !== "function" || typeof options.onMbus !== "function")
			throw new TypeError("encoder port: onScr and onMbus are required");
		this.#options = options;
		this.#timers = timers;
		this.#interval = checkInterval(interval);
		this.#candidates = candidateModes(dial);
		// What was found with a receiver that this board does not have cannot be heard.
		this.#mode = mode?.threshold !== undefined && !options.currentReceiver ? undefined : mode;
		const { hold, current, voltage } = options;
		this.#line = new SupplyLine({
			...(hold && { hold }),
			...(current && { current }),
			...(voltage && { voltage }),
			timers,
			onShort: () => this.#short(),
			onSample: (current, time) => this.#attempt?.sample(current, time),
		});
		this.#plan(0);
	}

	/** How the meter talks; `undefined` until it was found. */
	get mode(): EncoderMode | undefined {
		return this.#mode;
	}

	/** `interval`: seconds. */
	configure({ interval }: { interval?: number; }): void {
		if (interval === undefined)
			return;
		this.#interval = checkInterval(interval);
		if (!this.#attempt && !this.#search)
			this.#plan(this.#startedAt + this.#interval * 1000 - this.#timers.ticks);
	}

	/** Reads as soon as may be: 15 s after the last read began. Does nothing while one is under way. */
	read(): void {
		if (!this.#attempt && !this.#search)
			this.#plan(0);
	}

	close(): void {
		this.#closed = true;
		this.#timers.clear(this.#timer);
		this.#attempt?.close();
		this.#attempt = undefined;
		this.#line.close();
	}

	/** Does the next thing after `delay` ms, or when the line has been off for long enough. */
	#plan(delay: number): void {
		const { ticks } = this.#timers;
		const rest = Math.max(this.#line.offAt + offTime, this.#search ? 0 : this.#startedAt + floorTime) - ticks;
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(() => this.#begin(), Math.max(0, delay, rest));
	}

	#begin(): void {
		this.#timer = undefined;
		if (!this.#candidates) {
			this.#options.onError?.("a plug without a type code on the dial may be an ordinary M-Bus of 36 V: it is left alone");
			return;
		}
		if (this.#line.look() === "foreign") {
			this.#search = undefined;
			this.#options.onError?.("there is voltage on the plug, as on an M-Bus with its own supply: it is left alone");
			this.#plan(tripTime);
			return;
		}
		const { mode } = this.#nextPlan();
		if (!mode) {
			this.#startSearch();
			return;
		}
		this.#startedAt = this.#timers.ticks;
		this.#try(this.#nextPlan() as AttemptPlan);
	}

	#nextPlan(): { mode: EncoderMode | undefined; patience: 1 | 2; searching: boolean; } {
		if (this.#search)
			return { mode: this.#search[0], patience: 1, searching: true };
		return { mode: this.#mode, patience: this.#retried ? 2 : 1, searching: false };
	}

	#startSearch(): void {
		this.#search = this.#candidates!.slice();
		this.#searchedAt = this.#timers.ticks;
		this.#notes = [];
		this.#begin();
	}

	#try(plan: AttemptPlan): void {
		const { serial, currentReceiver, onFault } = this.#options;
		try {
			this.#attempt = new EncoderAttempt(
				{ serial, currentReceiver, timers: this.#timers, line: this.#line, onFault: faults => onFault?.(faults) },
				plan,
				result => this.#ended(plan, result),
			);
		}
		catch (error) {
			this.#search = undefined;
			this.#options.onError?.(error instanceof Error ? error.message : String(error));
			this.#plan(tripTime);
		}
	}

	#ended(plan: AttemptPlan, result: AttemptResult): void {
		this.#attempt = undefined;
		this.bytes += result.bytes;
		if (result.scr || result.mbus)
			this.#succeed(plan, result);
		else if (this.#search)
			this.#searchOn(plan, result);
		else
			this.#fail(result.error);
	}

	#succeed({ mode, searching }: AttemptPlan, { scr, mbus }: AttemptResult): void {
		this.#failures = 0;
		this.#search = undefined;
		if (searching) {
			this.#mode = mode;
			this.#options.onMode?.(mode);
		}
		// A roller half-way between two digits is read better a little later, once.
		const again = scr?.fault !== undefined && !this.#retried;
		this.#retried = again;
		if (!this.#closed)
			this.#plan(again ? retryTime : this.#untilNext);
		if (scr)
			this.#options.onScr(scr);
		else
			this.#options.onMbus(mbus!);
	}

	#fail(error: string): void {
		if (!this.#retried) {
			this.#retried = true;
			this.#plan(retryTime);
			return;
		}
		this.#retried = false;
		this.#failures++;
		if (this.#failures >= doubts && this.#timers.ticks - this.#searchedAt >= detectionRest) {
			this.#failures = 0;
			this.#search = this.#candidates!.slice();
			this.#searchedAt = this.#timers.ticks;
			this.#notes = [];
		}
		this.#plan(this.#search ? 0 : this.#untilNext);
		this.#options.onError?.(error);
	}

	#searchOn({ mode }: AttemptPlan, { error, view, open, rest }: AttemptResult): void {
		const search = this.#search!;
		search.shift();
		// It answers, but by current: the same once more, listening to that. Where the answer follows the scan at once, mark and space may have been
		// taken for each other.
		if (view)
			search.unshift({ ...mode, ...view }, { ...mode, ...view, inverted: !view.inverted });
		this.#notes.push(`${describeEncoderMode(mode)}: ${error}`);
		if (search.length) {
			this.#plan(0);
			return;
		}
		this.#search = undefined;
		this.#plan(Math.max(this.#untilNext, defaultInterval * 1000));
		this.#options.onError?.(this.#verdict(open, rest));
	}

	#verdict(open: boolean, rest: number | undefined): string {
		if (open)
			return "nothing is plugged in: no current flows";
		const drawn = rest === undefined ? "" : `; it draws ${rest.toFixed(1)} mA`;
		if (rest !== undefined && rest >= busMeter.from && rest <= busMeter.to)
			return `no answer${drawn}, as an ordinary M-Bus meter does, which needs an M-Bus of 36 V: read the dial`;
		return `no answer in any way${drawn}. ${this.#notes.join(". ")}`;
	}

	#short(): void {
		this.#attempt?.close();
		this.#attempt = undefined;
		this.#search = undefined;
		this.#retried = false;
		this.#plan(tripTime);
		this.#options.onError?.("short circuit on the line: it was switched off");
	}

	get #untilNext(): number {
		return this.#startedAt + this.#interval * 1000 - this.#timers.ticks;
	}
}

function checkInterval(seconds: number): number {
	if (!(seconds >= floorTime / 1000 && seconds <= 86_400))
		throw new RangeError(`encoder port: interval must be from 15 to 86400 s, not ${String(seconds)}`);
	return seconds;
}
