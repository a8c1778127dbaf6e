import { kinds } from "../host/records";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";

/** A port of the firmware at which clients arrive. */
export class ListenerPeer implements Peer {
	readonly #end: () => void;

	/** Throws when the port is in use. */
	constructor(line: PeerLine, network: Network, port: number) {
		this.#end = network.listen(port, number => line.send(kinds.event, number));
	}

	close(): void {
		this.#end();
	}
}
