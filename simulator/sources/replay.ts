import { readFileSync } from "node:fs";
import type { ScheduledEvent } from "../scheduler-entry";
import type { LineFormat } from "../wire/line-format";
import type { Output } from "../wire/output";
import { Transmitter } from "../wire/transmitter";
import type { Wire } from "../wire/wire";
import type { Source } from "./source";

export interface ReplayOptions {
	readonly dataWire: Wire;
	readonly format: LineFormat;
	/** Milliseconds of rest before each time that the bytes are sent. Default 1000. */
	readonly rest?: number;
	/** How often the bytes are sent. Default: for ever. */
	readonly times?: number;
}

/** Captured bytes, sent at the wire's speed. A file whose name ends in `.hex` holds hexadecimal text. */
export class Replay implements Source {
	readonly #options: ReplayOptions;
	readonly #bytes: Uint8Array;
	readonly #output: Output;
	readonly #transmitter: Transmitter;
	#timer: ScheduledEvent | undefined;
	#left: number;

	constructor(bytes: Uint8Array, options: ReplayOptions) {
		const { dataWire, format, times = Infinity } = options;
		this.#options = options;
		this.#bytes = bytes;
		this.#left = times;
		this.#output = dataWire.drive("open-collector", format.invert ? 0 : 1);
		this.#transmitter = new Transmitter(dataWire.scheduler, this.#output, format);
		this.#plan(dataWire.scheduler.now);
	}

	/** The bytes of a file. Throws an Error of one line. */
	static load(path: string): Uint8Array {
		let bytes: Buffer;
		try {
			bytes = readFileSync(path);
		}
		catch (error) {
			throw new Error(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
		}
		if (!bytes.length)
			throw new Error(`${path} is empty`);
		if (!path.endsWith(".hex"))
			return bytes;
		const digits = bytes.toString("latin1").replace(/\s+/g, "");
		if (!/^([0-9a-fA-F]{2})+$/.test(digits))
			throw new Error(`${path} does not hold hexadecimal text`);
		return Buffer.from(digits, "hex");
	}

	close(): void {
		this.#timer?.cancel();
		this.#options.dataWire.remove(this.#output);
	}

	#plan(from: number): void {
		if (this.#left-- <= 0)
			return;
		const { dataWire: { scheduler }, rest = 1000 } = this.#options;
		this.#timer = scheduler.at(from + rest, () => this.#plan(this.#transmitter.send(this.#bytes)));
	}
}
