/** A frame on a CAN bus (ISO 11898-1). */
export interface CanFrame {
	/** 11 bits, or 29 when it is extended. */
	readonly id: number;
	readonly extended: boolean;
	/** 0 to 8 bytes. */
	readonly data: Uint8Array;
}

export interface CanOptions {
	/** GPIOs of the transceiver's RXD and TXD. */
	receive?: number;
	transmit?: number;
	/** Bits per second, 25,000 to 1,000,000. */
	baud: number;
	/** Only frames whose identifier equals `code` wherever `mask` has a 0 are handed on. Default: all. */
	filter?: { code: number; mask: number; };
	/** Frames have come. */
	onReadable?(this: Can, count: number): void;
	/** The controller has had too many errors and has left the bus; it comes back by itself when the bus has been quiet. */
	onFault?(this: Can): void;
}

/** A CAN controller behind its transceiver: the chip's own (`drivers/twai`). What a script's meters of type C stand on. */
export interface Can {
	/** The oldest frame that was received; `undefined` when there is none. */
	read(): CanFrame | undefined;
	/** Throws when no frame can be sent now. */
	write(frame: CanFrame): void;
	close(): void;
}

export type CanConstructor = new(options: CanOptions) => Can;

/** A board's CAN port. */
export interface CanHardware {
	readonly io: CanConstructor;
	readonly receive?: number;
	readonly transmit?: number;
}
