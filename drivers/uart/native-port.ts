/** A line format as the native part takes it: every field present and already checked, small integers instead of names. */
export interface PortSettings {
	baud: number;
	data: number;
	/** 0 none, 1 even, 2 odd. */
	parity: number;
	stop: number;
	/** Bit 0: receive, bit 1: transmit, bit 2: enable. */
	invert: number;
	/** Milliseconds. */
	quiet: number;
}

export interface PortOptions extends PortSettings {
	receive?: number;
	transmit?: number;
	enable?: number;
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

/** What a native port does. It trusts its arguments; `NativeSerial` checks them. Methods throw after `close`. */
export interface NativePort {
	close(): void;
	read(count?: number | Uint8Array): ArrayBuffer | number | undefined;
	write(data: ArrayBuffer | Uint8Array): void;
	/** The settings are in force when everything written before has left; `onConfigured` then gives the sequence number. */
	configure(settings: PortSettings, sequence: number): void;
	flush(input: boolean, output: boolean): void;
	setBreak(on: boolean): void;
}

export type NativePortConstructor = new(options: PortOptions) => NativePort;
