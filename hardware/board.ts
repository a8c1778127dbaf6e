import type { ButtonHardware, ConsoleHardware, NetworkHardware, Ports } from "../services/platform";

/** What a board's folder under `hardware/boards` says of the board. Pins are named there and nowhere else. */
export interface Board {
	/** The folder's name. */
	readonly name: string;
	/** `ESP32`, `ESP32-C3`, `ESP32-S3`. */
	readonly chip: string;
	readonly network: NetworkHardware;
	/** Absent on boards without a button that firmware may use. */
	readonly button?: ButtonHardware;
	/** The console's serial port. Builds whose log or debugger has it do without Improv. */
	readonly console?: ConsoleHardware;
	readonly ports: Ports;
	/** What the page may use of the memory, where that is less than usual: see `WebHardware`. */
	readonly web?: { readonly connections: number; readonly listeners: number; };
	/** Settings that are different from the start on. What the build or the user sets counts. */
	readonly defaults?: Readonly<Record<string, string>>;
}
