import path from "node:path";
import type { BundleOptions } from "./engine/bundle";
import { availableEngine } from "./engine/open-engine";
import type { WebPage } from "../services/platform";
import type { EngineKind } from "./engine/open-engine";
import { FlashMemory } from "./flash/flash-memory";
import { FlashPartitions } from "./flash/flash-partitions";
import { Machine } from "./machine/machine";
import type { MachineEvent, MachineOptions } from "./machine/machine-options";
import { Network } from "./machine/network";
import { Pacer } from "./machine/pacer";
import { MachineStorage } from "./machine/storage";
import { Scheduler } from "./scheduler";

export interface SimulationOptions {
	readonly engine?: EngineKind;
	/** Virtual time per real time. Default infinite: as fast as it can. */
	readonly speed?: number;
	/** Milliseconds since 1970 when virtual time is 0. Default: now. */
	readonly epoch?: number;
	/** Folder for what survives the process. */
	readonly state?: string;
	/** Settings as a build would have them. */
	readonly defaults?: Readonly<Record<string, string>>;
	/** Settings as the user would save them. */
	readonly settings?: Readonly<Record<string, string>>;
	/** Text of a meter script, as the user would save it. */
	readonly script?: string;
	/** Connects the ports to wires of the scheduler. */
	ports?(scheduler: Scheduler): MachineOptions["ports"];
	/** The device's own page; without it a line of text stands there. */
	readonly page?: WebPage | undefined;
	readonly bundle?: string | BundleOptions;
	readonly stepTime?: number;
	/** See `MachineOptions`. */
	readonly fewUarts?: boolean;
	onEvent?(event: MachineEvent): void;
}

/** Virtual time, a network and a chip in them. */
export class Simulation {
	readonly scheduler = new Scheduler();
	readonly network = new Network();
	readonly storage: MachineStorage;
	readonly flash: FlashPartitions;
	readonly machine: Machine;
	readonly engine: EngineKind;
	readonly #pacer: Pacer;

	constructor(options: SimulationOptions = {}) {
		const { speed = Infinity, epoch = Date.now(), state, onEvent = () => {} } = options;
		const { defaults, settings, script, page, bundle, stepTime, fewUarts } = options;
		this.engine = availableEngine(options.engine ?? "xs");
		this.storage = new MachineStorage(state);
		this.flash = new FlashPartitions(new FlashMemory(undefined, state === undefined ? undefined : path.join(state, "flash.bin")));
		const { scheduler, network, storage, flash, engine } = this;
		const ports = options.ports?.(scheduler) ?? {};
		this.machine = new Machine({
			engine,
			scheduler,
			network,
			storage,
			flash,
			ports,
			defaults,
			settings,
			script,
			page,
			epoch,
			bundle,
			stepTime,
			fewUarts,
			onEvent,
		});
		this.#pacer = new Pacer(scheduler, this.machine, network, speed);
		network.onSent = message => onEvent({ t: scheduler.now / 1000, event: "publish", ...message });
		network.onReceived = message => onEvent({ t: scheduler.now / 1000, event: "receive", ...message });
		network.onTrouble = text => onEvent({ t: scheduler.now / 1000, event: "trouble", text });
	}

	/** Runs for so many more virtual seconds. */
	run(seconds: number): Promise<void> {
		return this.#pacer.run(this.scheduler.now + seconds * 1000);
	}

	/** `run` comes back soon. */
	end(): void {
		this.#pacer.end();
	}

	/** The firmware says good-bye and everything is released. */
	async close(): Promise<void> {
		await this.machine.stop();
		this.flash.memory.close();
	}
}
