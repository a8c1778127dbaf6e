import type { TimerHandle, Timers } from "../../drivers/timers";
import type { DecoderCounters } from "../../protocols/reading";
import type { PortWatch } from "./port-watch";

/** What a port heard in one go. */
export interface CapturedTelegram {
	/** Seconds since 1970; `null` when the clock was not set. */
	readonly time: number | null;
	readonly bytes: Uint8Array;
	/** The decoder took it. */
	readonly good: boolean;
	/** Why not, in one line. */
	readonly error: string;
}

export interface TelegramCaptureOptions {
	readonly timers: Timers;
	readonly ports: PortWatch;
	/** Milliseconds since 1970. */
	epoch(): number | undefined;
}

/** Pauses inside a telegram reach 150 ms. */
const pause = 300;
const mostTelegrams = 3;
/** Bytes that are kept for one port: the longest P1 telegrams have 2,400. */
const mostBytes = 4096;
/** Ports that are listened to at a time: each may hold `mostBytes`. */
const mostPorts = 2;
/** A port is listened to for so long after somebody has asked. */
const interest = 300_000;

/** Keeps the last telegrams of the ports that somebody looks at, and nothing while nobody does. */
export class TelegramCapture {
	readonly #options: TelegramCaptureOptions;
	/** The one that was asked for last stands last. */
	readonly #ports: PortCapture[] = [];

	constructor(options: TelegramCaptureOptions) {
		this.#options = options;
	}

	/** What was heard at a port since somebody asked for the first time, the newest first. */
	telegrams(port: string): readonly CapturedTelegram[] {
		const at = this.#ports.findIndex(each => each.port === port);
		const capture = at < 0 ? new PortCapture(port, this.#options, () => this.#drop(capture)) : this.#ports.splice(at, 1)[0]!;
		this.#ports.push(capture);
		if (this.#ports.length > mostPorts)
			this.#drop(this.#ports[0]!);
		return capture.ask();
	}

	close(): void {
		for (const capture of [...this.#ports])
			this.#drop(capture);
	}

	#drop(capture: PortCapture): void {
		const at = this.#ports.indexOf(capture);
		if (at >= 0)
			this.#ports.splice(at, 1);
		capture.close();
	}
}

class PortCapture {
	readonly port: string;
	readonly #options: TelegramCaptureOptions;
	readonly #onBoring: () => void;
	readonly #telegrams: CapturedTelegram[] = [];
	#parts: Uint8Array[] = [];
	#length = 0;
	#before: DecoderCounters | undefined;
	#end: (() => void) | undefined;
	/** Whom we listen to: a port that is opened anew has another meter. */
	#source: object | undefined;
	#pause: TimerHandle | undefined;
	#boring: TimerHandle | undefined;

	constructor(port: string, options: TelegramCaptureOptions, onBoring: () => void) {
		this.port = port;
		this.#options = options;
		this.#onBoring = onBoring;
	}

	ask(): readonly CapturedTelegram[] {
		const { timers, ports } = this.#options;
		timers.clear(this.#boring);
		this.#boring = timers.set(this.#onBoring, interest);
		const source = ports.sourceOf(this.port);
		if (source !== this.#source) {
			this.#end?.();
			this.#source = source;
			this.#end = source?.listen?.(bytes => this.#take(bytes));
		}
		return this.#telegrams;
	}

	close(): void {
		const { timers } = this.#options;
		this.#end?.();
		this.#end = undefined;
		timers.clear(this.#pause);
		timers.clear(this.#boring);
		this.#telegrams.length = 0;
		this.#parts = [];
	}

	#take(bytes: Uint8Array): void {
		const { timers, ports } = this.#options;
		this.#before ??= { ...ports.countersOf(this.port) };
		if (this.#length + bytes.length > mostBytes)
			this.#finish();
		this.#parts.push(bytes.slice(0, mostBytes));
		this.#length += bytes.length;
		timers.clear(this.#pause);
		this.#pause = timers.set(() => this.#finish(), pause);
	}

	#finish(): void {
		const { ports, epoch } = this.#options;
		this.#options.timers.clear(this.#pause);
		const before = this.#before, after = ports.countersOf(this.port), now = epoch();
		const bytes = joined(this.#parts);
		this.#parts = [];
		this.#length = 0;
		this.#before = undefined;
		const wrong = after.checkErrors + after.formatErrors - (before?.checkErrors ?? 0) - (before?.formatErrors ?? 0);
		const good = after.telegrams > (before?.telegrams ?? 0);
		this.#telegrams.unshift({
			time: now === undefined ? null : Math.floor(now / 1000),
			bytes,
			good,
			error: wrong && !good ? ports.errorOf(this.port) : "",
		});
		let kept = 0;
		const last = this.#telegrams.findIndex(telegram => (kept += telegram.bytes.length) > mostBytes);
		this.#telegrams.length = Math.min(this.#telegrams.length, mostTelegrams, last < 1 ? mostTelegrams : last);
	}
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		result.set(part, at);
		at += part.length;
	}
	return result;
}
