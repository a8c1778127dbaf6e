import type { Reading } from "../reading";
import { ValueInformation } from "./value-information";

/** What the low four bits of a DIF say of the data (EN 13757-3, table 4). */
export const DataField = Object.freeze({ NONE: 0, REAL: 5, SELECTION: 8, BCD_2: 9, BCD_8: 12, VARIABLE: 13, BCD_12: 14, SPECIAL: 15 });

const LENGTHS: readonly number[] = Object.freeze([0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, 0, 6, 0]);
const FUNCTIONS = Object.freeze(["instantaneous", "maximum", "minimum", "error"] as const);
const EXTENSION = 0x80;
const FIRST_STORAGE = 0x40;
/** EN 13757-3, 6.3.5: at most ten DIFEs. */
const MAXIMUM_DIFES = 10;

/** One data record (EN 13757-3, 6): what it is about, and where its data are. */
export class MbusRecord {
	/** Where the record begins. */
	start = 0;
	/** Low four bits of the DIF, see `DataField`. */
	field = 0;
	function: NonNullable<Reading["function"]> = "instantaneous";
	storage = 0;
	tariff = 0;
	subunit = 0;
	readonly value: ValueInformation;
	/** Where the value information begins, where the data begin and where they end. */
	valueStart = 0;
	dataStart = 0;
	end = 0;
	/** The octet before data of variable length, −1 for others. */
	variable = -1;

	/** @param explain collect words for an explanation too */
	constructor(explain = false) {
		this.value = new ValueInformation(explain);
	}

	/**
	 * Reads the record that begins at `position` and is not a special function (DIF xFh).
	 *
	 * @returns why it cannot be read: then there is no telling where the next record begins
	 */
	read(bytes: Uint8Array, position: number, end: number, reversed: boolean): string | undefined {
		this.start = position;
		const difes = this.#readDifes(bytes, position, end);
		if (typeof difes === "string")
			return difes;
		this.valueStart = difes;
		const data = this.value.read(bytes, difes, end, reversed);
		if (typeof data === "string")
			return data;
		let length = LENGTHS[this.field]!;
		this.dataStart = data;
		if (this.field === DataField.VARIABLE) {
			if (data >= end)
				return "ends before the length of its data";
			this.variable = bytes[data]!;
			this.dataStart = data + 1;
			const octets = variableLength(this.variable);
			if (octets === undefined)
				return this.#takeRest(data, end);
			length = octets;
		}
		if (length > end - this.dataStart)
			return `needs ${length} octets of data, ${end - this.dataStart} are left`;
		this.end = this.dataStart + length;
		return undefined;
	}

	/** The standard has not said yet how long such data are: all that is left is taken for them, so that nothing is misread. */
	#takeRest(data: number, end: number): undefined {
		this.value.known = false;
		this.value.words?.push("data of a length that is reserved: the rest is kept as it came");
		this.dataStart = data;
		this.end = end;
		return undefined;
	}

	#readDifes(bytes: Uint8Array, position: number, end: number): number | string {
		const dif = bytes[position++]!;
		this.field = dif & 0x0F;
		this.function = FUNCTIONS[(dif >> 4) & 3]!;
		this.storage = dif & FIRST_STORAGE ? 1 : 0;
		let weight = 2;
		let count = 0;
		for (let code = dif; code & EXTENSION; count++) {
			if (position >= end)
				return "ends inside its DIFEs";
			if (count === MAXIMUM_DIFES)
				return `has more than ${MAXIMUM_DIFES} DIFEs`;
			code = bytes[position++]!;
			// The storage number may have 41 bits: no shifts.
			this.storage += (code & 0x0F) * weight;
			this.tariff |= ((code >> 4) & 3) << (2 * count);
			this.subunit |= ((code >> 6) & 1) << count;
			weight *= 16;
		}
		return position;
	}
}

/** Octets of data of variable length (EN 13757-3, table 5), `undefined` where the standard has not said. */
export function variableLength(octet: number): number | undefined {
	if (octet <= 0xBF)
		return octet;
	if (octet <= 0xC9)
		return octet - 0xC0;
	if (octet >= 0xD0 && octet <= 0xD9)
		return octet - 0xD0;
	if (octet >= 0xE0 && octet <= 0xEF)
		return octet - 0xE0;
	if (octet >= 0xF0 && octet <= 0xF4)
		return 4 * (octet - 0xEC);
	if (octet === 0xF5)
		return 48;
	return octet === 0xF6 ? 64 : undefined;
}
