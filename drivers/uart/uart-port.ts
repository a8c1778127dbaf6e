/** A line format as the native part takes it: every field present and already checked, small integers instead of names. */
export interface PortSettings {
	baud: number;
	data: number;
	/** 0 none, 1 even, 2 odd. */
	parity: number;
	stop: number;
	/** Bit 0: receive, bit 1: transmit. */
	invert: number;
	/** Milliseconds. */
	quiet: number;
}

export interface PortOptions extends PortSettings {
	receive?: number;
	transmit?: number;
	port?: number;
	device?: string;
	bufferSize: number;
	onReadable?: (count: number) => void;
	onWritable?: (count: number) => void;
	onFault?: (overrun: number, framing: number, parity: number, broken: number) => void;
	/** The settings of this and of all earlier sequence numbers are in force. */
	onConfigured: (sequence: number) => void;
	onError?: () => void;
}

/**
 * The native port: `esp32/uart.c` on the chip, `lin/uart.c` on Linux. It trusts its arguments; `UART` checks them. Methods throw after `close`.
 *
 * Each method must be this one call with the same parameters, for then the compiler makes it a host function and no JavaScript runs in between.
 */
export class UARTPort extends Native("xs_meterwire_uart_destructor") {
	constructor(options: PortOptions) {
		super();
		native("xs_meterwire_uart_constructor").call(this, options);
	}

	close(): void {
		native("xs_meterwire_uart_close").call(this);
	}

	read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
		return native("xs_meterwire_uart_read").call(this, count);
	}

	write(data: ArrayBuffer | Uint8Array): void {
		native("xs_meterwire_uart_write").call(this, data);
	}

	/** The settings are in force when everything written before has left the line; `onConfigured` then gives the sequence number. */
	configure(settings: PortSettings, sequence: number): void {
		native("xs_meterwire_uart_configure").call(this, settings, sequence);
	}

	flush(input: boolean, output: boolean): void {
		native("xs_meterwire_uart_flush").call(this, input, output);
	}

	setBreak(on: boolean): void {
		native("xs_meterwire_uart_break").call(this, on);
	}
}
