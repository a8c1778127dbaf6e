import type { ByteLink } from "../wire/byte-link";

/** What stands on a port in place of a virtual meter. */
export interface Source {
	/** A real device: bytes go straight to and from the UART. */
	readonly link?: ByteLink;
	/** May be called twice. */
	close(): void;
}
