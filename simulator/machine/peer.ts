/** The simulator's end of one of the firmware's instances: what is outside the chip for it. */
export interface Peer {
	/** What the instance asks for beyond bytes. Throws what the instance is to throw. */
	control?(value: unknown): unknown;
	write?(bytes: Uint8Array): void;
	read?(): Uint8Array;
	/** The firmware waits for the answer. Throws what the instance is to throw. */
	call?(bytes: Uint8Array): Uint8Array;
	/** The firmware's turn is over: what was written in pieces can go. */
	flush?(): void;
	close(): void;
}

/** A payload that is made when the firmware gets it: by then more may have come in. `undefined`: there is nothing to say any more. */
export type LatePayload = () => Uint8Array | undefined;

/** How a peer speaks to its instance. Nothing is heard after `close`. */
export interface PeerLine {
	send(kind: number, value: unknown): void;
	sendBytes(kind: number, payload: Uint8Array | LatePayload): void;
}
