import type { FlashPartition } from "../../services/platform";
import type { FlashPartitions } from "../flash/flash-partitions";
import { flashCalls } from "../host/flash-calls";
import type { Peer } from "./peer";

/** A partition of the simulated flash. The firmware waits for each call. */
export class FlashPeer implements Peer {
	readonly #partition: FlashPartition;

	constructor(flash: FlashPartitions, name: string) {
		this.#partition = flash.open(name);
	}

	/** How many blocks, and how long they are. */
	read(): Uint8Array {
		const { blocks, blockLength } = this.#partition;
		return new Uint8Array(Uint32Array.of(blocks, blockLength).buffer);
	}

	call(bytes: Uint8Array): Uint8Array {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const place = view.getUint32(1, true);
		switch (bytes[0]) {
			case flashCalls.read:
				return new Uint8Array(this.#partition.read(place, view.getUint32(5, true)));
			case flashCalls.write:
				this.#partition.write(place, bytes.subarray(5));
				break;
			case flashCalls.erase:
				this.#partition.eraseBlock(place);
		}
		return new Uint8Array(0);
	}

	close(): void {}
}
