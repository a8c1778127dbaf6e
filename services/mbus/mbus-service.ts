import type { FoundMeter } from "../../drivers/mbus-master/found-meter";
import type { TimerHandle } from "../../drivers/timers";
import { formatMbusEntries, maximumMbusMeters, parseMbusEntries } from "../../meters/mbus-entry";
import type { MbusEntry } from "../../meters/mbus-entry";
import type { MbusMeter } from "../../meters/mbus-meter";
import { MbusReader } from "../../meters/mbus-reader";
import type { Meter, MeterEvents } from "../../meters/meter";
import type { MbusHardware, Platform, SerialHardware } from "../platform";
import type { Settings } from "../settings/settings";
import type { SettingName } from "../settings/settings-schema";
import { describeError } from "../text";
import { MbusList } from "./mbus-list";
import { MbusScanner, parseScanWish } from "./mbus-scanner";
import type { ScanStatus } from "./mbus-scanner";
import { MbusStore } from "./mbus-store";
import { isFoundMeter } from "./same-meter";

export interface MbusServiceOptions extends MeterEvents {
	readonly platform: Platform;
	readonly hardware: MbusHardware;
	/** What the port is opened with, which depends on the settings of other ports. Throws an Error that says why it cannot be. */
	serial(): SerialHardware;
	/** Why the port is shut although it is switched on; `undefined`: it is not. */
	onRefused(text: string | undefined): void;
	readonly settings: Settings;
	/** A meter is read from now on, or no more. */
	onAdded(meter: Meter): void;
	onRemoved(meter: Meter): void;
	/** What goes to `stat/<topic>/RESULT`. */
	onResult(text: string): void;
	/** A scan has come further, or to its end. */
	onScan?(): void;
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
	readonly #list: MbusList;
	readonly #scanner: MbusScanner;
	#reader: MbusReader | undefined;
	#io: SerialHardware["io"] | undefined;
	#apply: TimerHandle | undefined;
	#scan: TimerHandle | undefined;
	#canceled = false;

	constructor(options: MbusServiceOptions) {
		const { platform, onLog, onResult } = options;
		const log = (text: string) => onLog(undefined, `M-Bus: ${text}`);
		this.#options = options;
		this.#list = new MbusList(options.settings, new MbusStore(platform.storage, log));
		this.#scanner = new MbusScanner({
			timers: platform.timers,
			onFound: meter => this.#found(meter),
			onResult: result => onResult(JSON.stringify(result)),
			onStatus: () => options.onScan?.(),
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

	get scanStatus(): ScanStatus {
		return this.#scanner.status;
	}

	/** All meters that are known: those of the setting and those that were found or added. */
	get entries(): readonly MbusEntry[] {
		return this.#list.entries;
	}

	/** Whether the setting names this meter. */
	isConfigured(entry: MbusEntry): boolean {
		return parseMbusEntries(this.#options.settings.get("mbusMeters")).some(other => other.name === entry.name);
	}

	/** Makes this the list of meters. Throws a RangeError for a list that cannot be; then nothing has changed. */
	replace(entries: readonly MbusEntry[]): void {
		const text = entries.length ? formatMbusEntries(entries) : "";
		// In words of its own: the setting's begin with its name.
		parseMbusEntries(text);
		this.#options.settings.check("mbusMeters", text);
		for (const { name } of this.#list.entries)
			this.#list.remove(name);
		const errors = this.#options.settings.change({ mbusMeters: text });
		if (errors)
			throw new RangeError(Object.values(errors)[0]);
		this.#sync();
	}

	/** Seconds between two readouts. */
	interval(meter: MbusMeter): number {
		return this.#reader?.interval(meter) ?? 0;
	}

	/** A setting has another value. */
	changed(name: SettingName): void {
		const { platform, settings } = this.#options;
		// The other port opens or closes soon, and this one gets its UART, or has to do without it. A faster rate may want it back.
		if (this.#reader && this.#isOtherSerial())
			this.#close();
		if (name === "mbusInterval" || name === "mbusMinimum")
			this.#reader?.configure({ interval: settings.get("mbusInterval"), minimum: settings.get("mbusMinimum") });
		else
			this.#apply ??= platform.timers.set(() => this.#applySettings(name === "mbusBaud"), applyDelay);
	}

	/** Every answer of a meter that is read, as it came; until the port is closed. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		return this.#reader?.listen(onData) ?? (() => {});
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
		this.#list.unfinished = false;
		this.#options.platform.timers.clear(this.#scan);
		this.#scanner.cancel();
	}

	/** Adds a meter, or gives one that is there already other fields: a name, an interval, a key. Throws a RangeError for one that cannot be. */
	add(entry: MbusEntry, isNamed: boolean): MbusEntry {
		const added = this.#list.add(entry, isNamed);
		this.#sync();
		return added;
	}

	/** Forgets a meter, by name or address. Returns its name; `undefined` when there is none. */
	remove(text: string): string | undefined {
		const name = this.#list.remove(text);
		this.#sync();
		return name;
	}

	close(): void {
		const { timers } = this.#options.platform;
		timers.clear(this.#apply);
		timers.clear(this.#scan);
		this.#close();
	}

	#isOtherSerial(): boolean {
		try {
			return this.#options.serial().io !== this.#io;
		}
		catch {
			return true;
		}
	}

	#open(): void {
		const { platform, hardware, settings, onUpdate, onState, onLog } = this.#options;
		if (!settings.get("mbusPort"))
			return;
		const { timers, decrypt } = platform;
		try {
			const serial = this.#options.serial();
			this.#io = serial.io;
			this.#reader = new MbusReader({
				...hardware,
				serial,
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
			this.#options.onRefused(describeError(error));
			return;
		}
		this.#options.onRefused(undefined);
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

	/** Reads the meters that are in the lists, and no others. */
	#sync(): void {
		const reader = this.#reader;
		if (!reader)
			return;
		const { onAdded, onRemoved, onLog } = this.#options;
		const wanted = new Map<string, MbusEntry>();
		this.#list.entries.forEach(entry => wanted.set(formatMbusEntries([entry]), entry));
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

	#found(found: FoundMeter): { name: string; isNew: boolean; } | undefined {
		const known = this.meters.find(meter => isFoundMeter(meter, found));
		if (known)
			return { name: known.name, isNew: false };
		const name = this.#list.addFound(found);
		if (name === undefined) {
			this.#options.onLog(undefined, `M-Bus: there are ${maximumMbusMeters} meters already: another one is left out`);
			return undefined;
		}
		this.#sync();
		return { name, isNew: true };
	}

	/** With nothing known, the bus is searched without being asked. */
	#planScan(delay: number): void {
		const { platform, settings } = this.#options;
		const nothing = !this.#list.entries.length || this.#list.unfinished;
		platform.timers.clear(this.#scan);
		if (this.#reader && nothing && !this.#canceled && settings.get("mbusScan") && !settings.get("mbusMeters"))
			this.#scan = platform.timers.set(() => this.#scanByItself(), delay);
	}

	#scanByItself(): void {
		const { settings } = this.#options;
		if (!this.#reader || this.#scanner.active)
			return;
		this.#list.unfinished = true;
		const bauds = usualBauds(settings.get("mbusBaud"));
		this.#scanner.start(this.#reader, { bauds, primary: true, secondary: true }, (_count, error) => {
			this.#list.unfinished = error !== undefined && !this.#canceled;
			this.#planScan(scanAgainDelay);
		});
	}
}

function usualBauds(baud: string): number[] {
	const usual = Number(baud);
	return usual === slowestBaud ? [usual] : [usual, slowestBaud];
}
