import type { Serial, SerialConstructor, SerialFaults, SerialFormat } from "../serial";
import type { TimerHandle, Timers } from "../timers";

export interface SerialLineOptions {
	readonly serial: {
		readonly io: SerialConstructor;
		readonly receive?: number;
		readonly transmit?: number;
		readonly enable?: { readonly pin: number; readonly activeLow?: boolean; };
		readonly port?: number;
		readonly device?: string;
		readonly bufferSize?: number;
	};
	readonly timers: Timers;
	readonly format: SerialFormat;
	/** Milliseconds without a byte after which `onIdle` is called. Default 250. */
	readonly idleTime?: number;
	/** Bytes as they came. They are only good until the callback returns. */
	onData(bytes: Uint8Array): void;
	onIdle?(): void;
	onFault?(faults: SerialFaults): void;
	/** The port has gone; it is tried again every 5 s. */
	onError?(text: string): void;
}

const usualIdleTime = 250;
const retryTime = 5_000;

/** A serial port whose format its user says, for lines of which nothing else is known (a script's Modbus, Kamstrup or raw meter). */
export class SerialLine {
	readonly #options: SerialLineOptions;
	readonly #buffer = new Uint8Array(512);
	#format: SerialFormat;
	#serial: Serial | undefined;
	#idle: TimerHandle | undefined;
	#retry: TimerHandle | undefined;
	#closed = false;

	constructor(options: SerialLineOptions) {
		this.#options = options;
		this.#format = options.format;
		this.#open();
	}

	get format(): SerialFormat {
		return this.#format;
	}

	/** Sends bytes as they are. What does not fit into the port's buffer is lost, and said so by `false`. */
	send(bytes: Uint8Array): boolean {
		try {
			this.#serial?.write(bytes);
			return this.#serial !== undefined;
		}
		catch {
			return false;
		}
	}

	/** Changes the format when everything sent before has left. */
	configure(format: Partial<SerialFormat>): void {
		this.#format = { ...this.#format, ...format };
		this.#serial?.configure(format);
	}

	close(): void {
		this.#closed = true;
		this.#options.timers.clear(this.#idle);
		this.#options.timers.clear(this.#retry);
		this.#serial?.close();
		this.#serial = undefined;
	}

	#open(): void {
		const { serial: { io, ...pins }, onFault } = this.#options;
		this.#serial = new io({
			bufferSize: 4096,
			...pins,
			...this.#format,
			onReadable: () => this.#receive(),
			onFault: faults => onFault?.(faults),
			onError: () => this.#lost("the serial port has gone"),
		});
	}

	/** Hands on what there is; false when there is nothing. */
	#receive(): boolean {
		const { timers, idleTime = usualIdleTime, onData } = this.#options;
		let any = false;
		for (;;) {
			const count = this.#serial?.read(this.#buffer);
			if (!count)
				break;
			any = true;
			onData(this.#buffer.subarray(0, count));
		}
		if (!any)
			return false;
		timers.clear(this.#idle);
		if (!this.#closed)
			this.#idle = timers.set(() => this.#silence(), idleTime);
		return true;
	}

	#silence(): void {
		this.#idle = undefined;
		// A machine that was busy hears that the time is over before it hears of the bytes that have come meanwhile.
		if (!this.#receive())
			this.#options.onIdle?.();
	}

	#lost(text: string): void {
		this.#serial?.close();
		this.#serial = undefined;
		this.#options.onError?.(text);
		if (!this.#closed)
			this.#retry = this.#options.timers.set(() => this.#reopen(), retryTime);
	}

	#reopen(): void {
		try {
			this.#open();
		}
		catch (error) {
			this.#lost(`the serial port does not open: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
