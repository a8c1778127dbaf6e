import type { Scheduler } from "../scheduler";
import type { EdgeQueue } from "../wire/edge-queue";
import type { Output } from "../wire/output";
import { Watcher } from "../wire/watcher";
import { Wire } from "../wire/wire";
import type { WireReader } from "../wire/wire-reader";
import { BusListener } from "./bus-listener";
import { LevelShifter } from "./level-shifter";
import type { ThresholdOptions } from "./level-shifter";
import { SlaveLine } from "./slave-line";
import type { VirtualSlave } from "./virtual-slave";

export interface MbusBusOptions {
	/** Default: following. */
	readonly threshold?: ThresholdOptions;
	/** The converter hears itself. Default `false`. */
	readonly echo?: boolean;
	/** Switches the bus supply: 1 is on. Default: always on. */
	readonly supply?: Wire;
}

/** Volts between the two wires. */
export const busVoltage = Object.freeze({ mark: 36, space: 24, off: 0 });

/**
 * A two-wire M-Bus (EN 13757-2, 4): the master's transmit wire modulates the voltage, each slave draws its idle current and, in a space of its
 * own, 11 to 20 mA more. Several at once add up. The level shifter makes a level of the sum, which the master's receive wire shows.
 */
export class MbusBus {
	/** From the master's UART: 1 is mark. */
	readonly transmit: Wire;
	/** To the master's UART. */
	readonly receive: Wire;
	readonly #scheduler: Scheduler;
	readonly #shifter: LevelShifter;
	readonly #lines: SlaveLine[] = [];
	/** Those that say something, now or soon. */
	readonly #active = new Set<SlaveLine>();
	readonly #listeners = new Map<number, BusListener>();
	readonly #echo: WireReader | undefined;
	readonly #output: Output;
	readonly #watcher: Watcher | undefined;
	#powered: boolean;
	#short = false;
	#current = 0;
	#level: 0 | 1 = 1;
	/** Something else than an edge has changed the level. */
	#altered = false;

	constructor(scheduler: Scheduler, options: MbusBusOptions = {}) {
		const { threshold = { kind: "following" }, echo = false, supply } = options;
		this.#scheduler = scheduler;
		this.#shifter = new LevelShifter(threshold, scheduler.now);
		this.transmit = new Wire(scheduler, { pull: "up" });
		this.receive = new Wire(scheduler, { pull: "up" });
		this.#powered = supply ? supply.level === 1 : true;
		if (supply)
			this.#watcher = new Watcher(supply, level => this.#power(level === 1));
		if (echo)
			this.#echo = this.transmit.read(() => this.receive.changed());
		const next = () => this.#next();
		this.#output = this.receive.drive("push-pull", 1, {
			get next() {
				return next();
			},
			refresh: (edges: EdgeQueue) => this.#refresh(edges),
		});
	}

	get slaves(): readonly VirtualSlave[] {
		return this.#lines.map(line => line.slave);
	}

	/** mA that the master delivers now. */
	get current(): number {
		this.receive.advance();
		return this.#current;
	}

	/** mA above which the master receives a space. */
	get threshold(): number {
		this.receive.advance();
		return this.#shifter.threshold;
	}

	/** Volts between the wires now. */
	get voltage(): number {
		if (!this.#powered || this.#short)
			return busVoltage.off;
		return this.transmit.level ? busVoltage.mark : busVoltage.space;
	}

	/** The two wires touch: everybody is without power. */
	get short(): boolean {
		return this.#short;
	}

	set short(short: boolean) {
		if (short === this.#short)
			return;
		this.#alter(() => this.#short = short);
		this.#supplyAll();
	}

	/** Connects a slave. */
	attach(slave: VirtualSlave): void {
		const line = new SlaveLine(this.#scheduler, slave, line => {
			this.#active.add(line);
			this.receive.changed();
		});
		this.#alter(() => this.#lines.push(line));
		slave.connect(this.#scheduler, (bytes, delay) => line.send(bytes, delay));
		this.listenAt(slave.baud);
		slave.onBaud = () => this.listenAt(slave.baud);
		if (this.#powered && !this.#short)
			slave.power(true);
	}

	/** Unplugs a slave. */
	detach(slave: VirtualSlave): void {
		const at = this.#lines.findIndex(line => line.slave === slave);
		if (at < 0)
			return;
		const line = this.#lines[at]!;
		slave.power(false);
		line.stop();
		this.#alter(() => {
			this.#lines.splice(at, 1);
			this.#active.delete(line);
		});
	}

	/** Somebody hears at this rate. */
	listenAt(baud: number): void {
		if (this.#listeners.has(baud))
			return;
		this.#listeners.set(
			baud,
			new BusListener(this.transmit, {
				baud,
				onFrame: frame => this.#each(baud, line => line.sending || line.slave.hear(frame)),
				onActivity: duration => this.#each(baud, line => line.slave.wake(duration)),
			}),
		);
	}

	close(): void {
		this.#watcher?.close();
		for (const listener of this.#listeners.values())
			listener.close();
		for (const line of this.#lines)
			line.stop();
		this.#echo?.close();
		this.receive.remove(this.#output);
	}

	#each(baud: number, action: (line: SlaveLine) => void): void {
		if (!this.#powered || this.#short)
			return;
		for (const line of this.#lines) {
			if (line.slave.baud === baud)
				action(line);
		}
	}

	#power(on: boolean): void {
		this.#alter(() => this.#powered = on);
		this.#supplyAll();
	}

	#supplyAll(): void {
		const on = this.#powered && !this.#short;
		for (const line of this.#lines) {
			if (!on)
				line.stop();
			line.slave.power(on);
		}
	}

	#alter(change: () => void): void {
		this.receive.advance();
		change();
		this.#altered = true;
		this.receive.changed();
	}

	/** mA; a short circuit is cut off by the protection, which the receiver sees as a space. */
	#sum(): number {
		if (this.#short)
			return 100;
		if (!this.#powered)
			return 0;
		let sum = 0;
		for (const { slave } of this.#lines)
			sum += slave.idleCurrent;
		for (const { slave, reader } of this.#active)
			sum += reader.edges.level ? 0 : slave.spaceCurrent;
		return sum;
	}

	#next(): number | undefined {
		if (this.#altered)
			return this.#scheduler.now;
		let next = this.#shifter.crossing(this.#current);
		for (const { reader } of this.#active) {
			const time = reader.next;
			if (time !== undefined && (next === undefined || time < next))
				next = time;
		}
		const echo = this.#echo?.next;
		return echo !== undefined && (next === undefined || echo < next) ? echo : next;
	}

	/** Edges up to now, in order, from all that draw current. */
	#refresh(edges: EdgeQueue): void {
		const { now } = this.#scheduler;
		for (const { reader } of this.#active)
			reader.advance();
		this.#echo?.advance();
		for (;;) {
			const first = this.#firstReader(now);
			const time = first ? first.edges.first! : now;
			const crossing = this.#shifter.crossing(this.#current);
			if (crossing !== undefined && crossing < time) {
				this.#shifter.advance(crossing, this.#current);
				this.#show(edges, crossing);
				continue;
			}
			this.#shifter.advance(time, this.#current);
			if (!first)
				break;
			first.edges.drop(1);
			this.#current = this.#sum();
			this.#show(edges, time);
		}
		if (this.#altered) {
			this.#altered = false;
			this.#current = this.#sum();
			if (!this.#active.size && !this.#short)
				this.#shifter.settle(this.#current);
			this.#show(edges, now);
		}
		for (const line of this.#active) {
			if (!line.sending && !line.reader.edges.length && line.reader.edges.level)
				this.#active.delete(line);
		}
	}

	#firstReader(now: number): WireReader | undefined {
		let first: WireReader | undefined;
		const consider = (reader: WireReader) => {
			const time = reader.edges.first;
			if (time !== undefined && time <= now && (!first || time < first.edges.first!))
				first = reader;
		};
		for (const { reader } of this.#active)
			consider(reader);
		if (this.#echo)
			consider(this.#echo);
		return first;
	}

	#show(edges: EdgeQueue, time: number): void {
		const level = this.#echo?.edges.level === 0 ? 0 : this.#shifter.level(this.#current);
		if (level === this.#level)
			return;
		this.#level = level;
		edges.toggle(time);
	}
}
