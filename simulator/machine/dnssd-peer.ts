import { kinds } from "../host/records";
import type { AnnouncedService, Network } from "./network";
import type { Peer, PeerLine } from "./peer";

/** What the firmware says about itself over multicast DNS. */
type Said =
	| { readonly probe: string; }
	| { readonly claimed: string; }
	| { readonly unclaimed: string; }
	| { readonly advertise: AnnouncedService; }
	| { readonly bye: AnnouncedService; };

/** The house's other devices, as far as they speak multicast DNS: some have names, and all hear what is announced. */
export class DnssdPeer implements Peer {
	readonly #line: PeerLine;
	readonly #network: Network;

	constructor(line: PeerLine, network: Network) {
		this.#line = line;
		this.#network = network;
	}

	control(value: unknown): void {
		const said = value as Said, { announced, localNames } = this.#network;
		if ("probe" in said && localNames.has(said.probe.toLowerCase()))
			this.#line.send(kinds.event, { taken: said.probe });
		else if ("claimed" in said)
			announced.names.push(said.claimed);
		else if ("unclaimed" in said)
			remove(announced.names, name => name === said.unclaimed);
		else if ("advertise" in said)
			announced.services.push(said.advertise);
		else if ("bye" in said)
			remove(announced.services, ({ host, serviceType }) => host === said.bye.host && serviceType === said.bye.serviceType);
	}

	/** A chip without power announces nothing; its neighbours forget it sooner or later. */
	close(): void {
		this.#network.announced.names.length = 0;
		this.#network.announced.services.length = 0;
	}
}

function remove<Item>(list: Item[], matches: (item: Item) => boolean): void {
	const at = list.findIndex(matches);
	if (at >= 0)
		list.splice(at, 1);
}
