import type { TimerHandle, Timers } from "../../drivers/timers";
import type { MeterIdentity } from "../../protocols/reading";
import type { Meter, MeterState, PortStatus } from "../meter";
import type { MeterSource } from "./meter-source";
import type { ScriptFormat } from "./script-description";
import type { ScriptChannel } from "./script-run";
import type { ScriptValues } from "./script-values";

export interface ScriptMeterOptions {
	readonly channel: ScriptChannel;
	readonly values: ScriptValues;
	readonly source: MeterSource;
	readonly timers: Timers;
	onState(meter: Meter): void;
	onLog(meter: Meter, text: string): void;
}

/** Types whose answers have their own end. */
const askedTypes = "mMkp";
const idleTime = 250;
const checkTime = 2_500;
const shortestSilence = 15_000;
/** Heat meters are asked once a day at most. */
const longestSilence = 200_000_000;
/** After the first telegram nobody knows how often the meter sends. */
const unknownGap = 3_600_000;

/** One meter of a script: a port's bytes go to its reader, its lines come out under the script's names. */
export class ScriptMeter implements Meter {
	readonly name: string;
	/** Its bytes are shown in the log. */
	isDumped = false;
	readonly #options: ScriptMeterOptions;
	readonly #end: () => void;
	readonly #pause: number;
	#check: TimerHandle | undefined;
	#idle: TimerHandle | undefined;
	#state: MeterState = "waiting";
	#time: number | undefined;
	#gap = 0;
	#lastError = "";
	/** An answer is coming in. */
	#isBusy = false;

	constructor(options: ScriptMeterOptions) {
		const { channel, source, timers } = options;
		this.name = channel.meter.prefix || `Meter${channel.meter.number}`;
		this.#options = options;
		this.#pause = channel.reader.pause ?? channel.meter.options.pause ?? idleTime;
		this.#end = source.listen(bytes => this.#receive(bytes));
		this.#check = timers.repeat(() => this.#checkSilence(), checkTime);
	}

	get state(): MeterState {
		return this.#state;
	}

	get identity(): MeterIdentity {
		return this.#options.source.identity;
	}

	get status(): PortStatus {
		const { source, channel, timers } = this.#options;
		return {
			...source.status,
			decoder: channel.reader.counters,
			lastError: this.#lastError || source.status.lastError,
			age: this.#time === undefined ? undefined : timers.ticks - this.#time,
		};
	}

	get number(): number {
		return this.#options.channel.meter.number;
	}

	/** Bits per second as the script's meter line gives them. */
	get baud(): number {
		return this.#options.channel.meter.parameter;
	}

	/** A good telegram has come. */
	telegram(): void {
		this.#isBusy = false;
		const now = this.#options.timers.ticks;
		if (this.#time !== undefined && now > this.#time) {
			const gap = now - this.#time;
			// Up at once: the answers to a list of requests come in bursts.
			this.#gap = Math.max(gap, this.#gap * 0.9);
		}
		this.#time = now;
		this.#setState("ok");
	}

	/** A telegram was refused. */
	fault(error: string): void {
		this.#isBusy = false;
		if (error !== this.#lastError)
			this.#options.onLog(this, error);
		this.#lastError = error;
	}

	sensor(): string | undefined {
		return this.#state === "ok" ? this.#options.values.member(this.#options.channel.meter) : undefined;
	}

	/** All names, also of what was not read yet: for discovery. */
	names(): string | undefined {
		return this.#options.values.fullMember(this.#options.channel.meter);
	}

	unitOf(name: string): string | undefined {
		return this.#options.values.unitOf(this.#options.channel.meter, name);
	}

	listen(onData: (bytes: Uint8Array) => void): () => void {
		return this.#options.source.listen(onData);
	}

	/** Sends bytes of the script with the type's check or parity. */
	send(bytes: readonly number[]): void {
		const { source, channel } = this.#options;
		source.send?.(channel.requests.encode({ bytes, raw: true }));
	}

	configure(format: Partial<ScriptFormat>): void {
		this.#options.source.setFormat?.(format);
	}

	/** A tenth of a second is over. */
	tick(): void {
		const { source, channel } = this.#options;
		// A published list may be faster than its meter: an answer that has begun is waited for, or it would count for the next request.
		if (!source.send || source.isBusy || this.#isBusy && askedTypes.includes(channel.meter.type))
			return;
		const bytes = channel.requests.tick();
		if (!bytes)
			return;
		source.send(bytes);
		if (channel.requests.isRoundOver)
			source.passOn?.();
	}

	close(): void {
		const { timers, source } = this.#options;
		timers.clear(this.#check);
		timers.clear(this.#idle);
		this.#end();
		source.close();
	}

	#receive(bytes: Uint8Array): void {
		const { channel, timers } = this.#options;
		if (this.isDumped)
			this.#options.onLog(this, dumpText(bytes, channel.meter.type === "o"));
		this.#isBusy = true;
		this.#read(bytes);
		timers.clear(this.#idle);
		this.#idle = timers.set(() => {
			this.#isBusy = false;
			this.#read(undefined);
		}, this.#pause);
	}

	/** @param bytes absent: the line is quiet. Whatever a script makes of a meter's bytes, the port goes on. */
	#read(bytes: Uint8Array | undefined): void {
		const { reader } = this.#options.channel;
		try {
			if (bytes)
				reader.push(bytes);
			else
				reader.idle();
		}
		catch (error) {
			reader.reset();
			this.fault(`the script's lines fail: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	#checkSilence(): void {
		if (this.#state !== "ok" || this.#time === undefined || this.#options.source.isPatient)
			return;
		const patience = this.#gap ? Math.min(longestSilence, Math.max(shortestSilence, this.#gap * 3 + checkTime)) : unknownGap;
		const age = this.#options.timers.ticks - this.#time;
		if (age <= patience)
			return;
		this.#options.onLog(this, `silent for ${Math.round(age / 1000)} s`);
		this.#setState("silent");
	}

	#setState(state: MeterState): void {
		if (this.#state === state)
			return;
		this.#state = state;
		this.#options.onState(this);
	}
}

/** OBIS text as text, all others in hexadecimal. */
function dumpText(bytes: Uint8Array, isText: boolean): string {
	let text = ": ";
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!, code = byte & 0x7F;
		text += !isText ? ` ${byte.toString(16).padStart(2, "0")}` : code < 0x20 ? "." : String.fromCharCode(code);
	}
	return text;
}
