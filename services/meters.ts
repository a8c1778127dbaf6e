import type { TimerHandle } from "../drivers/timers";
import { EncoderMeter } from "../meters/encoder-meter";
import type { Meter, MeterEvents } from "../meters/meter";
import { opticalCompatibilities } from "../meters/optical-compatibility";
import { OpticalMeter } from "../meters/optical-meter";
import type { OpticalChoices } from "../meters/optical-meter";
import { findPulseKind } from "../drivers/pulse-input/pulse-kinds";
import type { ConstantWay } from "../drivers/pulse-input/pulse-kinds";
import { findPulseUnit } from "../drivers/pulse-input/pulse-units";
import { P1Meter } from "../meters/p1-meter";
import { MbusService } from "./mbus/mbus-service";
import { ScriptService } from "./script-service";
import { PulseMeter } from "../meters/pulse-meter";
import { PulseScale } from "../meters/pulse-scale";
import { CounterJournal } from "./journal/counter-journal";
import { octetsOfHex } from "../protocols/octets";
import type { Platform, SerialHardware } from "./platform";
import type { Settings } from "./settings/settings";
import type { SettingName } from "./settings/settings-schema";
import { describeError } from "./text";
import { UartPlan } from "./uart-plan";
import type { SerialPort } from "./uart-plan";

export interface MetersOptions extends MeterEvents {
	readonly platform: Platform;
	readonly settings: Settings;
	/** The script is kept and can be changed, and does not run. */
	readonly idle?: boolean;
	onLog(meter: Meter | undefined, text: string): void;
	/** A meter is not read any more. */
	onGone?(meter: Meter): void;
	/** Something to publish as `stat/<topic>/RESULT`. */
	onResult?(text: string): void;
	/** A scan of the M-Bus has come further, or to its end. */
	onScan?(): void;
	/** A line of the script is to be published at once: `"SML":{"Power":-1503}`. */
	onImmediate?(member: string): void;
	/** Another script runs, or the same from its start: there are other meters in the list. */
	onScript?(): void;
}

/** Key in the storage of what the P1 port found. */
const p1Format = "p1Format";
/** The same of the optical port. */
const opticalFound = "opticalFound";
/** The same of the encoder port. */
const encoderMode = "encoderMode";
/** The same by the ports' names. */
const findings: Readonly<Record<string, string>> = Object.freeze({ p1: p1Format, optical: opticalFound, encoder: encoderMode });
/** The ports that have one meter of their own, in the order of the SENSOR message. */
const ownPorts = Object.freeze(["p1", "optical", "encoder", "pulse1", "pulse2"] as const);
type OwnPort = (typeof ownPorts)[number];
const reopenDelay = 200;

/** The meters on the board's ports. */
export class Meters {
	readonly #options: MetersOptions;
	readonly #list: Meter[] = [];
	/** These may also be what a script's meter reads from. */
	#p1: P1Meter | undefined;
	#optical: OpticalMeter | undefined;
	#mbus: MbusService | undefined;
	readonly #script: ScriptService;
	#encoder: EncoderMeter | undefined;
	readonly #pulses = new Map<string, PulseMeter>();
	/** Meters that no script has, by their ports; without those of the M-Bus. */
	readonly #own = new Map<string, Meter>();
	/** With what each of them, and the M-Bus, was opened: ports may share a UART. */
	readonly #ios = new Map<string, SerialHardware["io"]>();
	#reopening: TimerHandle | undefined;
	readonly #pulseReopening = new Map<string, TimerHandle>();
	#started = false;
	/** Why ports are shut that should be open. */
	readonly #refused = new Map<string, string>();
	/** The list before the script changed. */
	#before: readonly Meter[] = [];

	constructor(options: MetersOptions) {
		this.#options = options;
		const { platform, idle = false, onUpdate, onState, onLog, onImmediate } = options;
		this.#script = new ScriptService({
			platform,
			idle,
			onUpdate,
			...(onState && { onState }),
			onLog,
			onImmediate: member => onImmediate?.(member),
			onPorts: () => this.#makeRoom(),
			onRunning: () => this.#fill(),
			serial: port => this.#serial(port),
			open: (port, interval) => port === "p1" ? this.#openP1(true) : this.#openOptical(true, interval),
		});
		this.#script.start();
		if (!this.#script.script)
			this.#fill();
		this.#started = true;
	}

	/** What the commands of the M-Bus port act on; `undefined` on a board without one, and while a script has it. */
	get mbus(): MbusService | undefined {
		return this.#mbus;
	}

	/** The meter script. Its meters stand first in the list. */
	get script(): ScriptService {
		return this.#script;
	}

	/** In the order in which they stand in the SENSOR message. */
	get list(): readonly Meter[] {
		return this.#list;
	}

	/** Ports that are shut although they are switched on, each with the reason in words. */
	get refused(): ReadonlyMap<string, string> {
		return this.#refused;
	}

	/** A setting has another value. */
	changed(name: SettingName): void {
		if (name === "p1Interval")
			this.#p1?.configure({ interval: this.#options.settings.get("p1Interval") });
		else if (name === "p1Key" || name === "p1AuthKey")
			this.#reopen("p1");
		else if (name === "encoderInterval")
			this.#encoder?.configure({ interval: this.#options.settings.get("encoderInterval") });
		else if (name === "pulse1Value" || name === "pulse2Value")
			this.#setPulse(name);
		else if (name.startsWith("pulse"))
			this.#reopenPulse(name.startsWith("pulse1") ? "pulse1" : "pulse2");
		// Several of them are often changed together.
		else if (name.startsWith("optical") || name.startsWith("obis") && this.#own.has("optical"))
			this.#reopening ??= this.#options.platform.timers.set(() => this.#reopenOptical(), reopenDelay);
		if (name.startsWith("mbus") || name === "opticalMode")
			this.#mbus?.changed(name);
	}

	/** A port forgets what it found and searches anew. Throws a RangeError for a port that does not search, or cannot now. */
	detect(port: string): void {
		const { storage } = this.#options.platform;
		if (port === "mbus" && this.#mbus)
			return this.#mbus.scan("all");
		const key = findings[port];
		if (key === undefined || !(port in this.#options.platform.ports))
			throw new RangeError(`port ${port} has nothing to search for`);
		if (this.#script.ports.some(each => each === port))
			throw new RangeError(`port ${port} is read as the meter script says`);
		storage.delete(key);
		this.#reopen(port as OwnPort);
	}

	close(): void {
		this.#options.platform.timers.clear(this.#reopening);
		for (const timer of this.#pulseReopening.values())
			this.#options.platform.timers.clear(timer);
		this.#mbus?.close();
		this.#script.close();
		this.#own.forEach(meter => meter.close());
		this.#own.clear();
		this.#list.length = 0;
	}

	/** The script wants other ports than before: what is on them, and what has a UART that goes to another port now, is closed. */
	#makeRoom(): void {
		const taken: readonly string[] = this.#script.ports;
		for (const port of [...this.#own.keys()]) {
			if (taken.includes(port) || this.#isOtherSerial(port))
				this.#close(port);
		}
		if (taken.includes("mbus")) {
			this.#mbus?.close();
			this.#mbus = undefined;
			this.#refused.delete("mbus");
		}
		// It looks by itself whether its UART is another one now.
		else
			this.#mbus?.changed("mbusPort");
		this.#before = [...this.#list];
	}

	/** Opens what the script leaves free; whoever listens hears of the meters that are new, and of those that are no more. */
	#fill(): void {
		const taken: readonly string[] = this.#script.ports, before = this.#before;
		this.#before = [];
		for (const port of ownPorts) {
			if (!taken.includes(port) && !this.#own.has(port))
				this.#open(port);
		}
		if (!taken.includes("mbus") && !this.#mbus)
			this.#openMbus();
		this.#arrange();
		if (!this.#started)
			return;
		const { onGone, onState, onScript } = this.#options;
		before.filter(({ name }) => !this.#list.some(meter => meter.name === name)).forEach(meter => onGone?.(meter));
		const told: readonly Meter[] = [...before, ...this.#mbus?.meters ?? []];
		this.#list.filter(meter => !told.includes(meter)).forEach(meter => onState?.(meter));
		onScript?.();
	}

	/** The order of the SENSOR message: the script's meters, then the ports, then the M-Bus. */
	#arrange(): void {
		const own = ownPorts.map(port => this.#own.get(port)).filter(meter => meter !== undefined);
		this.#list.splice(0, this.#list.length, ...this.#script.list, ...own, ...this.#mbus?.meters ?? []);
	}

	/** A port that does not open (its pin is taken, its device is not there) is reported and does not keep the others from working. */
	#open(port: OwnPort): void {
		try {
			this.#refused.delete(port);
			const meter = this.#opened(port);
			if (meter)
				this.#own.set(port, meter);
		}
		catch (error) {
			this.#refuse(port, describeError(error));
		}
	}

	#opened(port: OwnPort): Meter | undefined {
		switch (port) {
			case "p1":
				return this.#openP1();
			case "optical":
				return this.#openOptical();
			case "encoder":
				return this.#openEncoder();
			default:
				return this.#openPulse(port);
		}
	}

	#close(port: string): void {
		this.#own.get(port)?.close();
		this.#own.delete(port);
		this.#pulses.delete(port);
	}

	/** The port was opened with another UART, or may not be open any more. */
	#isOtherSerial(port: string): boolean {
		const io = this.#ios.get(port);
		if (!io || port.startsWith("pulse"))
			return false;
		try {
			return this.#plan.serial(port as SerialPort).io !== io;
		}
		catch {
			return true;
		}
	}

	#refuse(port: string, text: string): void {
		this.#refused.set(port, text);
		this.#options.onLog(undefined, `port ${port}: ${text}`);
	}

	/** What a port is opened with as the settings are now. Throws an Error that says why it cannot be. */
	#serial(port: SerialPort): SerialHardware {
		const serial = this.#plan.serial(port);
		this.#ios.set(port, serial.io);
		return serial;
	}

	get #plan(): UartPlan {
		const { platform, settings } = this.#options;
		return new UartPlan(platform.ports, name => settings.get(name), this.#script.demands);
	}

	/** `quiet`: a script publishes what the port reads. */
	#openP1(quiet = false): P1Meter | undefined {
		const { platform, settings, onUpdate, onState, onLog } = this.#options;
		const { p1 } = platform.ports;
		if (!p1)
			return;
		const { storage, timers } = platform;
		let format: string | undefined;
		try {
			format = storage.read(p1Format);
		}
		catch (error) {
			onLog(undefined, `what the P1 port found earlier cannot be read: ${describeError(error)}`);
		}
		this.#p1 = new P1Meter({
			...p1,
			serial: this.#serial("p1"),
			timers,
			interval: settings.get("p1Interval"),
			keys: { key: keyOf(settings.get("p1Key")), authKey: keyOf(settings.get("p1AuthKey")) },
			decrypt: platform.decryptGcm,
			format,
			onFormat: found => {
				if (found !== format)
					storage.write(p1Format, found);
				format = found;
			},
			onUpdate: quiet ? () => {} : onUpdate,
			...(onState && !quiet && { onState }),
			onLog,
		});
		return this.#p1;
	}

	/** Its meters come and go with settings, commands and scans. */
	#openMbus(): void {
		const { platform, settings, onUpdate, onState, onLog, onGone, onResult, onScan } = this.#options;
		const { mbus } = platform.ports;
		if (!mbus)
			return;
		this.#mbus = new MbusService({
			platform,
			hardware: mbus,
			serial: () => this.#serial("mbus"),
			onRefused: text => text ? this.#refuse("mbus", text) : this.#refused.delete("mbus"),
			settings,
			onAdded: meter => {
				this.#list.push(meter);
				// Before the start is over nobody listens; whoever connects asks for all states.
				if (this.#started)
					onState?.(meter);
			},
			onRemoved: meter => {
				const at = this.#list.indexOf(meter);
				if (at >= 0)
					this.#list.splice(at, 1);
				onGone?.(meter);
			},
			onResult: text => onResult?.(text),
			onScan: () => onScan?.(),
			onUpdate,
			...(onState && { onState }),
			onLog,
		});
	}

	#openEncoder(): Meter | undefined {
		const { platform, settings, onUpdate, onState, onLog } = this.#options;
		const { encoder } = platform.ports;
		if (!encoder || !settings.get("encoderPort"))
			return;
		const { storage, timers } = platform;
		let mode: string | undefined;
		try {
			mode = storage.read(encoderMode);
		}
		catch (error) {
			onLog(undefined, `what the encoder port found earlier cannot be read: ${describeError(error)}`);
		}
		this.#encoder = new EncoderMeter({
			...encoder,
			serial: this.#serial("encoder"),
			timers,
			dial: settings.get("encoderDial"),
			interval: settings.get("encoderInterval"),
			mode,
			onMode: found => {
				if (found !== mode)
					storage.write(encoderMode, found);
				mode = found;
			},
			onUpdate,
			...(onState && { onState }),
			onLog,
		});
		return this.#encoder;
	}

	#openPulse(port: "pulse1" | "pulse2"): Meter | undefined {
		const { platform, settings, onUpdate, onLog } = this.#options;
		const hardware = platform.ports[port], kind = findPulseKind(settings.get(`${port}Kind`));
		if (!hardware || !kind)
			return;
		const { io, light, ...pin } = hardware;
		if (kind.light && !light)
			throw new Error(`${kind.name} needs an ADC, and this pin has none; a sensor that switches by itself is called mark`);
		const { storage, timers } = platform;
		const way = settings.get(`${port}Way`) as ConstantWay | "auto";
		const meter = new PulseMeter({
			name: settings.get(`${port}Label`),
			port,
			counter: { ...pin, io: kind.light ? light! : io },
			kind,
			scale: new PulseScale(
				findPulseUnit(settings.get(`${port}Unit`)) ?? findPulseUnit(kind.unit)!,
				way === "auto" ? kind.way : way,
				settings.get(`${port}Constant`) || kind.constant,
			),
			threshold: settings.get(`${port}Threshold`),
			timers,
			store: new CounterJournal({ storage, key: port, timers, onError: text => onLog(undefined, text) }),
			onUpdate,
		});
		this.#pulses.set(port, meter);
		// It may have been set while the input was off.
		this.#setPulse(`${port}Value`);
		return meter;
	}

	/** With other settings, in the same place of the list. Several of them are often changed together. */
	#reopenPulse(port: "pulse1" | "pulse2"): void {
		const { timers } = this.#options.platform;
		if (this.#pulseReopening.has(port))
			return;
		this.#pulseReopening.set(
			port,
			timers.set(() => {
				this.#pulseReopening.delete(port);
				this.#reopen(port);
			}, reopenDelay),
		);
	}

	/** The setting is an order: it is carried out once, and then empty again. */
	#setPulse(name: "pulse1Value" | "pulse2Value"): void {
		const { settings, platform, onLog } = this.#options;
		const text = settings.get(name), meter = this.#pulses.get(name.slice(0, 6));
		// While the input is off the order waits.
		if (!text || !meter)
			return;
		try {
			meter.set(text);
		}
		catch (error) {
			onLog(undefined, describeError(error));
		}
		platform.timers.set(() => {
			settings.reset(name);
			settings.save();
		}, 0);
	}

	#reopenOptical(): void {
		this.#reopening = undefined;
		this.#reopen("optical");
	}

	/** With other settings. The script's own meter on the optical port begins anew with the script; its other ports know no settings. */
	#reopen(port: OwnPort): void {
		if (this.#script.ports.some(each => each === port)) {
			if (port === "optical")
				this.#script.restart();
			return;
		}
		const before = this.#own.get(port);
		this.#close(port);
		this.#open(port);
		this.#arrange();
		const after = this.#own.get(port), { onGone, onState } = this.#options;
		if (before && before.name !== after?.name)
			onGone?.(before);
		if (after)
			onState?.(after);
	}

	#openOptical(quiet = false, interval?: number): OpticalMeter | undefined {
		const { platform, settings, onUpdate, onState, onLog } = this.#options;
		const { optical } = platform.ports;
		if (!optical || settings.get("opticalMode") === "off" && !quiet)
			return;
		const { storage, timers } = platform;
		let finding: string | undefined;
		try {
			finding = storage.read(opticalFound);
		}
		catch (error) {
			onLog(undefined, `what the optical port found earlier cannot be read: ${describeError(error)}`);
		}
		this.#optical = new OpticalMeter({
			...optical,
			serial: { ...optical.serial, ...this.#serial("optical") },
			timers,
			choices: quiet ? { ...opticalChoices(settings), ...(interval && { interval }), mode: "auto" } : opticalChoices(settings),
			finding,
			onFinding: found => {
				if (found !== finding)
					storage.write(opticalFound, found);
				finding = found;
			},
			onUpdate: quiet ? () => {} : onUpdate,
			...(onState && !quiet && { onState }),
			onLog,
		});
		return this.#optical;
	}
}

function keyOf(digits: string): Uint8Array | undefined {
	return digits ? octetsOfHex(digits) : undefined;
}

/** The optical port's settings; `auto` leaves a choice to the meter's driver. */
function opticalChoices(settings: Settings): OpticalChoices {
	const baud = settings.get("opticalBaud"), maximumBaud = settings.get("opticalMaxBaud"), delay = settings.get("opticalDelay");
	const profile = settings.get("opticalProfile"), compatibility = settings.get("opticalCompat");
	return {
		mode: settings.get("opticalMode"),
		...(baud !== "auto" && { baud: Number(baud) }),
		...(maximumBaud !== "auto" && { maximumBaud: Number(maximumBaud) }),
		...(delay >= 0 && { delay }),
		...(profile !== "auto" && { profile }),
		address: settings.get("opticalAddress"),
		interval: settings.get("opticalInterval"),
		quirks: opticalCompatibilities[compatibility] ?? {},
		check: settings.get("opticalCheck") as "require" | "warn" | "ignore",
		wanted: settings.get("opticalWanted").split(" ").filter(code => code),
		history: settings.get("opticalHistory"),
		codes: {
			powerIn: settings.get("obisPowerIn"),
			energyIn: settings.get("obisEnergyIn"),
			powerOut: settings.get("obisPowerOut"),
			energyOut: settings.get("obisEnergyOut"),
		},
	};
}
