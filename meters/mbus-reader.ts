import { MbusMaster } from "../drivers/mbus-master/mbus-master";
import type { MbusMasterOptions } from "../drivers/mbus-master/mbus-master";
import type { MbusTask } from "../drivers/mbus-master/job-queue";
import type { ScanCallback, ScanOptions } from "../drivers/mbus-master/scan";
import type { BusMeter } from "../drivers/mbus-master/bus-meter";
import type { SerialFaults } from "../drivers/serial";
import type { MbusDecrypt } from "../protocols/mbus/encryption";
import type { MbusFrame } from "../protocols/mbus/frame";
import { MbusFramer } from "../protocols/mbus/framer";
import type { MbusEntry } from "./mbus-entry";
import { MbusMeter } from "./mbus-meter";
import { MbusSchedule } from "./mbus-schedule";
import type { MeterEvents } from "./meter";

export interface MbusReaderOptions extends MeterEvents {
	readonly serial: MbusMasterOptions["serial"];
	readonly supply?: MbusMasterOptions["supply"];
	readonly latency?: number;
	readonly timers: MbusMasterOptions["timers"];
	readonly decrypt?: MbusDecrypt;
	/** Rate of meters whose entry names none. */
	readonly baud: number;
	/** Seconds between two readouts of a meter whose entry names none. */
	readonly interval: number;
	/** Seconds: no meter is read more often. */
	readonly minimum: number;
	/** One line about the bus as a whole. */
	onError(text: string): void;
}

/** A wired M-Bus with its meters: driver, decoder and schedule put together. */
export class MbusReader {
	readonly #options: MbusReaderOptions;
	readonly #master: MbusMaster;
	readonly #schedule: MbusSchedule<MbusMeter>;
	readonly #meters = new Map<BusMeter, MbusMeter>();
	readonly #faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	readonly #framer: MbusFramer;
	readonly #listeners: ((bytes: Uint8Array) => void)[] = [];
	#frame: ((frame: MbusFrame) => void) | undefined;
	#interval: number;
	#minimum: number;

	/** Throws when the port does not open. */
	constructor(options: MbusReaderOptions) {
		const { serial, supply, latency, timers, interval, minimum } = options;
		this.#options = options;
		this.#interval = interval;
		this.#minimum = minimum;
		this.#framer = new MbusFramer({ onFrame: frame => this.#frame?.(frame) });
		this.#schedule = new MbusSchedule({
			timers,
			interval: meter => this.interval(meter) * 1000,
			read: (meter, done) => this.#read(meter, done),
		});
		this.#master = new MbusMaster({
			serial,
			...(supply && { supply }),
			...(latency !== undefined && { latency }),
			timers,
			onFrame: (line, bytes) => this.#take(line, bytes),
			onFault: faults => this.#fault(faults),
			onError: text => options.onError(text),
		});
	}

	/** In the order in which they were added. */
	get meters(): readonly MbusMeter[] {
		return Array.from(this.#meters.values());
	}

	/** Line faults of the whole bus. Scans make some. */
	get faults(): Readonly<SerialFaults> {
		return this.#faults;
	}

	/** A meter to read from now on, at once for the first time. Throws for an entry that the driver does not take. */
	add(entry: MbusEntry): MbusMeter {
		const { timers, decrypt, onUpdate, onState, onLog, baud } = this.#options;
		const { primary, secondary, wait, wake } = entry;
		const line = this.#master.add({
			baud: entry.baud ?? baud,
			...(primary !== undefined && { primary }),
			...(secondary && { secondary }),
			...(wait !== undefined && { extraTime: wait }),
			...(wake !== undefined && { wakeUp: wake }),
		});
		const meter = new MbusMeter({
			entry,
			line,
			timers,
			...(decrypt && { decrypt }),
			faults: this.#faults,
			onUpdate,
			...(onState && { onState }),
			...(onLog && { onLog }),
		});
		this.#meters.set(line, meter);
		this.#schedule.add(meter);
		return meter;
	}

	remove(meter: MbusMeter): void {
		if (!this.#meters.delete(meter.line))
			return;
		this.#master.remove(meter.line);
		this.#schedule.remove(meter);
		meter.close();
	}

	/** Seconds between two readouts of a meter. */
	interval({ entry }: MbusMeter): number {
		return Math.max(this.#minimum, entry.interval ?? this.#interval);
	}

	configure({ interval, minimum }: { interval?: number; minimum?: number; }): void {
		this.#interval = interval ?? this.#interval;
		this.#minimum = minimum ?? this.#minimum;
		this.#schedule.changed();
	}

	/** Every answer of a meter that is read, as it came. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void {
		this.#listeners.push(onData);
		return () => {
			const at = this.#listeners.indexOf(onData);
			if (at >= 0)
				this.#listeners.splice(at, 1);
		};
	}

	/** Looks for meters; readouts go before between any two exchanges. Throws a RangeError for options that cannot be. */
	scan(options: ScanOptions, callback: ScanCallback): MbusTask {
		return this.#master.scan(options, callback);
	}

	close(): void {
		this.#schedule.close();
		this.#master.close();
		this.#meters.forEach(meter => meter.close());
		this.#meters.clear();
	}

	#read(meter: MbusMeter, done: () => void): void {
		meter.begin();
		this.#master.read(meter.line, error => {
			if (!this.#meters.has(meter.line))
				return;
			meter.finish(error);
			done();
		});
	}

	#take(line: BusMeter, bytes: Uint8Array): boolean | undefined {
		let more: boolean | undefined;
		for (let at = 0; at < this.#listeners.length; at++)
			this.#listeners[at]!(bytes);
		const meter = this.#meters.get(line);
		this.#frame = frame => more = meter?.take(frame);
		this.#framer.reset();
		this.#framer.push(bytes);
		this.#frame = undefined;
		return more;
	}

	#fault(faults: SerialFaults): void {
		const total = this.#faults;
		total.overrun += faults.overrun;
		total.framing += faults.framing;
		total.parity += faults.parity;
		total.break += faults.break;
	}
}
