import assert from "node:assert/strict";
import { MbusMaster } from "../../drivers/mbus-master/mbus-master";
import type { MbusMasterOptions } from "../../drivers/mbus-master/mbus-master";
import type { BusMeter, BusMeterOptions } from "../../drivers/mbus-master/bus-meter";
import { MbusError } from "../../drivers/mbus-master/mbus-error";
import type { ReadoutResult } from "../../drivers/mbus-master/readout";
import type { ScanOptions, ScanResult } from "../../drivers/mbus-master/scan";
import type { SerialFaults } from "../../drivers/serial";
import { MbusBus } from "../../simulator/mbus/mbus-bus";
import type { MbusBusOptions } from "../../simulator/mbus/mbus-bus";
import { MbusWatch } from "../../simulator/mbus/mbus-watch";
import type { VirtualSlave } from "../../simulator/mbus/virtual-slave";
import { Scheduler } from "../../simulator/scheduler";
import { VirtualDigital } from "../../simulator/wire/virtual-digital";
import { VirtualUart } from "../../simulator/wire/virtual-uart";
import { Wire } from "../../simulator/wire/wire";

export interface BenchOptions {
	readonly bus?: Omit<MbusBusOptions, "supply">;
	readonly master?: Partial<MbusMasterOptions>;
	/** The supply is switched by a pin; settling time in ms. */
	readonly settling?: number;
}

export interface ReadoutOutcome {
	readonly error: Error | null;
	readonly result: ReadoutResult | undefined;
}

/** A master and its bus in virtual time, bit by bit, with a watch on the line that no test may pass over: see `end`. */
export class MbusBench {
	readonly scheduler = new Scheduler();
	readonly bus: MbusBus;
	readonly watch: MbusWatch;
	readonly master: MbusMaster;
	readonly frames: { meter: BusMeter; bytes: Uint8Array; }[] = [];
	readonly faults: SerialFaults[] = [];
	readonly errors: string[] = [];

	constructor(slaves: readonly VirtualSlave[], options: BenchOptions = {}) {
		const { scheduler } = this;
		const supply = options.settling === undefined ? undefined : new Wire(scheduler);
		this.bus = new MbusBus(scheduler, { ...options.bus, ...(supply && { supply }) });
		this.watch = new MbusWatch(this.bus.transmit);
		for (const slave of slaves)
			this.bus.attach(slave);
		if (!supply)
			scheduler.runUntil(1_000);
		const wiring = { scheduler, receiveWire: this.bus.receive, transmitWire: this.bus.transmit };
		this.master = new MbusMaster({
			serial: { io: VirtualUart.bind(wiring) },
			...(supply && { supply: { io: VirtualDigital.bind({ wire: supply }), pin: 1, settling: options.settling! } }),
			timers: scheduler.timers,
			onFrame: (meter, bytes) => {
				this.frames.push({ meter, bytes });
			},
			onFault: faults => this.faults.push(faults),
			onError: text => this.errors.push(text),
			...options.master,
		});
	}

	get now(): number {
		return this.scheduler.now;
	}

	run(milliseconds: number): void {
		this.scheduler.runUntil(this.now + milliseconds);
	}

	/** Runs until `condition` holds; fails after an hour of virtual time. */
	until(condition: () => boolean): void {
		const end = this.now + 3_600_000;
		while (!condition()) {
			assert.ok(this.now < end && this.scheduler.step(), "it never came to an end");
		}
	}

	read(meter: BusMeter | BusMeterOptions): ReadoutOutcome {
		let outcome: ReadoutOutcome | undefined;
		const known = "counters" in meter ? meter : this.master.add(meter);
		this.master.read(known, (error, result) => outcome = { error, result });
		this.until(() => outcome !== undefined);
		return outcome!;
	}

	/** The reason with which a readout fails. */
	reason(meter: BusMeter | BusMeterOptions): string {
		const { error } = this.read(meter);
		assert.ok(error instanceof MbusError, "it did not fail");
		return error.reason;
	}

	scan(options: ScanOptions = {}): ScanResult {
		let result: ScanResult | undefined;
		this.master.scan(options, (error, found) => {
			assert.equal(error, null);
			result = found;
		});
		this.until(() => result !== undefined);
		return result!;
	}

	/** Closes all. Fails when anything was written to a meter that the test did not want. */
	end(writes: readonly string[] = []): void {
		this.run(1_000);
		this.master.close();
		assert.deepEqual(this.watch.writes, writes, "writes to meters");
		this.watch.close();
		this.bus.close();
	}
}

/** The ids that a scan has found, in order. */
export function foundIds(result: ScanResult): string[] {
	return result.found.map(({ secondary, primary }) => secondary?.id ?? `primary ${primary}`).sort();
}
