import type { Serial } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import type { AskFinding } from "./optical-finding";
import { opticalProfiles } from "./optical-profile";
import type { OpticalProfile } from "./optical-profile";
import { ReadoutSession } from "./readout-session";
import type { ReadoutDetail, ReadoutEnd } from "./readout-session";
import type { Identification } from "./sign-on";

export interface AskerOptions {
	readonly timers: Timers;
	/** Absent: all are tried in turn until one works. */
	readonly profile?: OpticalProfile | undefined;
	readonly address: string;
	readonly maximumBaud: number;
	readonly delay?: number | undefined;
	readonly acknowledge: boolean;
	/** Seconds from one readout to the next. */
	readonly interval: number;
	/** The port; `undefined` while it is gone. */
	serial(): Serial | undefined;
	poll(): void;
	onStart(): void;
	onData(bytes: Uint8Array): void;
	onSilence(): void;
	onFinding(finding: AskFinding): void;
	/** A readout came to a good end. */
	onDone(detail: ReadoutDetail): void;
	onError(text: string): void;
	/** Asked in vain for a while: it may push, after all. Asking goes on unless `stop` is called. */
	onVain(): void;
}

const reasons: Readonly<Record<Exclude<ReadoutEnd, "good">, string>> = Object.freeze({
	"no answer": "the meter does not answer: is the head in place, and the right way up?",
	"only echo": "only the head's own light comes back: it is off the meter, or upside down",
	"no identification": "light comes, but no meter's answer",
	"no data": "the meter answers, but sends no data",
	"stopped in the middle": "the meter stopped in the middle of its data",
	"wrong check": "the meter's data do not match their block check",
	"too long": "the readout took longer than ten minutes",
});

/** Ends that say that nobody was there, or nobody who understood. */
const unanswered: readonly ReadoutEnd[] = Object.freeze(["no answer", "only echo", "no identification"]);
/** Failures in a row: so many of a meter that has answered before make it worth listening again. */
const vain = 3;
/** The same of a meter that answers, but has never been read: enough to go through all rates. */
const hopeless = 8;
/** A rate that has worked fails so often before a lower one is tried: once may have been a hand before the head. */
const patience = 3;
const pauseBetweenProfiles = 2_000;
const slowest = 300;
/** After a readout that was ended early: the meter is still talking. */
const restTime = 1_500;

/** Asks a meter at its interval: chooses how, lowers the rate after failures, and remembers what worked. */
export class Asker {
	readonly #options: AskerOptions;
	readonly #timers: Timers;
	#session: ReadoutSession | undefined;
	#proven: AskFinding | undefined;
	/** Place in the list of profiles while none is proven. */
	#turn = 0;
	#maximumBaud: number;
	#delay: number | undefined;
	#failures = 0;
	#timer: TimerHandle | undefined;
	#started = 0;
	#heardAt = -Infinity;

	constructor(options: AskerOptions, known?: AskFinding) {
		this.#options = options;
		this.#timers = options.timers;
		this.#maximumBaud = options.maximumBaud;
		this.#delay = options.delay;
		// Another profile than the user has chosen by now proves nothing.
		if (known && (!options.profile || options.profile.name === known.profile)) {
			this.#proven = known;
			this.#delay ??= known.delay;
			if (known.mode === "C")
				this.#maximumBaud = Math.min(this.#maximumBaud, known.baud);
		}
	}

	/** A readout is under way. */
	get busy(): boolean {
		return this.#session !== undefined;
	}

	/** How the meter is asked now. */
	get profile(): OpticalProfile {
		const { profile } = this.#options;
		if (profile)
			return profile;
		const name = this.#proven?.profile;
		return opticalProfiles.find(one => one.name === name) ?? opticalProfiles[this.#turn % opticalProfiles.length]!;
	}

	/** Seconds from one readout to the next, the profile's floor taken into account. */
	get interval(): number {
		return Math.max(this.#options.interval, this.profile.shortestInterval);
	}

	start(): void {
		this.#ask();
	}

	stop(): void {
		this.#timers.clear(this.#timer);
		this.#timer = undefined;
		this.#session?.close();
		this.#session = undefined;
	}

	receive(bytes: Uint8Array): void {
		this.#heardAt = this.#timers.ticks;
		this.#session?.receive(bytes);
	}

	identified(identification: Identification): void {
		this.#session?.identified(identification);
	}

	finished(good: boolean): void {
		this.#session?.finished(good);
	}

	#ask(): void {
		const { serial, poll, onStart, address, acknowledge, onData, onSilence } = this.#options;
		const port = serial();
		if (!port)
			return;
		poll();
		const wait = this.#heardAt + restTime - this.#timers.ticks;
		if (this.#proven && !this.#failures && wait > 0) {
			this.#set(wait);
			return;
		}
		this.#started = this.#timers.ticks;
		onStart();
		this.#session = new ReadoutSession({
			serial: port,
			timers: this.#timers,
			profile: this.profile,
			address,
			maximumBaud: this.#maximumBaud,
			delay: this.#delay,
			acknowledge,
			poll,
			onData,
			onSilence,
			onEnd: (end, detail) => this.#ended(end, detail),
		});
	}

	#ended(end: ReadoutEnd, detail: ReadoutDetail): void {
		this.#session = undefined;
		if (detail.early)
			this.#delay = this.profile.fastDelay;
		if (end === "good")
			this.#succeed(detail);
		else if (unanswered.includes(end))
			this.#missed(end);
		else
			this.#failed(end, detail);
	}

	#succeed(detail: ReadoutDetail): void {
		const { onDone, onFinding, delay } = this.#options;
		const { mode, baud } = detail;
		this.#failures = 0;
		const own = delay === undefined && this.#delay !== undefined ? { delay: this.#delay } : {};
		this.#proven = { kind: "asked", profile: this.profile.name, mode, baud, ...own };
		const since = this.#timers.ticks - this.#started;
		this.#set(Math.max(1_000, this.interval * 1000 - since));
		onFinding(this.#proven);
		onDone(detail);
	}

	/** Nobody was there. */
	#missed(end: ReadoutEnd): void {
		const { onError, onVain, profile } = this.#options;
		const { retry } = this.profile;
		const round = this.#proven || profile ? vain : opticalProfiles.length;
		this.#failures++;
		this.#turn++;
		const isVain = this.#failures % round === 0;
		this.#set(this.#proven || profile || isVain ? retry * 1000 : pauseBetweenProfiles);
		// Another meter may hang here by now.
		if (this.#failures >= vain * vain)
			this.#proven = undefined;
		onError(reasons[end as keyof typeof reasons]);
		if (isVain)
			onVain();
	}

	/** A meter that promises a rate and fails at it is asked for a lower one, down to the lowest, then again for all. */
	#failed(end: ReadoutEnd, { mode, baud }: ReadoutDetail): void {
		this.#failures++;
		const worked = this.#proven?.baud === baud;
		if (mode === "C" && (!worked || this.#failures % patience === 0))
			this.#maximumBaud = baud > slowest ? Math.max(slowest, baud >> 1) : this.#options.maximumBaud;
		this.#set(this.#failures < vain ? this.profile.retry * 1000 : this.interval * 1000);
		this.#options.onError(reasons[end as keyof typeof reasons]);
		// One that pushes may look like an answer.
		if (!this.#proven && this.#failures % hopeless === 0)
			this.#options.onVain();
	}

	#set(time: number): void {
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(() => this.#ask(), time);
	}
}
