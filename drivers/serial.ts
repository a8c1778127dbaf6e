/**
 * The Serial port as our drivers need it: ECMA-419 Serial, with the names the standard reserves (`data`, `parity`, `stop`) and what meters
 * need beyond it (`invert`, `quiet`, fault counts). The ESP32, Linux and simulated UART all have this shape; drivers get its constructor
 * in their options (`serial: {io, …}`) and never import one.
 */
export interface SerialFormat {
	/** Bits per second, 50 … 921600. */
	baud: number;
	/** Data bits. Default 8. */
	data?: 7 | 8;
	/** Default `"none"`. With a parity the parity bit is in addition to `data`. */
	parity?: "none" | "even" | "odd";
	/** Stop bits. Default 1. */
	stop?: 1 | 2;
	/** Lines that idle low at the pin. Default neither. */
	invert?: { receive?: boolean; transmit?: boolean; };
}

/** How often each kind of line fault was seen since the last report. */
export interface SerialFaults {
	/** Bytes were lost because nobody read them in time. */
	overrun: number;
	/** A stop bit was missing. */
	framing: number;
	parity: number;
	/** The line was held at space for longer than a character. */
	break: number;
}

export interface SerialOptions extends SerialFormat {
	receive?: number;
	transmit?: number;
	/** Pin that is high (`activeLow`: low) from the first bit that is sent to the last: the driver enable of an RS485 transceiver. */
	enable?: { pin: number; activeLow?: boolean; };
	port?: number;
	/** Linux: path of the device. */
	device?: string;
	/** Receive ring in bytes. Default 4096: the longest P1 telegram. More than 128. */
	bufferSize?: number;
	/**
	 * `onReadable` waits until nothing has arrived for this many milliseconds or the ring is half full, so that JavaScript is woken once per
	 * telegram. Default 0: `onReadable` comes as soon as bytes are there.
	 */
	quiet?: number;
	/** Opaque, copied to the instance. */
	target?: unknown;
	/** Bytes are there; called once per arrival, so read them all. Never called from inside a method of the instance. */
	onReadable?(this: Serial, count: number): void;
	/** `count` bytes may be written. The first call says that the port is ready. */
	onWritable?(this: Serial, count: number): void;
	/** Faults of the line. The port goes on. */
	onFault?(this: Serial, faults: SerialFaults): void;
	/** The port is gone (a USB adapter was pulled). Only `close` is useful after it. */
	onError?(this: Serial): void;
}

export interface Serial {
	readonly target?: unknown;
	/** Up to `count` bytes, all when absent; `undefined` when there are none. */
	read(count?: number): ArrayBuffer | undefined;
	/** Fills `buffer` with what is there and returns how many bytes that were; `undefined` when there are none. */
	read(buffer: Uint8Array): number | undefined;
	/** All or nothing. Throws when there is no room. */
	write(data: ArrayBuffer | Uint8Array): void;
	/**
	 * Changes the format and `quiet`. Takes effect when everything written before has left the line; `callback` then runs. What is not named
	 * stays as it is. Throws a RangeError for a value that cannot be, and then nothing has changed.
	 */
	configure(options: Partial<SerialFormat> & { quiet?: number; }, callback?: (this: Serial) => void): void;
	/** Forgets received bytes and/or bytes not yet sent; both without arguments. */
	flush(input?: boolean, output?: boolean): void;
	/** `break: true` holds the transmit line at space until `break: false`. */
	set(options: { break: boolean; }): void;
	/** May be called twice. No callback runs after it. */
	close(): void;
}

export type SerialConstructor = new(options: SerialOptions) => Serial;

/** ECMA-419 Digital, as far as we use it. */
export interface Digital {
	read(): number;
	write(value: number): void;
	close(): void;
}

export interface DigitalOptions {
	pin: number;
	/** ECMA-419 modes are numbers on the class; ours are named and mapped by the board. */
	mode: "Input" | "InputPullUp" | "InputPullDown" | "Output" | "OutputOpenDrain";
	initialValue?: number;
	onReadable?(this: Digital): void;
}

export type DigitalConstructor = new(options: DigitalOptions) => Digital;
