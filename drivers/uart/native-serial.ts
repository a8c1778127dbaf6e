import type { Serial, SerialFormat, SerialOptions } from "../serial";
import { checkCallback, integerOption, pinOption } from "../native-options";
import type { NativePort, NativePortConstructor, PortSettings } from "./native-port";

type Settings = Partial<SerialFormat> & { quiet?: number; };

interface Change {
	readonly sequence: number;
	readonly callback?: (this: Serial) => void;
}

const invertEnable = 4;
const parities: readonly (string | undefined)[] = Object.freeze(["none", "even", "odd"]);

/** Rates between which the native part works. */
export interface BaudRange {
	readonly minimum: number;
	readonly maximum: number;
}

/**
 * The face of a native serial port: checks what it is given, keeps the format, and calls what waits for a change of it.
 *
 * Throws a TypeError or RangeError for an option that cannot be, and what the native part throws; nothing is claimed then.
 */
export abstract class NativeSerial implements Serial {
	readonly target?: unknown;
	readonly #bauds: BaudRange;
	#port?: NativePort;
	#settings: PortSettings;
	#changes: Change[] = [];
	#sequence = 0;

	constructor(options: SerialOptions, Port: NativePortConstructor, bauds: BaudRange) {
		const { onReadable, onWritable, onFault, onError } = options;
		for (const callback of [onReadable, onWritable, onFault, onError])
			checkCallback(callback);
		this.#bauds = bauds;
		const { enable } = options, invert = enable?.activeLow ? invertEnable : 0;
		this.#settings = merge(bauds, { baud: 0, data: 8, parity: 0, stop: 1, invert, quiet: 0 }, options);
		this.#port = new Port({
			...this.#settings,
			receive: pinOption("receive", options.receive),
			transmit: pinOption("transmit", options.transmit),
			enable: pinOption("enable", enable?.pin),
			port: integerOption("port", options.port, 0, 7),
			device: options.device,
			bufferSize: integerOption("bufferSize", options.bufferSize, 129, 65536) ?? 4096,
			onReadable: onReadable && (count => onReadable.call(this, count)),
			onWritable: onWritable && (count => onWritable.call(this, count)),
			onFault: onFault && ((overrun, framing, parity, broken) => onFault.call(this, { overrun, framing, parity, break: broken })),
			onConfigured: sequence => this.#configured(sequence),
			onError: onError && (() => onError.call(this)),
		});
		if (options.target !== undefined)
			this.target = options.target;
	}

	read(count?: number): ArrayBuffer | undefined;
	read(buffer: Uint8Array): number | undefined;
	read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
		if (typeof count === "number" && !(count > 0))
			throw new RangeError("count");
		return this.#open().read(count);
	}

	write(data: ArrayBuffer | Uint8Array): void {
		this.#open().write(data);
	}

	configure(options: Settings, callback?: (this: Serial) => void): void {
		const port = this.#open();
		checkCallback(callback);
		const settings = merge(this.#bauds, this.#settings, options);
		const sequence = this.#sequence + 1;
		port.configure(settings, sequence);
		this.#settings = settings;
		this.#sequence = sequence;
		if (callback)
			this.#changes.push({ sequence, callback });
	}

	flush(input?: boolean, output?: boolean): void {
		const all = input === undefined && output === undefined;
		this.#open().flush(all || !!input, all || !!output);
	}

	set(options: { break: boolean; }): void {
		const port = this.#open();
		if (options.break !== undefined)
			port.setBreak(!!options.break);
	}

	close(): void {
		const port = this.#port;
		this.#port = undefined;
		this.#changes.length = 0;
		port?.close();
	}

	#open(): NativePort {
		if (!this.#port)
			throw new Error("closed");
		return this.#port;
	}

	#configured(sequence: number): void {
		while (this.#changes.length && this.#changes[0]!.sequence <= sequence)
			this.#changes.shift()!.callback?.call(this);
	}
}

/** `settings` with what `options` names replaced. */
function merge({ minimum, maximum }: BaudRange, settings: PortSettings, options: Settings): PortSettings {
	const { baud, data, parity, stop, invert, quiet } = options;
	const code = parity === undefined ? settings.parity : parities.indexOf(parity);
	if (code < 0)
		throw new RangeError("parity");
	return {
		baud: integerOption("baud", baud ?? (settings.baud || NaN), minimum, maximum)!,
		data: integerOption("data", data, 7, 8) ?? settings.data,
		parity: code,
		stop: integerOption("stop", stop, 1, 2) ?? settings.stop,
		invert: bit(settings.invert, 1, invert?.receive) | bit(settings.invert, 2, invert?.transmit) | settings.invert & invertEnable,
		quiet: integerOption("quiet", quiet, 0, 60_000) ?? settings.quiet,
	};
}

function bit(old: number, mask: number, value: boolean | undefined): number {
	if (value === undefined)
		return old & mask;
	return value ? mask : 0;
}
