import type { NativePort, PortOptions, PortSettings } from "./native-port";

/**
 * The native port: `esp32/uart.c` on the chip, `lin/uart.c` on Linux.
 *
 * Each method must be this one call with the same parameters, for then the compiler makes it a host function and no JavaScript runs in between.
 */
export class UARTPort extends Native("xs_meterwire_uart_destructor") implements NativePort {
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
