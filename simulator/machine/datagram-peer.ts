import { createSocket, type Socket } from "node:dgram";
import { kinds } from "../host/records";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";

/** Address, port (uint16) and bytes, as they cross between engine and simulator. */
export function packDatagram(address: string, port: number, bytes: Uint8Array): Uint8Array {
	return Uint8Array.of(...address.split(".").map(Number), port & 0xFF, port >> 8, ...bytes);
}

export function unpackDatagram(packed: Uint8Array): { address: string; port: number; bytes: Uint8Array; } {
	return { address: packed.slice(0, 4).join("."), port: packed[4]! | packed[5]! << 8, bytes: packed.slice(6) };
}

/**
 * A UDP socket outside the engine. What arrives comes from the simulation (`Network.sendDatagram`); what is sent goes to whoever serves the address
 * there, or to the real network. Multicast ends here.
 */
export class DatagramPeer implements Peer {
	readonly #network: Network;
	readonly #port: number;
	#socket: Socket | undefined;

	constructor(line: PeerLine, network: Network, port: number) {
		this.#network = network;
		this.#port = port;
		network.listenDatagrams(port, (from, bytes) => line.sendBytes(kinds.data, packDatagram(from.address, from.port, bytes)));
	}

	write(packed: Uint8Array): void {
		const { address, port, bytes } = unpackDatagram(packed);
		const reached = this.#network.deliverDatagram({ address, port }, bytes);
		if (reached || !this.#network.up || Number(address.split(".")[0]) >= 224)
			return;
		this.#socket ??= createSocket("udp4").on("error", error => this.#network.onTrouble(`UDP to ${address}: ${error.message}`));
		this.#socket.unref().send(bytes, port, address);
	}

	/** Joins a multicast group. */
	call(): Uint8Array {
		if (this.#network.multicastFails)
			throw new Error("no multicast");
		return new Uint8Array(0);
	}

	close(): void {
		this.#network.listenDatagrams(this.#port, undefined);
		this.#socket?.close();
	}
}
