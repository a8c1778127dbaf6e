import type { Serial, SerialConstructor, SerialFaults, SerialFormat, SerialOptions } from "../../drivers/serial";
import type { Scheduler } from "../scheduler";
import type { ByteLink } from "./byte-link";
import { lineFormat } from "./line-format";
import { checkFormatOptions, checkOpenOptions } from "./serial-options";
import { UartInput } from "./uart-input";
import { UartOutput } from "./uart-output";
import type { Wire } from "./wire";

/** What a UART's pins are connected to. A pin whose wire is absent is not connected. */
export interface UartWiring {
	readonly scheduler: Scheduler;
	readonly receiveWire?: Wire;
	readonly transmitWire?: Wire;
	/** Where the option `enable` leads. */
	readonly enableWire?: Wire;
	/** A real device in place of the wires, for the UARTs that are opened while it is here. */
	link?: ByteLink | undefined;
	/** Set while a UART is open on it: there is only one. */
	taken?: boolean;
}

/**
 * `Serial` on simulated wires: behaves as the ESP32's UART class does, with its receive ring of `bufferSize` bytes, a transmit ring of 512,
 * and faults as a real line gives them. All callbacks run in events of the scheduler.
 */
export class VirtualUart implements Serial {
	readonly target?: unknown;
	readonly #wiring: UartWiring;
	readonly #link: ByteLink | undefined;
	readonly #input: UartInput;
	readonly #output: UartOutput;
	#format: SerialFormat;
	#quiet: number;
	#closed = false;

	constructor(options: SerialOptions, wiring: UartWiring) {
		checkOpenOptions(options);
		if (wiring.taken)
			throw new Error("Serial: the port is in use");
		const { scheduler, link } = wiring;
		const { bufferSize = 4096, quiet = 0, onReadable, onWritable, onFault, onError } = options;
		this.#wiring = wiring;
		this.#link = link;
		this.#format = pickFormat({ data: 8, parity: "none", stop: 1 }, options);
		this.#quiet = quiet;
		if ("target" in options)
			this.target = options.target;
		// First, because it may not open.
		link?.open({
			receive: bytes => this.#input.deliver(bytes),
			lost: () => this.#lose(onError),
		});
		link?.configure(this.#format);
		this.#input = new UartInput({
			scheduler,
			wire: link ? undefined : wiring.receiveWire,
			format: lineFormat(this.#format, "receive"),
			bufferSize,
			quiet,
			onReadable: count => this.#call(() => onReadable?.call(this, count)),
			onFault: (faults: SerialFaults) => this.#call(() => onFault?.call(this, faults)),
		});
		this.#output = new UartOutput({
			scheduler,
			wire: link ? undefined : wiring.transmitWire,
			format: lineFormat(this.#format, "transmit"),
			...(options.enable && wiring.enableWire && { enable: { wire: wiring.enableWire, active: options.enable.activeLow ? 0 : 1 } }),
			onWritable: count => this.#call(() => onWritable?.call(this, count)),
			onSent: bytes => link?.transmit(bytes),
		});
		wiring.taken = true;
	}

	/** The constructor that a driver is given in its options (`serial: {io: …}`). */
	static bind(wiring: UartWiring): SerialConstructor {
		return class extends VirtualUart {
			constructor(options: SerialOptions) {
				super(options, wiring);
			}
		};
	}

	read(count?: number): ArrayBuffer | undefined;
	read(buffer: Uint8Array): number | undefined;
	read(what?: number | Uint8Array): ArrayBuffer | number | undefined {
		this.#check();
		if (what instanceof Uint8Array)
			return this.#input.read(what) || undefined;
		if (what !== undefined && !(Number.isInteger(what) && what >= 0))
			throw new RangeError(`Serial: count must be a whole number from 0, not ${String(what)}`);
		const bytes = new Uint8Array(Math.min(what ?? Infinity, this.#input.count));
		return this.#input.read(bytes) ? bytes.buffer : undefined;
	}

	write(data: ArrayBuffer | Uint8Array): void {
		this.#check();
		if (!(data instanceof ArrayBuffer) && !(data instanceof Uint8Array))
			throw new TypeError("Serial: write takes an ArrayBuffer or a Uint8Array");
		this.#output.write(data instanceof Uint8Array ? data : new Uint8Array(data));
	}

	configure(options: Partial<SerialFormat> & { quiet?: number; }, callback?: (this: Serial) => void): void {
		this.#check();
		checkFormatOptions(options);
		if (callback !== undefined && typeof callback !== "function")
			throw new TypeError("Serial: callback must be a function");
		// The caller may use its object again.
		const { quiet } = options, format = pickFormat({}, options);
		this.#output.whenIdle(() => {
			this.#format = pickFormat(this.#format, format);
			this.#quiet = quiet ?? this.#quiet;
			this.#output.setFormat(lineFormat(this.#format, "transmit"));
			this.#input.configure(lineFormat(this.#format, "receive"), this.#quiet);
			this.#link?.configure(this.#format);
			if (callback)
				this.#wiring.scheduler.after(0, () => this.#call(() => callback.call(this)));
		});
	}

	flush(input?: boolean, output?: boolean): void {
		this.#check();
		const both = input === undefined && output === undefined;
		if (both || input)
			this.#input.flush();
		if (both || output)
			this.#output.flush();
	}

	set(options: { break: boolean; }): void {
		this.#check();
		if (typeof options?.break !== "boolean")
			throw new TypeError("Serial: break must be true or false");
		this.#output.setBreak(options.break);
	}

	close(): void {
		if (this.#closed)
			return;
		this.#closed = true;
		this.#input.close();
		this.#output.close();
		this.#link?.close();
		this.#wiring.taken = false;
	}

	#check(): void {
		if (this.#closed)
			throw new Error("Serial: closed");
	}

	#call(callback: () => void): void {
		if (!this.#closed)
			callback();
	}

	#lose(onError: SerialOptions["onError"]): void {
		this.#wiring.scheduler.after(0, () => this.#call(() => onError?.call(this)));
	}
}

/** `before` with what `options` names. */
function pickFormat<Format extends Partial<SerialFormat>>(before: Format, options: Partial<SerialFormat>): Format & SerialFormat {
	const format: Record<string, unknown> = { ...before };
	for (const key of ["baud", "data", "parity", "stop"] as const) {
		if (options[key] !== undefined)
			format[key] = options[key];
	}
	format["invert"] = Object.freeze({ ...before.invert, ...options.invert });
	return Object.freeze(format) as unknown as Format & SerialFormat;
}
