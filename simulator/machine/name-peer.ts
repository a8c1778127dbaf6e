import { kinds } from "../host/records";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";

/** DNS outside the engine. */
export class NamePeer implements Peer {
	readonly #line: PeerLine;
	readonly #network: Network;

	constructor(line: PeerLine, network: Network) {
		this.#line = line;
		this.#network = network;
	}

	control(value: unknown): void {
		const { number, host } = value as { number: number; host: string; };
		void this.#network.resolve(host).then(address => this.#line.send(kinds.event, { number, address }));
	}

	close(): void {
		// The line is cut already.
	}
}
