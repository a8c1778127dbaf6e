/** What the native controller is made of: every value is checked already. */
export interface TWAIPortOptions {
	readonly receive: number;
	readonly transmit: number;
	/** Bits per second. */
	readonly baud: number;
	/** Frames whose identifier is `code` wherever `mask` has a 0. */
	readonly code: number;
	readonly mask: number;
	readonly onReadable?: (count: number) => void;
	readonly onFault?: () => void;
}

/**
 * The native CAN controller (`esp32/twai.c`). A frame is its identifier (four bytes, the highest first; the highest bit says that it is extended), the count
 * of its data, and the data: 13 bytes at most.
 *
 * Each method must be this one call with the same parameters, for then the compiler makes it a host function.
 */
export class TWAIPort extends Native("xs_meterwire_twai_destructor") {
	constructor(options: TWAIPortOptions) {
		super();
		native("xs_meterwire_twai_constructor").call(this, options);
	}

	/** Fills the buffer with the oldest frame and returns its bytes; 0 when there is none. */
	read(buffer: Uint8Array): number {
		return native("xs_meterwire_twai_read").call(this, buffer);
	}

	/** Throws when there is no room, and off the bus. */
	write(frame: Uint8Array): void {
		native("xs_meterwire_twai_write").call(this, frame);
	}

	close(): void {
		native("xs_meterwire_twai_close").call(this);
	}
}
