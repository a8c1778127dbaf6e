import type { TimerHandle } from "../drivers/timers";
import type { Meter, MeterEvents } from "../meters/meter";
import { CanSource } from "../meters/script/can-source";
import { compileScript } from "../meters/script/compile-script";
import { CounterSource } from "../meters/script/counter-source";
import { unread } from "../meters/script/create-reader";
import type { MeterSource } from "../meters/script/meter-source";
import type { Script, ScriptMeterDescription } from "../meters/script/script-description";
import { ScriptMeters } from "../meters/script/script-meters";
import { areOnOneLine, assignPorts, scriptPorts } from "../meters/script/script-ports";
import type { ScriptPort, SerialScriptPort } from "../meters/script/script-ports";
import { SharedLine } from "../meters/script/shared-line";
import { SerialSource } from "../meters/script/serial-source";
import { CounterJournal } from "./journal/counter-journal";
import type { Platform, SerialHardware } from "./platform";
import { TcpSource } from "./script/tcp-source";
import { TextStore } from "./settings/text-store";
import type { ScriptControl } from "./tasmota/sensor53";
import { describeError } from "./text";
import type { ScriptDemands } from "./uart-plan";

export interface ScriptServiceOptions extends Pick<MeterEvents, "onUpdate" | "onState"> {
	readonly platform: Platform;
	/** It is kept and can be changed, and does not run. */
	readonly idle: boolean;
	onLog(meter: Meter | undefined, text: string): void;
	/** A line with precision + 16 was read. */
	onImmediate(member: string): void;
	/** Its meters are closed, and it is known which ports it wants now: whoever has one of them has to close it. */
	onPorts(): void;
	/** Its meters are open. */
	onRunning(): void;
	/** What a port is opened with, at the rate that `demands` names. Throws an Error that says why it cannot be. */
	serial(port: SerialScriptPort): SerialHardware;
	/** Opens the P1 or optical port with what finds out by itself how the meter talks. */
	open(port: "p1" | "optical", interval: number | undefined): MeterSource | undefined;
}

const previousKey = "scriptOld";
const none: readonly ScriptPort[] = Object.freeze([]);

/** The meter script that the user has set: stored, compiled, run on the board's ports. Another one takes its place while the device runs. */
export class ScriptService implements ScriptControl {
	readonly #options: ScriptServiceOptions;
	readonly #store: TextStore;
	#script: Script | undefined;
	#ports = new Map<number, ScriptPort>();
	#meters: ScriptMeters | undefined;
	/** What runs next: a compiled script, or the stored one. */
	#next: Script | "stored" | "none" = "none";
	#change: TimerHandle | undefined;
	/** In the order of the script's counters. */
	readonly #counters: CounterSource[] = [];
	/** Lines that have several meters, by port or address. */
	readonly #lines = new Map<string, SharedLine>();

	constructor(options: ScriptServiceOptions) {
		this.#options = options;
		this.#store = new TextStore(options.platform.storage);
	}

	/** What is wrong with a script, one line each; empty when it can be used. */
	static check(text: string): string[] {
		return compileScript(text).errors.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
	}

	/** Compiled; `undefined` when there is none or it has errors. */
	get script(): Script | undefined {
		return this.#script;
	}

	/** Its meters, in the order of their numbers. */
	get list(): readonly Meter[] {
		return this.#meters?.list ?? [];
	}

	/** The ports that it uses. */
	get ports(): readonly ScriptPort[] {
		return this.#script ? [...this.#ports.values()] : none;
	}

	/** The ports that it uses, and the rates that it wants there. */
	get demands(): ScriptDemands {
		const demands: Partial<Record<ScriptPort, number | undefined>> = {};
		for (const meter of this.#script?.meters ?? []) {
			const port = this.#ports.get(meter.number);
			if (port)
				demands[port] = port === "mbus" ? Math.max(demands[port] ?? 0, meter.parameter) : undefined;
		}
		return demands;
	}

	/** The rows of Tasmota's page; empty without a script. */
	rows(): string {
		return this.#meters?.rows() ?? "";
	}

	/** Nothing runs now: what is saved waits for the next start. */
	get idle(): boolean {
		return this.#options.idle;
	}

	/** Runs the stored script for the first time. One with errors, which an older firmware may have let in, does not run. */
	start(): void {
		const script = this.#options.idle ? undefined : this.#stored();
		if (script)
			this.#run(script);
	}

	/** The text that was saved last; empty when there is none. */
	get text(): string {
		return this.#store.read() ?? "";
	}

	/** The text before that. */
	get previous(): string {
		return new TextStore(this.#options.platform.storage, previousKey).read() ?? "";
	}

	/** Which port of this board a meter of a script gets; `undefined` when none is left for it. */
	portOf(script: Script, meter: number): ScriptPort | undefined {
		return assignPorts(script, this.#available).get(meter);
	}

	/**
	 * Keeps a script and runs it in a moment; an empty text ends the one that runs. Returns it compiled, `undefined` for an empty text. One with
	 * errors changes nothing: the old one goes on. Throws when the storage does.
	 */
	save(text: string): Script | undefined {
		const script = text.trim() ? compileScript(text) : undefined;
		if (script?.errors.length)
			return script;
		this.#keepPrevious(text);
		this.#store.write(script ? text : "");
		this.#runSoon(script ?? "none");
		return script;
	}

	get count(): number {
		return this.#script?.meters.length ?? 0;
	}

	restart(): void {
		// What was just saved runs soon anyway.
		if (!this.#change)
			this.#runSoon("stored");
	}

	dump(meter: number): void {
		this.#meters?.dump(meter);
	}

	value(line: number): number | undefined {
		return this.#meters?.value(line);
	}

	counter(number: number, count?: number): number | undefined {
		const source = this.#counters[number - 1];
		if (source && count !== undefined)
			source.count = count;
		return source?.count;
	}

	close(): void {
		this.#options.platform.timers.clear(this.#change);
		this.#stop();
	}

	/** From a timer: the answer gets out, and no reader or socket that is closed has its callback on the stack. */
	#runSoon(next: Script | "stored" | "none"): void {
		const { platform: { timers }, idle } = this.#options;
		if (idle)
			return;
		this.#next = next;
		this.#change ??= timers.set(() => this.#runNext(), 0);
	}

	#runNext(): void {
		const next = this.#next;
		this.#change = undefined;
		this.#next = "none";
		const script = next === "stored" ? this.#stored() ?? this.#script : next;
		this.#run(script === "none" ? undefined : script);
	}

	/** `undefined` when there is none, and when it cannot be read or has errors, which are told. */
	#stored(): Script | undefined {
		const { onLog } = this.#options;
		try {
			const text = this.#store.read(), script = text ? compileScript(text) : undefined;
			if (!script?.errors.length)
				return script;
			script.errors.forEach(({ line, column, message }) => onLog(undefined, `script line ${line}, column ${column}: ${message}`));
		}
		catch (error) {
			onLog(undefined, `the script cannot be read: ${describeError(error)}`);
		}
		return undefined;
	}

	#run(script: Script | undefined): void {
		const { platform: { timers, decryptGcm }, onLog, onUpdate, onState, onImmediate, onPorts, onRunning } = this.#options;
		this.#stop();
		this.#script = script;
		this.#ports = script ? assignPorts(script, this.#available) : new Map();
		onPorts();
		script?.warnings.forEach(({ line, message }) => onLog(undefined, `script line ${line}: ${message}`));
		if (script)
			this.#meters = new ScriptMeters(script, {
				timers,
				decrypt: decryptGcm,
				open: meter => this.#open(meter),
				onUpdate,
				onState: meter => onState?.(meter),
				onLog,
				onImmediate,
			});
		onRunning();
	}

	#stop(): void {
		this.#meters?.close();
		this.#meters = undefined;
		this.#counters.length = 0;
		this.#lines.clear();
	}

	get #available(): ScriptPort[] {
		const { ports } = this.#options.platform;
		return scriptPorts.filter(port => ports[port]);
	}

	/** A storage without room for both keeps the new one. */
	#keepPrevious(text: string): void {
		const before = this.text, store = new TextStore(this.#options.platform.storage, previousKey);
		if (before === text)
			return;
		try {
			store.write(before);
		}
		catch (error) {
			this.#options.onLog(undefined, `the previous script cannot be kept: ${describeError(error)}`);
		}
	}

	#open(meter: ScriptMeterDescription): MeterSource | undefined {
		const { onLog } = this.#options;
		const port = this.#ports.get(meter.number), fault = unread(meter);
		const where = fault === undefined && meter.address !== undefined ? `${meter.address}:${meter.parameter}` : port;
		if (where === undefined) {
			onLog(undefined, `script line ${meter.line}: ${fault ?? "the board has no port left for this meter"}`);
			return undefined;
		}
		onLog(undefined, `script meter ${meter.number} (${meter.type}): port ${where}`);
		try {
			return this.#isShared(meter) ? this.#openLine(where, port, meter) : this.#openSource(port, meter);
		}
		catch (error) {
			onLog(undefined, `port ${where}: ${describeError(error)}`);
			return undefined;
		}
	}

	#isShared(meter: ScriptMeterDescription): boolean {
		return this.#script!.meters.some(other => other !== meter && areOnOneLine(other, meter));
	}

	#openLine(where: string, port: ScriptPort | undefined, meter: ScriptMeterDescription): MeterSource | undefined {
		let line = this.#lines.get(where);
		if (!line) {
			const source = this.#openSource(port, meter);
			if (!source)
				return undefined;
			this.#lines.set(where, line = new SharedLine(source, this.#options.platform.timers));
		}
		return line.add(meter);
	}

	#openSource(port: ScriptPort | undefined, meter: ScriptMeterDescription): MeterSource | undefined {
		return port ? this.#openPort(port, meter) : this.#openAddress(meter);
	}

	#openPort(port: ScriptPort, meter: ScriptMeterDescription): MeterSource | undefined {
		const { platform: { ports, timers, storage }, onLog, open } = this.#options;
		if (port === "can")
			return new CanSource(port, ports[port]!, meter);
		if (port === "pulse1" || port === "pulse2") {
			const onError = (text: string) => onLog(undefined, text);
			const store = new CounterJournal({ storage, key: `count${this.#counters.length + 1}`, timers, onError });
			const source = new CounterSource({ port, counter: ports[port]!, timers, store, meter });
			this.#counters.push(source);
			return source;
		}
		// These find the rate by themselves and ask by the standard; what the script does by the clock is not needed.
		if (port === "p1" || port === "optical" && (meter.type === "o" || meter.type === "s"))
			return open(port, this.#interval(meter));
		return this.#openSerial(port, meter);
	}

	/** The pin that switches the bus supply is the driver enable of an RS485 transceiver in the level shifter's place, where the script names one. */
	#openSerial(port: SerialScriptPort, meter: ScriptMeterDescription): SerialSource {
		const { platform: { ports, timers }, serial, onLog } = this.#options;
		const hardware = serial(port), { enable } = meter, supply = port === "mbus" ? ports.mbus?.supply : undefined;
		// Software that stands for a UART cannot drive the pin in time.
		if (enable && supply && hardware.port !== undefined)
			return new SerialSource(port, { ...hardware, enable: { pin: supply.pin, activeLow: enable.inverted } }, timers, meter);
		if (enable)
			onLog(undefined, `script line ${meter.line}: port ${port} has no pin for the driver enable: the transceiver must switch by itself`);
		const { io, pin, activeLow = false } = supply ?? {};
		const feed = io && new io({ pin: pin!, mode: "Output", initialValue: activeLow ? 0 : 1 });
		try {
			return new SerialSource(port, hardware, timers, meter, feed);
		}
		catch (error) {
			feed?.close();
			throw error;
		}
	}

	#openAddress({ address = "", parameter }: ScriptMeterDescription): MeterSource {
		const { platform: { mqtt: { socket }, timers } } = this.#options;
		return new TcpSource({ socket, timers, address, port: parameter });
	}

	/** Seconds between two readouts as the script has them: a whole round of its list or sequencer. */
	#interval({ period, telegrams, number }: ScriptMeterDescription): number | undefined {
		if (period && telegrams.length)
			return Math.ceil(period * telegrams.length / 10);
		const sequencer = this.#script!.sequencers.find(({ steps }) => steps.some(step => step.actions.some(({ meter }) => meter === number)));
		const last = sequencer?.steps.find(({ restart }) => restart);
		return sequencer && last ? Math.ceil(last.tick * sequencer.tick / 1000) : undefined;
	}
}
