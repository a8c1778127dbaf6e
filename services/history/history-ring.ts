import type { FlashPartition } from "../platform";
import { isPoint, pointLength } from "./history-point";

/** Magic, number of the ring, sequence (4 bytes), check. */
const headLength = 12;
const magic = 0x4D;
/** Records that are read at once. */
const readCount = 85;
const readBytes = readCount * pointLength;

/** `bytes` are the ring's own and good until the call returns. False ends the walk. */
export type PointVisitor = (bytes: Uint8Array, at: number) => boolean | void;

/**
 * A ring of records in some blocks of the flash. Blocks are filled one after the other; when all are full the oldest is erased. A block counts when
 * the check of its head is right, a record when its own is: a power cut costs the record that was being written, or what was to be erased anyhow.
 */
export class HistoryRing {
	readonly #flash: FlashPartition;
	readonly #first: number;
	readonly #blocks: number;
	readonly #number: number;
	readonly #perBlock: number;
	/** Sequence of each block; 0: it holds nothing. */
	readonly #sequences: number[] = [];
	/** The block that is being filled; −1: none yet. */
	#block = -1;
	/** Where in it the next record goes. */
	#slot = 0;

	/**
	 * @param first first block
	 * @param number tells the rings apart
	 */
	constructor(flash: FlashPartition, first: number, blocks: number, number: number) {
		this.#flash = flash;
		this.#first = first;
		this.#blocks = blocks;
		this.#number = number;
		this.#perBlock = Math.floor((flash.blockLength - headLength) / pointLength);
		for (let block = 0; block < blocks; block++) {
			const sequence = this.#readHead(block);
			this.#sequences.push(sequence);
			if (sequence && (this.#block < 0 || sequence > this.#sequences[this.#block]!))
				this.#block = block;
		}
		this.#slot = this.#block < 0 ? 0 : this.#freeSlot();
	}

	/** Most records that it holds just before a block is erased. */
	get capacity(): number {
		return this.#perBlock * this.#blocks;
	}

	/** Throws when the flash does. */
	append(record: Uint8Array): void {
		if (this.#block < 0 || this.#slot >= this.#perBlock)
			this.#nextBlock();
		// Taken even if the write fails: what it left there is not written on again.
		const at = this.#address(this.#block) + headLength + this.#slot++ * pointLength;
		this.#flash.write(at, record);
	}

	/** Visits the good records, the oldest first. `newest`: of so many blocks at the end only. */
	visit(visitor: PointVisitor, newest = this.#blocks): void {
		for (let back = Math.min(newest, this.#blocks) - 1; back >= 0; back--) {
			const block = (this.#block - back + this.#blocks) % this.#blocks;
			if (this.#block >= 0 && this.#sequences[block] && !this.#visitBlock(block, visitor))
				return;
		}
	}

	erase(): void {
		for (let block = 0; block < this.#blocks; block++) {
			if (this.#sequences[block])
				this.#flash.eraseBlock(this.#first + block);
			this.#sequences[block] = 0;
		}
		this.#block = -1;
		this.#slot = 0;
	}

	#visitBlock(block: number, visitor: PointVisitor): boolean {
		const end = block === this.#block ? this.#slot : this.#perBlock;
		for (let slot = 0; slot < end; slot += readCount) {
			const count = Math.min(readCount, end - slot);
			const bytes = new Uint8Array(this.#flash.read(this.#address(block) + headLength + slot * pointLength, count * pointLength));
			for (let at = 0; at < bytes.length; at += pointLength) {
				if (isPoint(bytes, at) && visitor(bytes, at) === false)
					return false;
			}
		}
		return true;
	}

	#nextBlock(): void {
		const sequence = this.#block < 0 ? 1 : this.#sequences[this.#block]! + 1;
		const block = (this.#block + 1) % this.#blocks;
		const address = this.#address(block);
		this.#sequences[block] = 0;
		// Its head goes first: an erase that is cut short may leave anything of the rest.
		this.#flash.write(address, new Uint8Array(headLength));
		this.#flash.eraseBlock(this.#first + block);
		this.#flash.write(address, head(this.#number, sequence));
		this.#sequences[block] = sequence;
		this.#block = block;
		this.#slot = 0;
	}

	#readHead(block: number): number {
		const bytes = new Uint8Array(this.#flash.read(this.#address(block), headLength));
		const sequence = bytes[2]! | bytes[3]! << 8 | bytes[4]! << 16;
		const wanted = head(this.#number, sequence);
		for (let at = 0; at < headLength; at++) {
			if (bytes[at] !== wanted[at])
				return 0;
		}
		return sequence;
	}

	/** Behind the last place where anything was written. */
	#freeSlot(): number {
		for (let end = this.#perBlock; end > 0; end -= readCount) {
			const start = Math.max(0, end - readCount);
			const bytes = new Uint8Array(this.#flash.read(this.#address(this.#block) + headLength + start * pointLength, readBytes));
			for (let at = (end - start) * pointLength - 1; at >= 0; at--) {
				if (bytes[at] !== 0xFF)
					return start + Math.floor(at / pointLength) + 1;
			}
		}
		return 0;
	}

	#address(block: number): number {
		return (this.#first + block) * this.#flash.blockLength;
	}
}

/** The sequence twice, once with all bits turned: no half-written head looks like that. */
function head(number: number, sequence: number): Uint8Array {
	const bytes = new Uint8Array(headLength);
	for (let at = 0; at < headLength; at += 6) {
		const turned = at ? 0xFF : 0;
		bytes[at] = magic ^ turned;
		bytes[at + 1] = number ^ turned;
		bytes[at + 2] = sequence ^ turned;
		bytes[at + 3] = sequence >>> 8 ^ turned;
		bytes[at + 4] = sequence >>> 16 ^ turned;
		bytes[at + 5] = turned;
	}
	return bytes;
}
