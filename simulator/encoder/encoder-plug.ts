import type { AnalogConstructor, AnalogOutputConstructor } from "../../drivers/analog";
import type { DigitalConstructor, SerialConstructor } from "../../drivers/serial";
import type { EncoderSpec } from "../house-spec";
import type { MachinePort } from "../machine/machine-options";
import type { Scheduler } from "../scheduler";
import { openSource } from "../sources/open-source";
import type { Source } from "../sources/source";
import { lineFormat, parseFormat } from "../wire/line-format";
import type { Output } from "../wire/output";
import { Transmitter } from "../wire/transmitter";
import { bindAnalog, bindAnalogOutput } from "../wire/virtual-analog";
import { VirtualDigital } from "../wire/virtual-digital";
import { VirtualUart } from "../wire/virtual-uart";
import type { UartWiring } from "../wire/virtual-uart";
import { Watcher } from "../wire/watcher";
import { Wire } from "../wire/wire";
import { limit } from "./capacitor";
import { encoderModels } from "./encoder-models";
import { viewCurrents } from "./encoder-model";
import type { EncoderModel } from "./encoder-model";
import { EncoderWatch } from "./encoder-watch";
import { VirtualEncoder } from "./virtual-encoder";

/** mA and V at the highest values of the sensors, and mA through the line's pull-down. */
const fullCurrent = 11;
const fullVoltage = 36;
const pullDown = 0.5;

/** What is wrong with the plug itself. `bus-meter`: an ordinary M-Bus meter; `foreign`: a live M-Bus. */
export const plugConditions = Object.freeze(["meter", "open", "short", "foreign", "bus-meter"] as const);
export type PlugCondition = (typeof plugConditions)[number];

/** An encoder port of the house: the board's circuit with its sensors, and what is plugged in. */
export class EncoderPlug {
	/** The meter's supply and input: 1 is power. */
	readonly lineWire: Wire;
	/** Answers by voltage, and what the comparator makes of the supply current. */
	readonly answerWire: Wire;
	readonly comparatorWire: Wire;
	readonly serial: SerialConstructor;
	readonly currentSerial: SerialConstructor;
	readonly hold: DigitalConstructor;
	readonly current: AnalogConstructor;
	readonly voltage: AnalogConstructor;
	readonly threshold: AnalogOutputConstructor;
	/** Keeps everything that was said on the line. */
	readonly watch: EncoderWatch;
	condition: PlugCondition = "open";
	readonly #scheduler: Scheduler;
	readonly #answer: Output;
	readonly #comparator: Output;
	readonly #modulation: Wire;
	readonly #modulator: Output;
	readonly #wirings: UartWiring[];
	readonly #watcher: Watcher;
	#transmitters: Transmitter[] = [];
	#meter: VirtualEncoder | undefined;
	#source: Source | undefined;
	#threshold = 0;

	constructor(scheduler: Scheduler, spec: EncoderSpec = {}, onError: (text: string) => void = () => {}) {
		this.#scheduler = scheduler;
		this.lineWire = new Wire(scheduler, { pull: "down" });
		this.answerWire = new Wire(scheduler, { pull: "up" });
		this.comparatorWire = new Wire(scheduler);
		this.#modulation = new Wire(scheduler);
		this.#answer = this.answerWire.drive("open-collector");
		this.#comparator = this.comparatorWire.drive("push-pull");
		this.#modulator = this.#modulation.drive("push-pull");
		this.#wirings = [this.answerWire, this.comparatorWire].map(receiveWire => ({
			scheduler,
			receiveWire,
			transmitWire: this.lineWire,
		}));
		this.serial = VirtualUart.bind(this.#wirings[0]!);
		this.currentSerial = VirtualUart.bind(this.#wirings[1]!);
		this.hold = VirtualDigital.bind({ wire: this.lineWire });
		this.current = bindAnalog(() => (this.#drawn + (this.lineWire.level ? pullDown : 0)) / fullCurrent);
		this.voltage = bindAnalog(() => (this.condition === "foreign" ? 36 : this.lineWire.level ? 4.9 : 0) / fullVoltage);
		this.threshold = bindAnalogOutput(value => {
			this.#threshold = value * fullCurrent - pullDown;
			this.#compare();
		});
		this.watch = new EncoderWatch(scheduler, this.lineWire);
		this.#watcher = new Watcher(this.lineWire, () => this.#compare());
		const { meter, source, format, faults = [], condition, ...changes } = spec;
		if (source !== undefined)
			this.setSource(source, onError, format);
		else if (meter !== undefined) {
			const plugged = this.plug({ ...encoderModels[meter]!, ...changes });
			for (const fault of faults)
				plugged.setFault(fault, true);
		}
		this.condition = condition ?? this.condition;
	}

	/** What the chip's port is connected to. */
	get machinePort(): MachinePort {
		const { serial, hold, current, voltage, threshold } = this;
		return { serial, digital: { hold }, analog: { current, voltage, threshold } };
	}

	/** `undefined` where none is plugged in. */
	get meter(): VirtualEncoder | undefined {
		return this.#meter;
	}

	/** Plugs an encoder in, in place of what was there. */
	plug(model: EncoderModel): VirtualEncoder {
		this.#unplug();
		this.condition = "meter";
		const meter = new VirtualEncoder(model, {
			scheduler: this.#scheduler,
			line: this.lineWire,
			send: (bytes, protocol) => this.#send(bytes, protocol),
			stop: () => this.#stop(),
			onLoad: () => this.#compare(),
		});
		this.#meter = meter;
		return meter;
	}

	/** Puts a device, an address or a file in the meter's place. Throws an Error of one line. */
	setSource(text: string, onError: (text: string) => void, format = "300 7E1"): void {
		const source = openSource(text, { dataWire: this.answerWire, format: parseFormat(format), onError });
		this.#unplug();
		this.#source = source;
		this.#wirings[0]!.link = source.link;
	}

	close(): void {
		this.#unplug();
		this.#watcher.close();
		this.watch.close();
	}

	/** mA from the reader now. */
	get #drawn(): number {
		const { level } = this.lineWire;
		switch (this.condition) {
			case "short":
				return level ? limit : 0;
			case "bus-meter":
				return level ? 1.5 : 0;
			case "meter":
				return this.#meterCurrent(this.#modulation.level);
			default:
				return 0;
		}
	}

	#meterCurrent(bit: 0 | 1): number {
		if (!this.#meter)
			return 0;
		const { capacitor, model } = this.#meter;
		const current = capacitor.current(this.#scheduler.now);
		if (!this.#transmitters.length || !capacitor.fed || current >= limit)
			return current;
		// What the meter draws while it talks: in mark what the view says, in space its other current.
		return Math.max(current, 0) - capacitor.load + viewCurrents[model.view ?? "voltage"][bit ? 0 : 1];
	}

	/** The comparator is 1 below the threshold. */
	#compare(): void {
		if (!this.#transmitters.length)
			this.#comparator.set(this.#drawn < this.#threshold ? 1 : 0);
	}

	#send(bytes: Uint8Array, protocol: "scr" | "mbus"): void {
		const { view = "voltage", baud = 2400 } = this.#meter!.model;
		// SCR's parity is in the bytes already.
		const format = lineFormat(protocol === "scr" ? { baud: 300 } : { baud, parity: "even" }, "transmit");
		const outputs: Transmitter[] = [];
		if (view === "voltage")
			outputs.push(new Transmitter(this.#scheduler, this.#answer, format));
		else {
			outputs.push(new Transmitter(this.#scheduler, this.#modulator, format));
			const [mark, space] = viewCurrents[view].map(current => current < this.#threshold ? 1 : 0);
			if (mark === space)
				this.#comparator.set(mark as 0 | 1);
			else
				outputs.push(new Transmitter(this.#scheduler, this.#comparator, { ...format, invert: mark === 0 }));
		}
		this.#transmitters = outputs;
		let end = 0;
		for (const transmitter of outputs)
			end = transmitter.send(bytes);
		this.#scheduler.at(end, () => {
			if (this.#transmitters === outputs)
				this.#stop();
		});
	}

	#stop(): void {
		for (const transmitter of this.#transmitters)
			transmitter.stop();
		this.#transmitters = [];
		this.#compare();
	}

	#unplug(): void {
		this.#stop();
		this.#meter?.close();
		this.#source?.close();
		this.#meter = this.#source = this.#wirings[0]!.link = undefined;
		this.condition = "open";
	}
}
