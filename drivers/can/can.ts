/** A frame on a CAN bus (ISO 11898-1). */
export interface CanFrame {
	/** 11 bits, or 29 when it is extended. */
	readonly id: number;
	readonly extended: boolean;
	/** 0 to 8 bytes. */
	readonly data: Uint8Array;
}

export interface CanOptions {
	/** Bits per second. */
	baud: number;
	/** Only frames whose identifier equals `code` wherever `mask` has a 0 are handed on. Default: all. */
	filter?: { code: number; mask: number; };
	/** Frames have come. */
	onReadable?(this: Can, count: number): void;
	/** The controller has left the bus; the instance is of no use any more. */
	onError?(this: Can): void;
}

/**
 * A CAN controller with its transceiver: an ESP32's TWAI, or an MCP2515 on SPI. No board of ours has one and no class for the chip is written: this is
 * the seam that a script's meters of type C stand on.
 */
export interface Can {
	/** The oldest frame that was received; `undefined` when there is none. */
	read(): CanFrame | undefined;
	/** Throws when no frame can be sent now. */
	write(frame: CanFrame): void;
	close(): void;
}

export type CanConstructor = new(options: CanOptions) => Can;
