import { DlmsError } from "./dlms-error";

/** Tags of the data types (IEC 62056-6-2, table of the common data types; encoding in IEC 61334-6). */
export const NULL = 0;
export const ARRAY = 1;
export const STRUCTURE = 2;
export const BOOLEAN = 3;
export const BIT_STRING = 4;
export const INT32 = 5;
export const UINT32 = 6;
export const OCTETS = 9;
export const VISIBLE_TEXT = 10;
export const UTF8_TEXT = 12;
export const BCD = 13;
export const INT8 = 15;
export const INT16 = 16;
export const UINT8 = 17;
export const UINT16 = 18;
export const INT64 = 20;
export const UINT64 = 21;
export const ENUM = 22;
export const FLOAT32 = 23;
export const FLOAT64 = 24;
export const DATE_TIME = 25;
export const DATE = 26;
export const TIME = 27;

/** Octets of the types that have always the same number; −1: a length or a count goes before; −2: not known. */
const SIZES: readonly number[] = Object.freeze(
	[0, -1, -1, 1, -1, 4, 4, -2, -2, -1, -1, -2, -1, 1, -2, 1, 2, 1, 2, -2, 8, 8, 1, 4, 8, 12, 5, 4],
);
const DESCRIPTOR = 9;
/** F of a logical name that does not use it. */
const UNUSED = 0xFF;

/**
 * Walks through A-XDR data (IEC 61334-6). Every length is compared with what is left before anything is read, so the worst that odd
 * bytes can do is a `DlmsError`.
 */
export class AxdrReader {
	readonly #bytes: Uint8Array;
	#view: DataView | undefined;
	#at: number;
	#type = 0;
	#length = 0;
	#start = 0;

	constructor(bytes: Uint8Array, at = 0) {
		this.#bytes = bytes;
		this.#at = at;
	}

	/** Offset of the next byte. */
	get at(): number {
		return this.#at;
	}

	set at(value: number) {
		this.#at = value;
	}

	/** Bytes behind this place. */
	get left(): number {
		return this.#bytes.length - this.#at;
	}

	/** Type of the element that `next` opened. */
	get type(): number {
		return this.#type;
	}

	/** Its content in octets (bits of a bit string; elements of an array or a structure). */
	get length(): number {
		return this.#length;
	}

	/** The byte `distance` behind this place; −1 where there is none. */
	peek(distance = 0): number {
		return this.#bytes[this.#at + distance] ?? -1;
	}

	/** The next octet, alone. */
	octet(): number {
		this.#need(1);
		return this.#bytes[this.#at++]!;
	}

	/** The next `count` octets, not copied. */
	octets(count: number): Uint8Array {
		this.#need(count);
		this.#at += count;
		return this.#bytes.subarray(this.#at - count, this.#at);
	}

	/** An unsigned number of `count` octets, at most 6, high octet first. */
	unsigned(count: number): number {
		this.#need(count);
		let value = 0;
		for (let index = 0; index < count; index++)
			value = value * 256 + this.#bytes[this.#at++]!;
		return value;
	}

	/** A length: one octet below 128, else the number of its octets and they (IEC 61334-6, 5). */
	size(): number {
		const first = this.octet();
		if (first < 0x80)
			return first;
		const count = first & 0x7F;
		if (count === 0 || count > 4)
			throw new DlmsError(`a length of ${count} octets`);
		return this.unsigned(count);
	}

	/** Opens the next element. The content of everything but arrays and structures has been passed then. */
	next(): void {
		const type = this.octet();
		const size = SIZES[type] ?? -2;
		if (size === -2)
			throw new DlmsError(`data of type ${type} at ${this.#at - 1}`);
		this.#type = type;
		this.#length = size === -1 ? this.size() : size;
		this.#start = this.#at;
		if (type === ARRAY || type === STRUCTURE) {
			// Each element has one octet or more.
			if (this.#length > this.left)
				throw new DlmsError(`${this.#length} elements announced, ${this.left} octets left`, "short");
			return;
		}
		const octets = type === BIT_STRING ? Math.ceil(this.#length / 8) : this.#length;
		this.#need(octets);
		this.#at += octets;
	}

	/** Passes one element with all that is in it. */
	skip(depth = 0): void {
		if (depth > 12)
			throw new DlmsError("nested too deeply");
		this.next();
		if (this.#type !== ARRAY && this.#type !== STRUCTURE)
			return;
		// Whether a descriptor is next shows in its last octets.
		if (this.#type === STRUCTURE && this.#length === 2 && this.peek() === NULL && this.left <= DESCRIPTOR)
			throw new DlmsError("a structure without an end", "short");
		for (let left = this.descriptor() ? 1 : this.#length; left > 0; left--)
			this.skip(depth + 1);
	}

	/**
	 * EG.D's meters put class (2 octets), logical name (6) and attribute (1) in front of a value in a structure of two, without tags: gives them and
	 * passes them, where they are next.
	 */
	descriptor(): Uint8Array | undefined {
		const isNext = this.#type === STRUCTURE && this.#length === 2 && this.peek() === NULL && this.peek(DESCRIPTOR - 2) === UNUSED
			&& this.left > DESCRIPTOR;
		return isNext ? this.octets(DESCRIPTOR) : undefined;
	}

	/** Content of the element that was opened last, not copied. */
	content(): Uint8Array {
		return this.#bytes.subarray(this.#start, this.#at);
	}

	/** The bytes from `start` up to here. */
	since(start: number): Uint8Array {
		return this.#bytes.subarray(start, this.#at);
	}

	/** The number that was opened last; `undefined` when it is none. Floating point values as the meter has them, with seven or fifteen digits. */
	number(): number | bigint | undefined {
		const view = this.#view ??= new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
		const start = this.#start;
		switch (this.#type) {
			case INT8:
				return view.getInt8(start);
			case UINT8:
			case ENUM:
				return view.getUint8(start);
			case INT16:
				return view.getInt16(start);
			case UINT16:
				return view.getUint16(start);
			case INT32:
				return view.getInt32(start);
			case UINT32:
				return view.getUint32(start);
			case INT64:
				return exact(view.getBigInt64(start));
			case UINT64:
				return exact(view.getBigUint64(start));
			case BCD: {
				const octet = view.getUint8(start), high = octet >> 4, low = octet & 15;
				return high > 9 || low > 9 ? undefined : high * 10 + low;
			}
			case FLOAT32:
				return Number(view.getFloat32(start).toPrecision(7));
			case FLOAT64:
				return Number(view.getFloat64(start).toPrecision(15));
		}
		return undefined;
	}

	#need(count: number): void {
		if (count > this.left)
			throw new DlmsError(`${count} octets announced, ${this.left} left`, "short");
	}
}

function exact(value: bigint): number | bigint {
	return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : value;
}
