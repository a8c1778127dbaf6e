import type { NativePort, PortSettings } from "./native-port";

/**
 * What all native ports do alike (`port/native-port.c`); each has a class and a constructor of its own.
 *
 * Each method must be this one call with the same parameters, for then the compiler makes it a host function and no JavaScript runs in between. Of the
 * subclasses' constructors it says that it cannot: those stay functions.
 */
export abstract class PortBase extends Native("xs_meterwire_port_destructor") implements NativePort {
	close(): void {
		native("xs_meterwire_port_close").call(this);
	}

	read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
		return native("xs_meterwire_port_read").call(this, count);
	}

	write(data: ArrayBuffer | Uint8Array): void {
		native("xs_meterwire_port_write").call(this, data);
	}

	/** The settings are in force when everything written before has left the line; `onConfigured` then gives the sequence number. */
	configure(settings: PortSettings, sequence: number): void {
		native("xs_meterwire_port_configure").call(this, settings, sequence);
	}

	flush(input: boolean, output: boolean): void {
		native("xs_meterwire_port_flush").call(this, input, output);
	}

	setBreak(on: boolean): void {
		native("xs_meterwire_port_break").call(this, on);
	}
}
