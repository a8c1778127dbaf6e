import type { MbusFrame } from "../../protocols/mbus/frame";
import type { Digital, DigitalConstructor, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { BusMeter, checkNumber } from "./bus-meter";
import type { BusMeterOptions } from "./bus-meter";
import { JobQueue } from "./job-queue";
import type { MbusTask } from "./job-queue";
import type { MbusReason } from "./mbus-error";
import { MbusLine } from "./mbus-line";
import type { MbusLineCounters, MbusLineOptions } from "./mbus-line";
import { checkBaud, mbusBauds } from "./mbus-times";
import { MeterCommand } from "./meter-command";
import { MeterJob } from "./meter-job";
import { Readout } from "./readout";
import type { ReadoutCallback } from "./readout";
import { Scan } from "./scan";
import type { ScanCallback, ScanOptions } from "./scan";

export interface MbusMasterOptions {
	readonly serial: MbusLineOptions["serial"];
	/** Switches the bus supply. */
	readonly supply?: {
		readonly io: DigitalConstructor;
		readonly pin: number;
		readonly activeLow?: boolean;
		/** Milliseconds, 0 to 60000, from power on to the first request: slaves charge their capacitors. Default 3000. */
		readonly settling?: number;
	};
	readonly timers: Timers;
	/** Milliseconds, 0 to 1000, by which the serial port delays what it hears: a USB adapter has 16 and more. Default 0. */
	readonly latency?: number;
	/**
	 * A good telegram. `bytes` are the caller's own. Returns whether the meter has more to tell, where the caller knows better (the data are
	 * encrypted); else the end of the records says it.
	 */
	onFrame(meter: BusMeter, bytes: Uint8Array): boolean | void;
	/** Line faults. Collisions make some, so they are no reason for alarm in a scan. */
	onFault?(faults: SerialFaults): void;
	/** The port could not be opened or has gone; it is tried again every 5 s. One line of text. */
	onError?(text: string): void;
}

const retryTime = 5_000;
/** Control information: data to a slave, and the first of the eight rates (EN 13757-3, annex on baud rates). */
const data = 0x51;
const firstRate = 0xB8;
/** Bus address: DIF 8-bit integer, VIF 7Ah. */
const busAddress = Object.freeze([0x01, 0x7A] as const);

/**
 * Master of a wired M-Bus (EN 13757-2): reads meters by primary or secondary address and looks for them. One exchange at a time; a scan lets
 * readouts go before between any two. It changes nothing in a meter unless `setPrimaryAddress` or `setBaud` is called.
 */
export class MbusMaster {
	readonly #options: MbusMasterOptions;
	readonly #timers: Timers;
	readonly #settling: number;
	readonly #line: MbusLine;
	readonly #meters = new Set<BusMeter>();
	readonly #queue: JobQueue;
	#supply: Digital | undefined;
	#supplied = true;
	#present = true;
	#retry: TimerHandle | undefined;
	#closed = false;

	constructor(options: MbusMasterOptions) {
		const { supply, timers, latency = 0 } = options;
		if (typeof options.onFrame !== "function")
			throw new TypeError("M-Bus: onFrame is required");
		this.#options = options;
		this.#timers = timers;
		this.#settling = supply ? checkNumber("settling", supply.settling ?? 3_000, 0, 60_000) : 0;
		checkNumber("latency", latency, 0, 1_000);
		if (supply) {
			const { io, pin, activeLow } = supply;
			this.#supply = new io({ pin, mode: "Output", initialValue: activeLow ? 0 : 1 });
		}
		try {
			this.#line = new MbusLine({
				serial: options.serial,
				timers,
				extraTime: latency,
				onFault: faults => this.#options.onFault?.(faults),
				onLost: () => this.#lost("the serial port has gone"),
			});
		}
		catch (error) {
			this.#switch(false);
			this.#supply?.close();
			throw error;
		}
		this.#line.powered(this.#settling);
		this.#queue = new JobQueue({ line: this.#line, timers, obstacle: () => this.#obstacle() });
	}

	get counters(): Readonly<MbusLineCounters> {
		return this.#line.counters;
	}

	/** Jobs that are not over. */
	get pending(): number {
		return this.#queue.pending;
	}

	/** `supply: false` takes the bus off power: jobs fail until it is on again. Slaves then forget what they were told. */
	configure(options: { supply?: boolean; }): void {
		this.#check();
		const { supply } = options;
		if (supply === undefined || supply === this.#supplied)
			return;
		this.#supplied = supply;
		this.#switch(supply);
		if (supply)
			this.#line.powered(this.#settling);
		this.#queue.interrupt(false);
	}

	/** A meter to read. Sends nothing. Throws a RangeError or TypeError for options that cannot be. */
	add(options: BusMeterOptions): BusMeter {
		this.#check();
		const meter = new BusMeter(options);
		this.#meters.add(meter);
		return meter;
	}

	/** Forgets a meter; its jobs are called off. */
	remove(meter: BusMeter): void {
		this.#meters.delete(meter);
		this.#queue.cancel(job => job instanceof MeterJob && job.meter === meter);
	}

	/** Reads a meter's data (class 2): `onFrame` gets each telegram, then `callback` runs. */
	read(meter: BusMeter, callback: ReadoutCallback): MbusTask {
		return this.#readout(meter, 2, callback);
	}

	/** Asks a meter for alarms (class 1); without one, `telegrams` is 0. */
	readAlarm(meter: BusMeter, callback: ReadoutCallback): MbusTask {
		return this.#readout(meter, 1, callback);
	}

	/** Looks for meters. Throws a RangeError for options that cannot be. */
	scan(options: ScanOptions, callback: ScanCallback): MbusTask {
		this.#check();
		return this.#queue.add(new Scan(options, this.#queue, baud => this.#forget(baud), callback));
	}

	/**
	 * WRITES TO THE METER: gives it another primary address, 0 to 250. Only for a user who has asked for exactly that. `meter` keeps its old
	 * address: add it anew.
	 */
	setPrimaryAddress(meter: BusMeter, address: number, callback: (error: Error | null) => void): MbusTask {
		checkNumber("primary address", address, 0, 250);
		return this.#write(meter, data, Uint8Array.of(...busAddress, address), callback);
	}

	/**
	 * WRITES TO THE METER: sets its rate. Only for a user who has asked for exactly that. The meter acknowledges at its old rate; one that does
	 * not hear anything at the new one goes back after some minutes.
	 */
	setBaud(meter: BusMeter, baud: number, callback: (error: Error | null) => void): MbusTask {
		return this.#write(meter, firstRate + mbusBauds.indexOf(checkBaud(baud)), new Uint8Array(0), callback);
	}

	/** Ends everything without a further callback and takes the bus off power. May be called twice, and inside a callback. */
	close(): void {
		this.#closed = true;
		this.#timers.clear(this.#retry);
		this.#queue.close();
		this.#line.close();
		this.#switch(false);
		this.#supply?.close();
		this.#supply = undefined;
		this.#meters.clear();
	}

	#readout(meter: BusMeter, dataClass: 1 | 2, callback: ReadoutCallback): MbusTask {
		this.#check(meter);
		const onFrame = (meter: BusMeter, { bytes }: MbusFrame) => this.#options.onFrame(meter, bytes) ?? undefined;
		return this.#queue.add(new Readout(meter, this.#queue, { dataClass, onFrame, callback }));
	}

	#write(meter: BusMeter, information: number, data: Uint8Array, callback: (error: Error | null) => void): MbusTask {
		this.#check(meter);
		return this.#queue.add(new MeterCommand(meter, this.#queue, { information, data, callback }));
	}

	/** Throws when the master is closed or does not know the meter. */
	#check(meter?: BusMeter): void {
		if (this.#closed)
			throw new Error("M-Bus: closed");
		if (meter && !this.#meters.has(meter))
			throw new Error("M-Bus: not a meter of this master");
	}

	#obstacle(): MbusReason | undefined {
		if (!this.#present)
			return "port";
		return this.#supplied ? undefined : "no supply";
	}

	/** The slaves at this rate have been reset: the first request to each carries a frame count bit of 1. */
	#forget(baud: number): void {
		for (const meter of this.#meters) {
			if (meter.baud === baud)
				meter.frameCountBit = true;
		}
	}

	#switch(on: boolean): void {
		this.#supply?.write(on !== (this.#options.supply?.activeLow ?? false) ? 1 : 0);
	}

	#lost(text: string): void {
		this.#present = false;
		this.#queue.interrupt(true);
		this.#options.onError?.(text);
		if (!this.#closed)
			this.#retry = this.#timers.set(() => this.#reopen(), retryTime);
	}

	#reopen(): void {
		try {
			this.#line.open();
			this.#present = true;
		}
		catch (error) {
			this.#lost(`the serial port does not open: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
