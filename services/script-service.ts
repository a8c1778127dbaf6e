import type { Meter, MeterEvents } from "../meters/meter";
import { CanSource } from "../meters/script/can-source";
import { compileScript } from "../meters/script/compile-script";
import { CounterSource } from "../meters/script/counter-source";
import { unread } from "../meters/script/create-reader";
import type { MeterSource } from "../meters/script/meter-source";
import type { Script, ScriptMeterDescription } from "../meters/script/script-description";
import { ScriptMeters } from "../meters/script/script-meters";
import { assignPorts } from "../meters/script/script-ports";
import { scriptPorts } from "../meters/script/script-ports";
import type { ScriptPort, SerialScriptPort } from "../meters/script/script-ports";
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
	/** What a port is opened with, at the rates that `demands` names. Throws an Error that says why it cannot be. */
	serial(port: SerialScriptPort, demands: ScriptDemands): SerialHardware;
	/** Opens the P1 or optical port with what finds out by itself how the meter talks. */
	open(port: "p1" | "optical", interval: number | undefined, demands: ScriptDemands): MeterSource | undefined;
}

const previousKey = "scriptOld";
const none: readonly ScriptPort[] = Object.freeze([]);

/** The meter script that the user has set: stored, compiled, run on the board's ports. */
export class ScriptService implements ScriptControl {
	readonly #options: ScriptServiceOptions;
	readonly #store: TextStore;
	#script: Script | undefined;
	#ports = new Map<number, ScriptPort>();
	#meters: ScriptMeters | undefined;
	#isChanged = false;
	/** In the order of the script's counters. */
	readonly #counters: CounterSource[] = [];

	constructor(options: ScriptServiceOptions) {
		this.#options = options;
		this.#store = new TextStore(options.platform.storage);
		let text: string | undefined;
		try {
			text = this.#store.read();
		}
		catch (error) {
			options.onLog(undefined, `the script cannot be read: ${describeError(error)}`);
		}
		if (text && !options.idle)
			this.#start(compileScript(text));
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
				demands[port] = port === "mbus" ? meter.parameter : undefined;
		}
		return demands;
	}

	/** The rows of Tasmota's page; empty without a script. */
	rows(): string {
		return this.#meters?.rows() ?? "";
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

	/** Keeps a script for the next start; an empty text deletes it. Returns what is wrong with it: then the old one stays. */
	save(text: string): string[] {
		const errors = text.trim() ? ScriptService.check(text) : [];
		if (!errors.length) {
			this.#keepPrevious(text);
			this.#store.write(text.trim() ? text : "");
		}
		this.#isChanged ||= !errors.length;
		return errors;
	}

	get count(): number {
		return this.#script?.meters.length ?? 0;
	}

	restart(): boolean {
		this.#meters?.clear();
		// What they have counted was read already.
		this.#counters.forEach(counter => counter.tell());
		return this.#isChanged;
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
		this.#meters?.close();
		this.#meters = undefined;
	}

	#start(script: Script): void {
		const { platform, onLog, onUpdate, onState, onImmediate } = this.#options;
		for (const { line, message } of script.errors)
			onLog(undefined, `script line ${line}: ${message}`);
		if (script.errors.length)
			return;
		for (const { line, message } of script.warnings)
			onLog(undefined, `script line ${line}: ${message}`);
		this.#script = script;
		this.#ports = assignPorts(script, this.#available);
		this.#meters = new ScriptMeters(script, {
			timers: platform.timers,
			open: meter => this.#open(meter),
			onUpdate,
			onState: meter => onState?.(meter),
			onLog,
			onImmediate,
		});
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
			return port ? this.#openPort(port, meter) : this.#openAddress(meter);
		}
		catch (error) {
			onLog(undefined, `port ${where}: ${describeError(error)}`);
			return undefined;
		}
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
		if ((meter.type === "o" || meter.type === "s") && port !== "mbus")
			return open(port, this.#interval(meter), this.demands);
		return new SerialSource(port, this.#options.serial(port, this.demands), timers, meter);
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
