import type { Flash, FlashPartition } from "../../services/platform";
import { flashCalls } from "./flash-calls";
import type { HostLink } from "./host-link";
import { kinds } from "./records";

/** Stands in for the SDK's flash module. The simulator holds the chip; every call waits for it. */
export class HostFlash implements Flash {
	readonly #link: HostLink;

	constructor(link: HostLink) {
		this.#link = link;
	}

	open(name: string): FlashPartition {
		return new HostFlashPartition(this.#link, name);
	}
}

class HostFlashPartition implements FlashPartition {
	readonly blocks: number;
	readonly blockLength: number;
	readonly #link: HostLink;
	readonly #id: number;
	#open = true;

	constructor(link: HostLink, name: string) {
		this.#link = link;
		this.#id = link.reserve({ receive() {} });
		link.request(kinds.open, this.#id, { type: "flash", name });
		const [blocks, blockLength] = new Uint32Array(link.request(kinds.read, this.#id, null).slice().buffer);
		this.blocks = blocks!;
		this.blockLength = blockLength!;
	}

	read(offset: number, count: number): ArrayBuffer {
		return this.#call(flashCalls.read, offset, new Uint8Array(Uint32Array.of(count).buffer)).slice().buffer as ArrayBuffer;
	}

	write(offset: number, data: ArrayBuffer | Uint8Array): void {
		this.#call(flashCalls.write, offset, data instanceof Uint8Array ? data : new Uint8Array(data));
	}

	eraseBlock(block: number): void {
		this.#call(flashCalls.erase, block, new Uint8Array(0));
	}

	close(): void {
		if (this.#open)
			this.#link.close(this.#id);
		this.#open = false;
	}

	#call(call: number, place: number, rest: Uint8Array): Uint8Array {
		if (!this.#open)
			throw new Error("the flash partition is closed");
		const payload = new Uint8Array(5 + rest.length);
		payload[0] = call;
		new DataView(payload.buffer).setUint32(1, place, true);
		payload.set(rest, 5);
		return this.#link.requestBytes(kinds.call, this.#id, payload);
	}
}
