import { SmlError } from "./sml-error";

/** Types of SML's binary encoding (SML 1.04, section 6.3). */
export const OCTETS = 0;
export const BOOLEAN = 4;
export const INTEGER = 5;
export const UNSIGNED = 6;
export const LIST = 7;

const END_OF_MESSAGE = 0x00;
/** The length of the longest field that anything on a meter's port could need fits into 16 bits. */
const MAXIMUM_TYPE_LENGTH_BYTES = 4;
const TWO_TO_32 = 0x1_0000_0000;

/**
 * Walks through SML's type-length-value structure. Each length is compared with what is left before anything is read, so the worst
 * that odd bytes can do is a `SmlError`.
 */
export class SmlReader {
	readonly #bytes: Uint8Array;
	#at = 0;
	#type = 0;
	#length = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Offset of the next byte; may be set back to one seen before. */
	get at(): number {
		return this.#at;
	}

	set at(value: number) {
		this.#at = value;
	}

	/** True when only fill bytes are left. They look like the end of a message. */
	get done(): boolean {
		while (this.#at < this.#bytes.length && this.#bytes[this.#at] === END_OF_MESSAGE)
			this.#at++;
		return this.#at >= this.#bytes.length;
	}

	/** Type of the field that `next` opened. */
	get type(): number {
		return this.#type;
	}

	/** Its content in bytes; for a list, its elements. */
	get length(): number {
		return this.#length;
	}

	/** The bytes from `start` up to here. */
	since(start: number): Uint8Array {
		return this.#bytes.subarray(start, this.#at);
	}

	/** Opens the next field: reads its type and length. A list's length counts elements, any other's also the type-length bytes. */
	next(): void {
		const bytes = this.#bytes, start = this.#at;
		let at = start;
		let byte = bytes[at++];
		if (byte === undefined)
			throw new SmlError("the structure ends early");
		const type = byte >> 4 & 7;
		let length = byte & 15;
		while (byte & 0x80) {
			byte = bytes[at++];
			if (byte === undefined || at - start > MAXIMUM_TYPE_LENGTH_BYTES)
				throw new SmlError("a length without an end");
			length = length << 4 | byte & 15;
		}
		if (type !== LIST)
			length -= at - start;
		// An element takes at least one byte, so this bounds lists too.
		if (length < 0 || length > bytes.length - at)
			throw new SmlError(`a length of ${length} where ${bytes.length - at} bytes are left`);
		this.#at = at;
		this.#type = type;
		this.#length = length;
	}

	/** Passes over the next field with all that is in it. */
	skip(): void {
		for (let left = 1; left > 0; left--) {
			this.next();
			if (this.#type === LIST)
				left += this.#length;
			else
				this.#at += this.#length;
		}
	}

	/** Opens a list; gives the number of its elements. */
	list(): number {
		this.next();
		if (this.#type !== LIST)
			throw new SmlError("no list where one must stand");
		return this.#length;
	}

	/** An octet string, a view that is good as long as the bytes; empty where it was left out. */
	octets(): Uint8Array {
		this.next();
		if (this.#type !== OCTETS)
			throw new SmlError("no octet string where one must stand");
		return this.content();
	}

	/** An integer of any width, or `undefined` where it was left out. */
	integer(): number | bigint | undefined {
		this.next();
		if (this.#type === OCTETS && this.#length === 0)
			return undefined;
		return this.number(this.#type === INTEGER);
	}

	/** The content of the octet string that `next` opened. */
	content(): Uint8Array {
		const start = this.#at;
		this.#at += this.#length;
		return this.#bytes.subarray(start, this.#at);
	}

	/** The content of the integer that `next` opened, 1 to 8 bytes; a `bigint` only beyond 2^53. */
	number(signed: boolean): number | bigint {
		const length = this.#length;
		if (this.#type !== INTEGER && this.#type !== UNSIGNED || length < 1 || length > 8)
			throw new SmlError("no integer where one must stand");
		if (length <= 4)
			return this.#part(length, signed);
		const high = this.#part(length - 4, signed);
		const low = this.#part(4, false);
		const value = high * TWO_TO_32 + low;
		return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) + BigInt(low);
	}

	/** The content of the boolean that `next` opened. */
	boolean(): boolean {
		if (this.#length !== 1)
			throw new SmlError("a boolean of more than one byte");
		return this.#bytes[this.#at++] !== 0;
	}

	#part(length: number, signed: boolean): number {
		const bytes = this.#bytes;
		let value = 0;
		for (let left = length; left > 0; left--)
			value = value * 256 + bytes[this.#at++]!;
		const sign = 2 ** (length * 8 - 1);
		return signed && value >= sign ? value - 2 * sign : value;
	}
}
