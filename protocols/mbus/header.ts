import type { MeterIdentity } from "../reading";
import { octetsToHex } from "../octets";
import { manufacturerLetters } from "./manufacturer";
import { mediumWords } from "./medium";

/** The header before the records (EN 13757-7, 7.3 and 7.4: transport layer headers). */
export interface MbusHeader {
	/** Empty with a short header. */
	readonly meter: MeterIdentity;
	/** Manufacturer, identification, version and medium least significant octet first; absent with a short header. */
	readonly address?: Uint8Array;
	/** Counts the answers of the meter. */
	readonly access: number;
	readonly status: number;
	/** Configuration field; "signature" in the old standard. 0 where nothing is encrypted. */
	readonly configuration: number;
	/** Octets that it takes. */
	readonly length: number;
}

export const LONG_HEADER = 12;
export const SHORT_HEADER = 4;

/** Reads a long header: identification, manufacturer, version, medium, access number, status, configuration. */
export function readLongHeader(data: Uint8Array, reversed: boolean): MbusHeader {
	const id = field(data, 0, 4, reversed);
	const manufacturer = field(data, 4, 2, reversed);
	const version = data[6]!;
	const medium = data[7]!;
	const address = new Uint8Array(8);
	address.set(manufacturer);
	address.set(id, 2);
	address[6] = version;
	address[7] = medium;
	// The digits are decimal in the standard and hexadecimal in some meters: both read the same.
	const text = octetsToHex(id.slice().reverse());
	const letters = manufacturerLetters(manufacturer[0]! | (manufacturer[1]! << 8));
	return {
		meter: { id: text, ...(letters === undefined ? {} : { manufacturer: letters }), medium: mediumWords(medium), version },
		address,
		...readTail(data, 8, reversed),
		length: LONG_HEADER,
	};
}

/** Reads a short header: access number, status, configuration. Who sent it is known from the link layer's address only. */
export function readShortHeader(data: Uint8Array, reversed: boolean): MbusHeader {
	return { meter: {}, ...readTail(data, 0, reversed), length: SHORT_HEADER };
}

function readTail(data: Uint8Array, at: number, reversed: boolean): Pick<MbusHeader, "access" | "status" | "configuration"> {
	const configuration = field(data, at + 2, 2, reversed);
	return { access: data[at]!, status: data[at + 1]!, configuration: configuration[0]! | (configuration[1]! << 8) };
}

/** A copy of some octets, least significant first. */
function field(data: Uint8Array, at: number, length: number, reversed: boolean): Uint8Array {
	const octets = data.slice(at, at + length);
	return reversed ? octets.reverse() : octets;
}
