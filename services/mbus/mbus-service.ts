import { matches } from "../../drivers/mbus-master/meter-identity";
import type { FoundMeter } from "../../drivers/mbus-master/found-meter";
import type { TimerHandle } from "../../drivers/timers";
import { formatMbusAddress } from "../../meters/mbus-address";
import { formatMbusEntries, maximumMbusMeters, parseMbusEntries } from "../../meters/mbus-entry";
import type { MbusEntry } from "../../meters/mbus-entry";
import type { MbusMeter } from "../../meters/mbus-meter";
import { foundMeterName } from "../../meters/mbus-names";
import { MbusReader } from "../../meters/mbus-reader";
import type { Meter, MeterEvents } from "../../meters/meter";
import type { MbusHardware, Platform } from "../platform";
import type { Settings } from "../settings/settings";
import type { SettingName } from "../settings/settings-schema";
import { describeError } from "../text";
import { MbusScanner, parseScanWish } from "./mbus-scanner";
import { MbusStore } from "./mbus-store";

export interface MbusServiceOptions extends MeterEvents {
	readonly platform: Platform;
	readonly hardware: MbusHardware;
	readonly settings: Settings;
	/** A meter is read from now on, or no more. */
	onAdded(meter: Meter): void;
	onRemoved(meter: Meter): void;
	/** What goes to `stat/<topic>/RESULT`. */
	onResult(text: string): void;
	onLog(meter: Meter | undefined, text: string): void;
}

/** Settings take effect together. */
const applyDelay = 200;
/** The network comes up meanwhile, so that the user sees the scan. */
const firstScanDelay = 10_000;
/** While no meter was found, the bus is searched again. */
const scanAgainDelay = 3_600_000;
const slowestBaud = 300;

/** The M-Bus port: which meters are on it, as settings, commands and scans say. */
export class MbusService {
	readonly #options: MbusServiceOptions;
	readonly #store: MbusStore;
	readonly #scanner: MbusScanner;
	#stored: MbusEntry[];
	#reader: MbusReader | undefined;
	#apply: TimerHandle | undefined;
	#scan: TimerHandle | undefined;
	#canceled = false;

	constructor(options: MbusServiceOptions) {
		const { platform, onLog, onResult } = options;
		const log = (text: string) => onLog(undefined, `M-Bus: ${text}`);
		this.#options = options;
		this.#store = new MbusStore(platform.storage, log);
		this.#stored = this.#store.read();
		this.#scanner = new MbusScanner({
			timers: platform.timers,
			onFound: meter => this.#found(meter),
			onResult: result => onResult(JSON.stringify(result)),
			onLog: log,
		});
		this.#open();
		this.#planScan(firstScanDelay);
	}

	/** The meters that are read. */
	get meters(): readonly MbusMeter[] {
		return this.#reader?.meters ?? [];
	}

	get scanning(): boolean {
		return this.#scanner.active;
	}

	/** Seconds between two readouts. */
	interval(meter: MbusMeter): number {
		return this.#reader?.interval(meter) ?? 0;
	}

	/** A setting has another value. */
	changed(name: SettingName): void {
		const { platform, settings } = this.#options;
		// The other port opens soon.
		if (name === "opticalMode" && this.#reader && this.#isTaken)
			this.#close();
		if (name === "mbusInterval" || name === "mbusMinimum")
			this.#reader?.configure({ interval: settings.get("mbusInterval"), minimum: settings.get("mbusMinimum") });
		else
			this.#apply ??= platform.timers.set(() => this.#applySettings(name === "mbusBaud"), applyDelay);
	}

	/** Looks for meters as `text` says (see `parseScanWish`). Throws what is wrong with it. */
	scan(text: string): void {
		const { settings } = this.#options;
		const wish = parseScanWish(text, usualBauds(settings.get("mbusBaud")));
		if (!this.#reader)
			throw new Error("the M-Bus port is not open");
		this.#options.platform.timers.clear(this.#scan);
		this.#scanner.start(this.#reader, wish, () => {});
	}

	/** Ends the scan that is under way, and none begins by itself until the next start. */
	cancelScan(): void {
		this.#canceled = true;
		this.#store.unfinished = false;
		this.#options.platform.timers.clear(this.#scan);
		this.#scanner.cancel();
	}

	/** Adds a meter, or gives one that is there already other fields: a name, an interval, a key. */
	add(entry: MbusEntry, isNamed: boolean): MbusEntry {
		const before = this.#entries().find(other => sameAddress(other, entry));
		const added = before ? { ...before, ...withoutAddress(entry), name: isNamed ? entry.name : before.name } : entry;
		const others = this.#entries().filter(other => other !== before);
		if (others.some(other => other.name === added.name))
			throw new RangeError(`there is another meter with the name ${added.name}`);
		if (others.length >= maximumMbusMeters)
			throw new RangeError(`there are ${maximumMbusMeters} meters already`);
		if (before)
			this.#drop(before);
		this.#keep([...this.#stored, added]);
		this.#sync();
		return added;
	}

	/** Forgets a meter, by name or address. Returns its name; `undefined` when there is none. */
	remove(text: string): string | undefined {
		const entry = this.#entries().find(other => other.name === text || formatMbusAddress(other) === text || other.secondary?.id === text);
		if (!entry)
			return undefined;
		this.#drop(entry);
		this.#sync();
		return entry.name;
	}

	close(): void {
		const { timers } = this.#options.platform;
		timers.clear(this.#apply);
		timers.clear(this.#scan);
		this.#close();
	}

	/** Boards with few UARTs give the optical port and the M-Bus the same one. */
	get #isTaken(): boolean {
		const { platform, hardware, settings } = this.#options;
		const { port } = hardware.serial;
		return port !== undefined && platform.ports.optical?.serial.port === port && settings.get("opticalMode") !== "off";
	}

	#open(): void {
		const { platform, hardware, settings, onUpdate, onState, onLog } = this.#options;
		if (!settings.get("mbusPort"))
			return;
		if (this.#isTaken) {
			onLog(undefined, "M-Bus: the optical port has the UART; with the setting opticalMode off the M-Bus gets it");
			return;
		}
		const { timers, decrypt } = platform;
		try {
			this.#reader = new MbusReader({
				...hardware,
				timers,
				...(decrypt && { decrypt }),
				baud: Number(settings.get("mbusBaud")),
				interval: settings.get("mbusInterval"),
				minimum: settings.get("mbusMinimum"),
				onUpdate,
				...(onState && { onState }),
				onLog,
				onError: text => onLog(undefined, `M-Bus: ${text}`),
			});
		}
		catch (error) {
			onLog(undefined, `port mbus: ${describeError(error)}`);
		}
		this.#sync();
	}

	#close(): void {
		const reader = this.#reader;
		this.#reader = undefined;
		this.#scanner.forget();
		reader?.meters.forEach(meter => this.#options.onRemoved(meter));
		reader?.close();
	}

	#applySettings(reopen: boolean): void {
		this.#apply = undefined;
		const wanted = this.#options.settings.get("mbusPort");
		if (this.#reader && (reopen || !wanted))
			this.#close();
		if (this.#reader)
			this.#sync();
		else if (wanted)
			this.#open();
		this.#planScan(firstScanDelay);
	}

	/** Those of the setting first; one that was found before it was set counts once. */
	#entries(): MbusEntry[] {
		const entries = parseMbusEntries(this.#options.settings.get("mbusMeters"));
		this.#stored.forEach(entry => {
			if (!entries.some(other => other.name === entry.name || sameAddress(other, entry)))
				entries.push(entry);
		});
		return entries;
	}

	/** Reads the meters that are in the lists, and no others. */
	#sync(): void {
		const reader = this.#reader;
		if (!reader)
			return;
		const { onAdded, onRemoved, onLog } = this.#options;
		const wanted = new Map<string, MbusEntry>();
		this.#entries().forEach(entry => wanted.set(formatMbusEntries([entry]), entry));
		reader.meters.forEach(meter => {
			if (wanted.delete(formatMbusEntries([meter.entry])))
				return;
			reader.remove(meter);
			onRemoved(meter);
		});
		wanted.forEach(entry => {
			try {
				onAdded(reader.add(entry));
			}
			catch (error) {
				onLog(undefined, `M-Bus: ${entry.name}: ${describeError(error)}`);
			}
		});
	}

	#keep(entries: MbusEntry[]): void {
		this.#stored = entries;
		this.#store.write(entries);
	}

	#drop(entry: MbusEntry): void {
		const { settings } = this.#options;
		const configured = parseMbusEntries(settings.get("mbusMeters"));
		const rest = configured.filter(other => other.name !== entry.name);
		if (rest.length < configured.length) {
			settings.set("mbusMeters", rest.length ? formatMbusEntries(rest) : "");
			settings.save();
		}
		this.#keep(this.#stored.filter(other => other.name !== entry.name && !sameAddress(other, entry)));
	}

	#found(found: FoundMeter): { name: string; isNew: boolean; } | undefined {
		const known = this.meters.find(meter => isMeter(meter, found));
		if (known)
			return { name: known.name, isNew: false };
		const entries = this.#entries();
		if (entries.length >= maximumMbusMeters) {
			this.#options.onLog(undefined, `M-Bus: there are ${maximumMbusMeters} meters already: another one is left out`);
			return undefined;
		}
		const name = foundMeterName(found, entries.map(entry => entry.name));
		const { secondary, primary, bySecondary, baud } = found;
		const address = bySecondary && secondary ? { secondary } : { primary: primary! };
		this.#keep([...this.#stored, { name, ...address, baud }]);
		this.#sync();
		return { name, isNew: true };
	}

	/** With nothing known, the bus is searched without being asked. */
	#planScan(delay: number): void {
		const { platform, settings } = this.#options;
		const nothing = !this.#entries().length || this.#store.unfinished;
		platform.timers.clear(this.#scan);
		if (this.#reader && nothing && !this.#canceled && settings.get("mbusScan") && !settings.get("mbusMeters"))
			this.#scan = platform.timers.set(() => this.#scanByItself(), delay);
	}

	#scanByItself(): void {
		const { settings } = this.#options;
		if (!this.#reader || this.#scanner.active)
			return;
		this.#store.unfinished = true;
		const bauds = usualBauds(settings.get("mbusBaud"));
		this.#scanner.start(this.#reader, { bauds, primary: true, secondary: true }, (_count, error) => {
			this.#store.unfinished = error !== undefined && !this.#canceled;
			this.#planScan(scanAgainDelay);
		});
	}
}

function usualBauds(baud: string): number[] {
	const usual = Number(baud);
	return usual === slowestBaud ? [usual] : [usual, slowestBaud];
}

/** Whether two entries mean the same meter, as far as that can be seen. */
function sameAddress(one: MbusEntry, other: MbusEntry): boolean {
	if (one.secondary && other.secondary)
		return matches(one.secondary, other.secondary) && matches(other.secondary, one.secondary);
	return one.primary !== undefined && one.primary === other.primary && (!one.baud || !other.baud || one.baud === other.baud);
}

/** Whether a meter that is read is the one that a scan has found. */
function isMeter({ entry, identity, line }: MbusMeter, { primary, secondary, byPrimary, baud }: FoundMeter): boolean {
	if (entry.secondary && secondary)
		return matches(secondary, entry.secondary);
	if (identity.id !== undefined && secondary?.id !== undefined)
		return identity.id === secondary.id && (entry.primary === undefined || entry.primary === primary);
	return byPrimary && entry.primary === primary && line.baud === baud;
}

function withoutAddress({ primary: _primary, secondary: _secondary, ...rest }: Partial<MbusEntry>): Partial<MbusEntry> {
	return rest;
}
