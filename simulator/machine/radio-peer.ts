import type { Network } from "./network";
import type { Peer } from "./peer";

/** The chip's own access point, outside the engine. */
export class RadioPeer implements Peer {
	readonly #network: Network;

	constructor(network: Network) {
		this.#network = network;
	}

	control(value: unknown): void {
		this.#network.accessPoint = (value as { open?: { SSID: string; password: string; }; }).open;
	}

	/** Without power there is no access point. */
	close(): void {
		this.#network.accessPoint = undefined;
	}
}
