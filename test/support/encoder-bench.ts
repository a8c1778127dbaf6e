import assert from "node:assert/strict";
import { EncoderPort } from "../../drivers/encoder-port/encoder-port";
import type { EncoderPortOptions } from "../../drivers/encoder-port/encoder-port";
import { describeEncoderMode } from "../../drivers/encoder-port/encoder-mode";
import type { EncoderMode } from "../../drivers/encoder-port/encoder-mode";
import { MbusDecoder } from "../../protocols/mbus/mbus-decoder";
import { EncoderPlug } from "../../simulator/encoder/encoder-plug";
import type { PlugCondition } from "../../simulator/encoder/encoder-plug";
import type { EncoderFault, EncoderModel } from "../../simulator/encoder/encoder-model";
import { Scheduler } from "../../simulator/scheduler";

export interface EncoderBenchOptions {
	readonly port?: Partial<EncoderPortOptions>;
	readonly condition?: PlugCondition;
	/** The board can only hear voltages, and senses nothing. */
	readonly plain?: boolean;
	readonly faults?: readonly EncoderFault[];
}

/** An encoder port and its plug in virtual time, with a watch on the line that no test may pass over: see `end`. */
export class EncoderBench {
	readonly scheduler = new Scheduler();
	readonly plug = new EncoderPlug(this.scheduler);
	readonly port: EncoderPort;
	/** Volumes with their time in s; the fault of an answer without one. */
	readonly values: { t: number; value: string; }[] = [];
	readonly modes: EncoderMode[] = [];
	readonly errors: string[] = [];

	constructor(model: Partial<EncoderModel> | undefined, { port, condition, plain, faults = [] }: EncoderBenchOptions = {}) {
		const { plug } = this;
		if (model)
			plug.plug({ protocol: "scr", litres: 1_234_560, number: "12345678", ...model });
		for (const fault of faults)
			plug.meter!.setFault(fault, true);
		if (condition)
			plug.condition = condition;
		const mbus = new MbusDecoder({
			onTelegram: ({ readings }) => {
				const volume = readings.find(({ quantity }) => quantity?.startsWith("volume")) ?? readings.find(({ unit }) => unit === "m3");
				this.#note(volume ? String(volume.value) : "none");
			},
		});
		this.port = new EncoderPort({
			serial: { io: plug.serial },
			...(!plain && {
				hold: { io: plug.hold, pin: 1 },
				current: { io: plug.current, pin: 2 },
				voltage: { io: plug.voltage, pin: 3 },
				currentReceiver: { serial: { io: plug.currentSerial }, threshold: { io: plug.threshold, pin: 4 } },
			}),
			timers: this.scheduler.timers,
			onScr: ({ volume, fault }) => this.#note(volume ? String(volume.value) : `${fault} error`),
			onMbus: bytes => {
				mbus.push(bytes);
				mbus.end();
			},
			onMode: mode => this.modes.push(mode),
			onError: text => this.errors.push(text),
			...port,
		});
	}

	/** The mode that was found, in words. */
	get found(): string | undefined {
		return this.modes[0] && describeEncoderMode(this.modes[0]);
	}

	run(seconds: number): this {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
		return this;
	}

	/** Closes all. Fails when anything was said on the line that is not in the specification's list, or the meter's supply has broken down. */
	end(): void {
		this.port.close();
		this.run(1);
		assert.deepEqual(this.plug.watch.faults, [], "said on the line");
		assert.equal(this.plug.meter?.brownOuts ?? 0, 0, "brown-outs");
		assert.equal(this.plug.lineWire.level, 0, "the line is off");
		this.plug.close();
	}

	#note(value: string): void {
		this.values.push({ t: this.scheduler.now / 1000, value });
	}
}
