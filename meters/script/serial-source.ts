import { SerialLine } from "../../drivers/serial-line/serial-line";
import type { SerialLineOptions } from "../../drivers/serial-line/serial-line";
import type { SerialFaults } from "../../drivers/serial";
import type { Timers } from "../../drivers/timers";
import type { MeterIdentity } from "../../protocols/reading";
import type { PortStatus } from "../meter";
import { newCounters } from "./frame-reader";
import type { MeterSource } from "./meter-source";
import type { ScriptFormat, ScriptMeterDescription } from "./script-description";

const nobody: MeterIdentity = Object.freeze({});
/** `=so2` */
const inverted = 4;

/** A serial port with the format that the script's meter line gives. */
export class SerialSource implements MeterSource {
	readonly #line: SerialLine;
	readonly #port: string;
	readonly #counters = newCounters();
	readonly #faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	#listeners: ((bytes: Uint8Array) => void)[] = [];
	#lastError = "";

	constructor(
		port: string,
		serial: SerialLineOptions["serial"],
		timers: Timers,
		{ parameter, parity, stop, options }: ScriptMeterDescription,
	) {
		this.#port = port;
		this.#line = new SerialLine({
			serial,
			timers,
			format: { baud: parameter, data: 8, parity, stop, ...(options.flags & inverted && { invert: { receive: true } }) },
			onData: bytes => {
				this.#counters.bytes += bytes.length;
				for (let at = 0; at < this.#listeners.length; at++)
					this.#listeners[at]!(bytes);
			},
			onFault: faults => {
				const total = this.#faults;
				total.overrun += faults.overrun;
				total.framing += faults.framing;
				total.parity += faults.parity;
				total.break += faults.break;
			},
			onError: text => this.#lastError = text,
		});
	}

	get identity(): MeterIdentity {
		return nobody;
	}

	get status(): PortStatus {
		const { baud, parity = "none", stop = 1 } = this.#line.format;
		return {
			port: this.#port,
			detected: `${baud} 8${parity.charAt(0).toUpperCase()}${stop}`,
			bytes: this.#counters.bytes,
			faults: this.#faults,
			decoder: this.#counters,
			lastError: this.#lastError,
			age: undefined,
		};
	}

	listen(onData: (bytes: Uint8Array) => void): () => void {
		this.#listeners.push(onData);
		return () => {
			this.#listeners = this.#listeners.filter(each => each !== onData);
		};
	}

	send(bytes: Uint8Array): void {
		if (!this.#line.send(bytes))
			this.#lastError = "a telegram did not fit into the port's buffer";
	}

	setFormat(format: Partial<ScriptFormat>): void {
		this.#line.configure(format);
	}

	close(): void {
		this.#listeners.length = 0;
		this.#line.close();
	}
}
