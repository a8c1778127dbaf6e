import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import path from "node:path";
import { Random } from "../random";

/** Smallest part that can be erased, in bytes. */
export const sectorLength = 4096;
const pageLength = 256;
/** Milliseconds, typical for the W25Q32 that the boards carry (data sheet, 9.6: sector erase 45, page program 0.4 to 3). */
const eraseTime = 45, pageTime = 0.7;

/** The supply broke down in the middle of a write or an erase. Nothing of the firmware may run on. */
export class PowerCut extends Error {
	override readonly name = "PowerCut";

	constructor() {
		super("the power went");
	}
}

/** What the flash had to do since the start. */
export interface FlashCounters {
	writes: number;
	erases: number;
	/** Milliseconds in which it did nothing else. */
	busy: number;
}

/**
 * A NOR flash chip: a write only clears bits, an erase of a sector sets them. In memory, or in a file too, where each change is written at once, so
 * that the end of the process is a power cut as well.
 */
export class FlashMemory {
	readonly counters: FlashCounters = { writes: 0, erases: 0, busy: 0 };
	/** The power goes in the middle of the operation after so many more (0: the next one). Infinite: never. */
	cutAfter = Infinity;
	readonly #bytes: Uint8Array;
	readonly #random: Random;
	#file: number | undefined;

	/** @param seed For what a torn operation leaves behind. */
	constructor(length = 4 << 20, file?: string, seed = 1) {
		this.#bytes = new Uint8Array(length).fill(0xFF);
		this.#random = new Random(seed);
		if (file === undefined)
			return;
		mkdirSync(path.dirname(file), { recursive: true });
		this.#file = openSync(file, existsSync(file) ? "r+" : "w+");
		if (fstatSync(this.#file).size)
			readSync(this.#file, this.#bytes, 0, length, 0);
		else
			this.#save(0, length);
	}

	get length(): number {
		return this.#bytes.length;
	}

	/** A copy. */
	read(at: number, count: number): Uint8Array {
		this.#check(at, count);
		return this.#bytes.slice(at, at + count);
	}

	/** Bits that are 0 stay 0, whatever is written. Throws `PowerCut` after a part of it. */
	write(at: number, data: Uint8Array): void {
		this.#check(at, data.length);
		const torn = this.#torn();
		const count = torn ? this.#random.integer(0, data.length) : data.length;
		for (let index = 0; index < count; index++)
			this.#bytes[at + index]! &= data[index]!;
		// The byte that was being written got some of its bits.
		if (torn && count < data.length)
			this.#bytes[at + count]! &= data[count]! | this.#random.integer(0, 255);
		this.#save(at, Math.min(data.length, count + 1));
		this.counters.writes++;
		this.counters.busy += Math.ceil(data.length / pageLength) * pageTime;
		if (torn)
			throw new PowerCut();
	}

	/** `at`: first byte of a sector. Throws `PowerCut` after a part of it. */
	eraseSector(at: number): void {
		this.#check(at, sectorLength);
		if (at % sectorLength)
			throw new RangeError(`flash: ${at} is not where a sector begins`);
		const torn = this.#torn();
		if (torn) {
			// An erase that was cut short leaves any bits, most of them set.
			for (let index = 0; index < sectorLength; index++)
				this.#bytes[at + index]! |= this.#random.integer(0, 255);
		}
		else
			this.#bytes.fill(0xFF, at, at + sectorLength);
		this.#save(at, sectorLength);
		this.counters.erases++;
		this.counters.busy += eraseTime;
		if (torn)
			throw new PowerCut();
	}

	/** As a programmer on the USB port writes: whole sectors, without a thought of power. */
	program(at: number, data: Uint8Array): void {
		const end = Math.ceil((at + data.length) / sectorLength) * sectorLength;
		this.#check(at, end - at);
		this.#bytes.fill(0xFF, at, end);
		this.#bytes.set(data, at);
		this.#save(at, end - at);
	}

	close(): void {
		if (this.#file !== undefined)
			closeSync(this.#file);
		this.#file = undefined;
	}

	#torn(): boolean {
		return this.cutAfter-- <= 0;
	}

	#check(at: number, count: number): void {
		if (!(at >= 0 && count >= 0 && at + count <= this.#bytes.length))
			throw new RangeError(`flash: ${count} bytes at ${at} do not lie in ${this.#bytes.length}`);
	}

	#save(at: number, count: number): void {
		if (this.#file !== undefined)
			writeSync(this.#file, this.#bytes, at, count, at);
	}
}
