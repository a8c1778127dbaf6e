import type { Flash, FlashPartition } from "../../services/platform";
import { sectorLength } from "./flash-memory";
import type { FlashMemory } from "./flash-memory";
import { boardPartitions } from "./partition-table";
import type { Partition } from "./partition-table";

/** A flash chip by the names of its partitions, as the SDK's flash module gives it. */
export class FlashPartitions implements Flash {
	readonly memory: FlashMemory;
	readonly table: readonly Partition[];

	/** @param table Default: the boards'. */
	constructor(memory: FlashMemory, table: readonly Partition[] = boardPartitions()) {
		this.memory = memory;
		this.table = table;
	}

	/** Throws an Error when the table has no partition of this name. */
	find(name: string): Partition {
		const partition = this.table.find(each => each.name === name);
		if (!partition)
			throw new Error("can't find partition");
		return partition;
	}

	open(name: string): FlashPartition {
		return new MemoryPartition(this.memory, this.find(name));
	}
}

class MemoryPartition implements FlashPartition {
	readonly blockLength = sectorLength;
	readonly blocks: number;
	readonly #memory: FlashMemory;
	readonly #partition: Partition;

	constructor(memory: FlashMemory, partition: Partition) {
		this.#memory = memory;
		this.#partition = partition;
		this.blocks = partition.length / sectorLength;
	}

	read(offset: number, count: number): ArrayBuffer {
		return this.#memory.read(this.#at(offset, count), count).buffer as ArrayBuffer;
	}

	write(offset: number, data: ArrayBuffer | Uint8Array): void {
		const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
		this.#memory.write(this.#at(offset, bytes.length), bytes);
	}

	eraseBlock(block: number): void {
		this.#memory.eraseSector(this.#at(block * sectorLength, sectorLength));
	}

	close(): void {
		// Nothing is held.
	}

	#at(offset: number, count: number): number {
		const { name, offset: start, length } = this.#partition;
		if (!(offset >= 0 && count >= 0 && offset + count <= length))
			throw new RangeError(`flash: ${count} bytes at ${offset} do not lie in ${name}`);
		return start + offset;
	}
}
