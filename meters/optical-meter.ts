import { describeFinding, formatFinding, parseFinding } from "../drivers/optical-head/optical-finding";
import type { OpticalFinding } from "../drivers/optical-head/optical-finding";
import { OpticalHead } from "../drivers/optical-head/optical-head";
import type { OpticalHeadOptions } from "../drivers/optical-head/optical-head";
import { findOpticalProfile } from "../drivers/optical-head/optical-profile";
import type { SerialFaults } from "../drivers/serial";
import type { TimerHandle, Timers } from "../drivers/timers";
import type { MeterIdentity, Telegram, TelegramFault } from "../protocols/reading";
import { LOCKED_WARNING } from "../protocols/sml/locked";
import { EarlyEnd } from "./early-end";
import type { Meter, MeterEvents, MeterState, PortStatus } from "./meter";
import { OpticalDecoders } from "./optical-decoders";
import type { OpticalKind } from "./optical-decoders";
import type { NameRow } from "./name-row";
import { codeOf, isHistory, OpticalLayout } from "./optical-layout";
import { findOpticalMode } from "./optical-modes";
import { chooseNames } from "./optical-names";
import type { ChosenCodes } from "./optical-names";

/** How the meter is read, as the settings say it. What is left out is found by itself. */
export interface OpticalChoices {
	/** Name from `opticalModes`. Default `auto`. */
	readonly mode?: string;
	/** Rate at which the meter pushes, 300 … 19200. */
	readonly baud?: number;
	/** The fastest rate that is acknowledged. */
	readonly maximumBaud?: number;
	/** Milliseconds from the acknowledgement to the change of rate. */
	readonly delay?: number;
	/** Name from `opticalProfiles`. */
	readonly profile?: string;
	readonly address?: string;
	/** Seconds between two readouts. */
	readonly interval?: number;
	/** Quirks that are forced (`true`) or forbidden: `dzg`, `elster`, …. */
	readonly quirks?: Readonly<Record<string, boolean>>;
	/** What a wrong block check does. Default `require`. */
	readonly check?: "require" | "warn" | "ignore";
	/** A readout ends when these registers have come. Default: it is read to its end. */
	readonly wanted?: readonly string[];
	/** Also publish the values of earlier billing periods. */
	readonly history?: boolean;
	/** Codes of energy and power other than the usual ones. */
	readonly codes?: ChosenCodes;
}

export interface OpticalMeterOptions extends MeterEvents {
	/** Key in the SENSOR message. Default `Optical`. */
	readonly name?: string;
	readonly serial: OpticalHeadOptions["serial"];
	readonly timers: Timers;
	readonly choices?: OpticalChoices;
	/** What was found earlier, as `onFinding` gave it. Any other text counts as none. */
	readonly finding?: string | undefined;
	/** Something else was found: keep it for the next start. */
	onFinding?(finding: string): void;
}

/** Nothing is called silent before this time, however fast the meter usually sends. */
const shortestSilence = 15_000;
const longestSilence = 300_000;
/** After the first telegram nobody knows how often the meter sends. */
const unknownGap = 60_000;
const checkTime = 2_500;
const nothing: readonly string[] = Object.freeze([]);

/** A meter with an optical port: head, decoders and names put together. */
export class OpticalMeter implements Meter {
	readonly name: string;
	readonly #options: OpticalMeterOptions;
	readonly #timers: Timers;
	readonly #decoders: OpticalDecoders;
	readonly #early: EarlyEnd | undefined;
	readonly #names: readonly (NameRow | string)[];
	readonly #faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	#head: OpticalHead | undefined;
	#check: TimerHandle | undefined;
	#state: MeterState = "waiting";
	#telegram: Telegram | undefined;
	#time = 0;
	/** Milliseconds between the meter's telegrams as seen lately. */
	#gap = 0;
	#layout: OpticalLayout | undefined;
	#text: string | undefined;
	#finding: OpticalFinding | undefined;
	#readTime = 0;
	#lastError = "";

	constructor(options: OpticalMeterOptions) {
		const { name = "Optical", timers, choices = {}, serial } = options;
		const { check = "require", wanted = nothing, history = false, quirks = {}, codes = {} } = choices;
		const mode = findOpticalMode(choices.mode ?? "auto");
		const profile = choices.profile === undefined ? undefined : findOpticalProfile(choices.profile);
		if (!mode || choices.profile !== undefined && !profile)
			throw new RangeError(`optical meter: there is no ${mode ? `profile ${choices.profile}` : `mode ${choices.mode}`}`);
		this.name = name;
		this.#options = options;
		this.#timers = timers;
		this.#names = chooseNames(codes);
		if (wanted.length)
			this.#early = new EarlyEnd({ timers, wanted, onComplete: telegram => this.#receive(telegram, "asked") });
		this.#decoders = new OpticalDecoders({
			kinds: mode.kinds,
			quirks,
			check,
			accept: id => history || !isHistory(id),
			onTelegram: (telegram, kind) => this.#receive(telegram, kind),
			onFault: (fault, kind) => this.#refuse(fault, kind),
			onIdentification: identification => {
				this.#early?.identified(identification);
				this.#head?.identified(identification);
			},
			onDataSet: reading => this.#early?.add(reading),
		});
		const { baud, maximumBaud, delay, address, interval } = choices;
		const finding = parseFinding(options.finding);
		this.#head = new OpticalHead({
			serial,
			timers,
			mode: mode.mode,
			acknowledge: mode.acknowledge,
			...(baud !== undefined && { baud }),
			...(maximumBaud !== undefined && { maximumBaud }),
			...(delay !== undefined && { delay }),
			...(profile && { profile }),
			...(address !== undefined && { address }),
			...(interval !== undefined && { interval }),
			...(finding && { finding }),
			onStart: kind => this.#start(kind),
			onData: bytes => this.#decoders.push(bytes),
			onSilence: () => this.#decoders.end(),
			onFinding: found => this.#found(found),
			onDone: ({ time }) => this.#readTime = time,
			onFault: faults => this.#fault(faults),
			onError: text => this.#fail(text),
		});
		this.#check = timers.repeat(() => this.#checkSilence(), checkTime);
	}

	get state(): MeterState {
		return this.#state;
	}

	get identity(): MeterIdentity {
		const telegram = this.#telegram;
		if (!telegram || telegram.meter.id !== undefined)
			return telegram?.meter ?? {};
		// Heat meters (EN 13757-1 has no code for it in their short form).
		const number = telegram.readings.find(({ id }) => codeOf(id) === "9.21")?.value;
		return number === undefined ? telegram.meter : { ...telegram.meter, id: String(number) };
	}

	get status(): PortStatus {
		const { counters } = this.#decoders;
		return {
			port: "optical",
			detected: this.#finding ? this.#describe(this.#finding) : "",
			activity: this.#head?.activity ?? "",
			note: this.#note,
			bytes: counters.bytes,
			faults: this.#faults,
			decoder: counters,
			lastError: this.#lastError,
			age: this.#telegram && this.#timers.ticks - this.#time,
		};
	}

	/** The last good telegram, also after the meter went silent. */
	get telegram(): Telegram | undefined {
		return this.#telegram;
	}

	/** Seconds between two readouts, the profile's floor taken into account; 0 for a meter that pushes. */
	get interval(): number {
		return this.#head?.interval ?? 0;
	}

	sensor(): string | undefined {
		if (this.#state !== "ok" || !this.#telegram)
			return;
		return this.#text ??= this.#write(this.#telegram);
	}

	/** Every raw byte as it comes, for a second reader. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		return this.#head?.listen(onData) ?? (() => {});
	}

	close(): void {
		this.#timers.clear(this.#check);
		this.#check = undefined;
		this.#early?.reset();
		this.#head?.close();
		this.#head = undefined;
	}

	#start(kind: OpticalKind): void {
		this.#early?.reset();
		this.#decoders.start(kind);
	}

	#receive(telegram: Telegram, kind: OpticalKind): void {
		const now = this.#timers.ticks;
		if (this.#telegram) {
			const gap = now - this.#time;
			// Slow up, quick down: one missed telegram does not double the patience.
			this.#gap = gap < this.#gap || !this.#gap ? gap : Math.min(gap, this.#gap * 1.25);
		}
		const wasLocked = this.#isLocked;
		this.#telegram = telegram;
		this.#time = now;
		this.#text = undefined;
		this.#early?.reset();
		if (this.#decoders.settle(kind))
			this.#lastError = "";
		if (kind === "asked")
			this.#head?.finished(true);
		else
			this.#head?.confirm(kind);
		if (this.#isLocked && !wasLocked)
			this.#options.onLog?.(this, LOCKED_WARNING);
		this.#setState("ok");
		this.#options.onUpdate(this);
	}

	#refuse({ error, kind: what }: TelegramFault, kind: OpticalKind): void {
		// While it searches again, all decoders hear what only one can read.
		const known = this.#finding?.kind;
		if (kind !== "asked" && (known === "sml" || known === "push") && kind !== known)
			return;
		this.#lastError = error;
		this.#early?.reset();
		// What was only cut may go on; the driver's time-out judges that.
		if (kind === "asked" && what === "check")
			this.#head?.finished(false);
	}

	#write(telegram: Telegram): string {
		const { readings } = telegram;
		let layout = this.#layout;
		if (!layout?.fits(readings))
			layout = this.#layout = new OpticalLayout(readings, this.#names);
		const members = layout.text(readings), { id } = this.identity;
		return `"${this.name}":{${id === undefined ? "" : `"Meter":${JSON.stringify(id)}${members && ","}`}${members}}`;
	}

	get #isLocked(): boolean {
		return this.#telegram?.warnings.includes(LOCKED_WARNING) ?? false;
	}

	get #note(): string {
		return this.#isLocked ? LOCKED_WARNING : this.#head?.note ?? "";
	}

	#describe(finding: OpticalFinding): string {
		const text = describeFinding(finding);
		return finding.kind === "asked" && this.#readTime
			? `${text}, read in ${(this.#readTime / 1000).toFixed(1)} s every ${this.interval} s`
			: text;
	}

	#found(finding: OpticalFinding): void {
		this.#finding = finding;
		this.#options.onFinding?.(formatFinding(finding));
		this.#options.onLog?.(this, `found ${describeFinding(finding)}`);
		const { note } = this.#head ?? {};
		if (note)
			this.#options.onLog?.(this, note);
	}

	#fail(text: string): void {
		this.#early?.reset();
		// Only what is new: a meter that is off would fill the log.
		const isNew = text !== this.#lastError;
		this.#lastError = text;
		if (isNew)
			this.#options.onLog?.(this, text);
	}

	#fault(faults: SerialFaults): void {
		const total = this.#faults;
		total.overrun += faults.overrun;
		total.framing += faults.framing;
		total.parity += faults.parity;
		total.break += faults.break;
		this.#early?.fault();
	}

	#checkSilence(): void {
		if (this.#state !== "ok")
			return;
		const asked = this.interval * 1000;
		const gap = this.#gap ? this.#gap * 3 + checkTime : unknownGap;
		const patience = Math.min(longestSilence, Math.max(shortestSilence, gap));
		const age = this.#timers.ticks - this.#time;
		if (age <= (asked ? asked * 3 + shortestSilence : patience))
			return;
		this.#text = undefined;
		this.#options.onLog?.(this, `silent for ${Math.round(age / 1000)} s`);
		this.#setState("silent");
	}

	#setState(state: MeterState): void {
		if (this.#state === state)
			return;
		this.#state = state;
		this.#options.onState?.(this);
	}
}
