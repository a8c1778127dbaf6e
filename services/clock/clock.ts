import type { TimerHandle, Timers } from "../../drivers/timers";
import { replaceEach } from "../../protocols/text-shape";
import { BackOff } from "../back-off";
import { withGuardedSocket } from "../network/guarded-datagram";
import type { NTPHardware, SystemClock } from "../platform";
import { describeError } from "../text";
import { civilText } from "./civil-time";
import { PosixTimeZone } from "./posix-time-zone";

export interface ClockOptions {
	timers: Timers;
	clock: SystemClock;
	/** Absent where something else keeps the clock right. */
	ntp?: NTPHardware;
	/** Asked before each attempt. Several names are separated by blanks or commas. */
	server(): string;
	/** POSIX `TZ` text. */
	timeZone: string;
	/** For the jitter of the back-off: from the MAC address. */
	seed: number;
	/** The clock was set; `step` is by how many milliseconds it was wrong, `undefined` the first time. */
	onSet?(step: number | undefined): void;
	/** Local times have the offset from UTC behind them: `2026-11-21T12:00:00+01:00`. Default: they have not. */
	zoned?(): boolean;
	onLog?(text: string): void;
}

type NTPClient = InstanceType<NTPHardware["io"]>;

const firstRetry = 5_000;
const maximumRetry = 600_000;
const daily = 86_400_000;
/** Longer than the SDK's client takes to give up: five times 2 s for each server. */
const deadline = 60_000;
/** No device with this firmware has run before 2025: an earlier time is an answer gone wrong. */
const earliest = Date.UTC(2025, 0, 1);
/** The SDK's client counts 32-bit seconds from 1900 and takes them as they are; from 7 February 2036 they start again (RFC 5905, 6). */
const era = 2 ** 32 * 1000;

/** The time of day: set from NTP, again each day, with local time after a POSIX time zone; and the time since the start. */
export class Clock {
	#options: ClockOptions;
	#zone: PosixTimeZone;
	#backOff: BackOff;
	#startedAt: number;
	#timer: TimerHandle | undefined;
	#client: NTPClient | undefined;
	#online = false;
	#lastError = "";
	#syncs = 0;
	#failures = 0;

	/** Throws when the time zone cannot be read. */
	constructor(options: ClockOptions) {
		this.#options = options;
		this.#zone = new PosixTimeZone(options.timeZone);
		this.#backOff = new BackOff({ first: firstRetry, maximum: maximumRetry, seed: options.seed });
		this.#startedAt = options.timers.ticks;
	}

	/** Milliseconds since 1970; `undefined` until the clock was set. */
	get epoch(): number | undefined {
		return this.#options.clock.now;
	}

	/** Seconds since the start. */
	get uptime(): number {
		return (this.#options.timers.ticks - this.#startedAt) / 1000;
	}

	/** How often the clock was set, how often that failed, and why it failed last. */
	get status(): { syncs: number; failures: number; lastError: string; } {
		return { syncs: this.#syncs, failures: this.#failures, lastError: this.#lastError };
	}

	/**
	 * Local time, `2026-11-21T12:00:00`, with the zone behind it where that is wanted; before the clock was set the time since the start, as if that
	 * had been 1970.
	 */
	local(): string {
		const { epoch } = this;
		if (epoch === undefined)
			return civilText(this.uptime * 1000);
		return this.#options.zoned?.() ? this.#zone.local(epoch) + offsetText(this.#zone.offset(epoch)) : this.#zone.local(epoch);
	}

	/** Local time of a moment in milliseconds since 1970. */
	localText(epoch: number): string {
		return this.#zone.local(epoch);
	}

	/** What to add to UTC for local time at a moment, in seconds. */
	offset(epoch: number): number {
		return this.#zone.offset(epoch);
	}

	/** The same in UTC. */
	utc(): string {
		return civilText(this.epoch ?? this.uptime * 1000);
	}

	/** Throws, and keeps the old time zone, when the new one cannot be read. */
	setTimeZone(text: string): void {
		this.#zone = new PosixTimeZone(text);
	}

	/** The network is there: asks for the time now and from then on daily. */
	start(): void {
		if (this.#online)
			return;
		this.#online = true;
		this.#backOff.reset();
		this.#ask();
	}

	/** The network is gone. The clock goes on. */
	stop(): void {
		this.#online = false;
		this.#options.timers.clear(this.#timer);
		this.#release();
	}

	#ask(): void {
		const { ntp, timers, server } = this.#options;
		const servers = replaceEach(server(), ",", " ").split(" ").filter(name => name);
		if (!ntp || !servers.length)
			return;
		this.#timer = timers.set(() => this.#failed("no answer"), deadline);
		try {
			const dns = ntp.dns ? withGuardedSocket(ntp.dns as object) : undefined;
			const client = new ntp.io({ ...withGuardedSocket(ntp), dns, servers } as ConstructorParameters<NTPHardware["io"]>[0]);
			this.#client = client;
			client.getTime((error, epoch) => {
				if (client !== this.#client)
					return;
				if (error || typeof epoch !== "number")
					this.#failed(describeError(error, "no time server answers"));
				else
					this.#answered(epoch);
			});
		}
		catch (error) {
			this.#failed(describeError(error));
		}
	}

	#answered(answer: number): void {
		const epoch = answer < 0 ? answer + era : answer;
		if (!(epoch >= earliest))
			return this.#failed("a time server answered with a time in the past");
		const before = this.epoch;
		const step = before === undefined ? undefined : epoch - before;
		this.#options.clock.set(epoch);
		this.#syncs++;
		this.#backOff.reset();
		this.#next(daily);
		this.#log(step === undefined ? `clock set: ${this.local()}` : `clock set: ${this.local()}, was wrong by ${step} ms`);
		this.#options.onSet?.(step);
	}

	#failed(reason: string): void {
		this.#failures++;
		this.#lastError = reason;
		const delay = this.#backOff.next();
		this.#next(delay);
		this.#log(`clock: ${reason}; next attempt in ${Math.round(delay / 1000)} s`);
	}

	#next(delay: number): void {
		const { timers } = this.#options;
		timers.clear(this.#timer);
		this.#release();
		this.#timer = timers.set(() => this.#ask(), delay);
	}

	#release(): void {
		const client = this.#client;
		this.#client = undefined;
		try {
			client?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}

	#log(text: string): void {
		this.#options.onLog?.(text);
	}
}

/** `+01:00` for 3600 seconds. */
function offsetText(seconds: number): string {
	const minutes = Math.abs(Math.round(seconds / 60)), two = (value: number) => String(value).padStart(2, "0");
	return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
