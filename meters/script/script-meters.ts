import type { Timers } from "../../drivers/timers";
import type { GcmDecrypt } from "../../protocols/dlms/ciphering";
import type { Meter, MeterEvents } from "../meter";
import type { MeterSource } from "./meter-source";
import { ScriptClock } from "./script-clock";
import type { Script, ScriptMeterDescription } from "./script-description";
import { ScriptMeter } from "./script-meter";
import { ScriptRun } from "./script-run";

export interface ScriptMetersOptions extends MeterEvents {
	readonly timers: Timers;
	/** For encrypted meters. */
	readonly decrypt?: GcmDecrypt | undefined;
	/** Opens a meter's port. `undefined`: there is none for it. Throws when it does not open. */
	open(meter: ScriptMeterDescription): MeterSource | undefined;
	onState(meter: Meter): void;
	onLog(meter: Meter, text: string): void;
	/** A line with precision + 16 was read: `"SML":{"Power":-1503}`. */
	onImmediate(member: string): void;
}

/** The meters of a compiled script on the board's ports. */
export class ScriptMeters {
	readonly #run: ScriptRun;
	readonly #meters = new Map<number, ScriptMeter>();
	readonly #clock: ScriptClock;

	constructor(script: Script, options: ScriptMetersOptions) {
		const { timers, open, onImmediate, onUpdate, onState, onLog } = options;
		this.#run = new ScriptRun(script, {
			ticks: () => timers.ticks,
			decrypt: options.decrypt,
			onImmediate,
			onTelegram: ({ number }) => {
				const meter = this.#meters.get(number);
				meter?.telegram();
				if (meter)
					onUpdate(meter);
			},
			onFault: ({ number }, error) => this.#meters.get(number)?.fault(error),
		});
		for (let at = 0; at < this.#run.channels.length; at++) {
			const channel = this.#run.channels[at]!;
			const source = open(channel.meter);
			if (source)
				this.#meters.set(channel.meter.number, new ScriptMeter({ channel, values: this.#run.values, source, timers, onState, onLog }));
		}
		this.#clock = new ScriptClock(script, this.#meters, timers);
	}

	/** In the order of their numbers. */
	get list(): readonly ScriptMeter[] {
		return [...this.#meters.values()];
	}

	/** The rows of Tasmota's page. */
	rows(): string {
		return this.#run.values.rows();
	}

	/** Value of the decode line with this number; of 0 how many there are. `undefined`: there is no such line. */
	value(line: number): number | undefined {
		return line ? this.#run.values.state(line)?.value : this.#run.values.count;
	}

	/** Shows the bytes of this meter in the log; 0: of none. */
	dump(number: number): void {
		this.#meters.forEach(meter => meter.isDumped = meter.number === number);
	}

	close(): void {
		this.#clock.close();
		this.#meters.forEach(meter => meter.close());
		this.#meters.clear();
	}
}
