import type { SerialFormat } from "../../drivers/serial";

export interface ByteLinkListener {
	/** Bytes have arrived now. */
	receive(bytes: Uint8Array): void;
	/** The device is gone. */
	lost(): void;
}

/** A real device in place of a pair of wires: bytes instead of edges. One listener at a time. */
export interface ByteLink {
	open(listener: ByteLinkListener): void;
	/** The rate and so on that the firmware has set; a device that has none ignores it. */
	configure(format: SerialFormat): void;
	transmit(bytes: Uint8Array): void;
	close(): void;
}
