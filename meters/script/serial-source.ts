import { SerialLine } from "../../drivers/serial-line/serial-line";
import type { SerialLineOptions } from "../../drivers/serial-line/serial-line";
import type { Digital, SerialFaults } from "../../drivers/serial";
import type { Timers } from "../../drivers/timers";
import type { PortStatus } from "../meter";
import { ByteSource } from "./byte-source";
import type { ScriptFormat, ScriptMeterDescription } from "./script-description";

/** `=so2` */
const inverted = 4;

/** A serial port with the format that the script's meter line gives. */
export class SerialSource extends ByteSource {
	readonly #line: SerialLine;
	readonly #port: string;
	readonly #supply: Digital | undefined;
	readonly #faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };

	/** @param supply feeds the line, and goes off with it */
	constructor(
		port: string,
		serial: SerialLineOptions["serial"],
		timers: Timers,
		{ parameter, parity, stop, options }: ScriptMeterDescription,
		supply?: Digital,
	) {
		super();
		this.#port = port;
		this.#supply = supply;
		this.#line = new SerialLine({
			serial,
			timers,
			format: { baud: parameter, data: 8, parity, stop, ...(options.flags & inverted && { invert: { receive: true } }) },
			onData: bytes => this.hand(bytes),
			onFault: faults => {
				const total = this.#faults;
				total.overrun += faults.overrun;
				total.framing += faults.framing;
				total.parity += faults.parity;
				total.break += faults.break;
			},
			onError: text => this.lastError = text,
		});
	}

	get status(): PortStatus {
		const { baud, parity = "none", stop = 1 } = this.#line.format;
		return this.describe(this.#port, `${baud} 8${parity.charAt(0).toUpperCase()}${stop}`, this.#faults);
	}

	send(bytes: Uint8Array): void {
		if (!this.#line.send(bytes))
			this.lastError = "a telegram did not fit into the port's buffer";
	}

	/** A rate that the port does not have changes nothing. */
	setFormat(format: Partial<ScriptFormat>): void {
		try {
			this.#line.configure(format);
		}
		catch {
			this.lastError = `the port cannot have ${format.baud ?? this.#line.format.baud} baud`;
		}
	}

	override close(): void {
		super.close();
		this.#line.close();
		this.#supply?.close();
	}
}
