import type { AnalogConstructor, AnalogOutputConstructor } from "../../drivers/analog";
import type { PulseCounterConstructor } from "../../drivers/pulse-input/pulse-counter";
import type { DigitalConstructor, SerialConstructor } from "../../drivers/serial";
import type { WebPage } from "../../services/platform";
import type { BundleOptions } from "../engine/bundle";
import type { EngineKind } from "../engine/open-engine";
import type { FlashPartitions } from "../flash/flash-partitions";
import type { Scheduler } from "../scheduler";
import type { Network } from "./network";
import type { MachineStorage } from "./storage";

/** What is connected to one of the chip's meter ports. */
export interface MachinePort {
	readonly serial?: SerialConstructor;
	/** Lines beside the UART by name: `request`. */
	readonly digital?: Readonly<Record<string, DigitalConstructor>>;
	readonly counter?: PulseCounterConstructor;
	/** Counts by the light at the pin. */
	readonly light?: PulseCounterConstructor;
	/** Measured and given voltages by name: `current`. */
	readonly analog?: Readonly<Record<string, AnalogConstructor | AnalogOutputConstructor>>;
}

export interface MachineOptions {
	readonly engine: EngineKind;
	readonly scheduler: Scheduler;
	readonly network: Network;
	readonly storage: MachineStorage;
	readonly flash: FlashPartitions;
	readonly ports: Readonly<Record<string, MachinePort>>;
	/** Settings as a build would have them. */
	readonly defaults?: Readonly<Record<string, string>>;
	/** Settings as the user would save them. */
	readonly settings?: Readonly<Record<string, string>>;
	/** The device's own page. */
	readonly page?: WebPage | undefined;
	/** Text of a meter script, as the user would save it. */
	readonly script?: string | undefined;
	/** Milliseconds since 1970 when virtual time is 0. */
	readonly epoch: number;
	/**
	 * The chip's UARTs are few: M-Bus and optical port have the same one, and software takes the M-Bus up to 2400 baud while the optical port has it.
	 * Default: each port has its own.
	 */
	readonly fewUarts?: boolean | undefined;
	/** 12 hexadecimal digits. */
	readonly mac?: string;
	/** The firmware that is installed over USB; tests run another version, or something else altogether. */
	readonly bundle?: string | BundleOptions;
	/**
	 * Nanoseconds that one step of the XS interpreter takes on the simulated chip: the firmware is then busy for as long as its work would
	 * keep the chip. Default 0: it takes no virtual time. An ESP32-C3 needs 170 and more.
	 */
	readonly stepTime?: number;
	onEvent(event: MachineEvent): void;
}

/** Something to show. `t` is virtual time in seconds. */
export type MachineEvent =
	& { readonly t: number; }
	& (
		| { readonly event: "start"; readonly engine: string; readonly reason: string; }
		| { readonly event: "publish" | "receive"; readonly topic: string; readonly payload: string; readonly retain: boolean; }
		| { readonly event: "log"; readonly text: string; }
		/** An exception that nobody caught, or the engine's own end. */
		| { readonly event: "exception"; readonly text: string; }
		| { readonly event: "restart"; readonly reason: string; readonly count: number; }
		/** Something outside the firmware does not work. */
		| { readonly event: "trouble"; readonly text: string; }
		/** A setting cannot be: nothing runs. */
		| { readonly event: "refused"; readonly text: string; }
	);
