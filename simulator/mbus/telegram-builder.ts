import { longFrame } from "../../protocols/mbus/frames";
import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { manufacturerCode } from "../../protocols/mbus/manufacturer";

/** Who a virtual slave is. */
export interface SlaveIdentity extends SecondaryAddress {
	/** Eight digits. */
	readonly id: string;
	readonly manufacturer: number;
	readonly version: number;
	readonly medium: number;
}

/** Identity from a maker's three letters. */
export function slaveIdentity(id: string, maker: string, version: number, medium: number): SlaveIdentity {
	const manufacturer = manufacturerCode(maker);
	if (manufacturer === undefined)
		throw new RangeError(`${maker}: a maker has three capital letters`);
	return { id, manufacturer, version, medium };
}

/** Octets of pairs of hexadecimal digits. */
export function octets(text: string): Uint8Array {
	return Uint8Array.from(text.trim().split(/\s+/).filter(Boolean), pair => Number.parseInt(pair, 16));
}

/** A whole number, least significant octet first. */
export function integer(length: number, value: number): Uint8Array {
	const bytes = new Uint8Array(length);
	for (let at = 0, rest = value; at < length; at++, rest = Math.floor(rest / 256))
		bytes[at] = rest & 0xFF;
	return bytes;
}

/** Decimal digits, least significant pair first. */
export function decimal(length: number, value: number | string): Uint8Array {
	const text = String(value).padStart(length * 2, "0");
	return Uint8Array.from({ length }, (_, at) => Number.parseInt(text.slice(text.length - 2 * at - 2, text.length - 2 * at), 16));
}

/** Text in data of variable length: the length, then the last character first. */
export function text(value: string): Uint8Array {
	return Uint8Array.of(value.length, ...Array.from(value, character => character.charCodeAt(0)).reverse());
}

/** A record: DIF and VIF with their extensions as hexadecimal digits, then its data. */
export function record(codes: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
	return join(octets(codes), data);
}

export function join(...parts: Uint8Array[]): Uint8Array {
	const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		result.set(part, at);
		at += part.length;
	}
	return result;
}

/** An answer with a long header (EN 13757-3, CI 72h). */
export function dataTelegram(
	address: number,
	identity: SlaveIdentity,
	access: number,
	status: number,
	records: Uint8Array,
	configuration = 0,
): Uint8Array {
	const { id, manufacturer, version, medium } = identity;
	const head = Uint8Array.of(version, medium, access & 0xFF, status);
	const header = join(decimal(4, id), integer(2, manufacturer), head, integer(2, configuration));
	return longFrame(0x08, address, 0x72, join(header, records));
}
