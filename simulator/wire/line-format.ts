import type { SerialFormat } from "../../drivers/serial";

/** A serial format with nothing left open. `invert`: the line idles low. */
export interface LineFormat {
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even" | "odd";
	readonly stop: 1 | 2;
	readonly invert: boolean;
}

/** Fills in what a format leaves out; `direction` says which half of `invert` counts. */
export function lineFormat(
	{ baud, data = 8, parity = "none", stop = 1, invert }: SerialFormat,
	direction: "receive" | "transmit",
): LineFormat {
	return { baud, data, parity, stop, invert: invert?.[direction] ?? false };
}

/** Reads `9600 7E1`. Throws a RangeError for anything else. */
export function parseFormat(text: string): LineFormat {
	const match = /^(\d+) ([78])([NEO])([12])$/.exec(text);
	if (!match)
		throw new RangeError(`Not a format: ${text}. It looks like 115200 8N1`);
	const parity = ({ N: "none", E: "even", O: "odd" } as const)[match[3] as "N" | "E" | "O"];
	return { baud: Number(match[1]), data: match[2] === "7" ? 7 : 8, parity, stop: match[4] === "2" ? 2 : 1, invert: false };
}

/** Bits of one character on the wire, start and stop bits included. */
export function characterBits({ data, parity, stop }: LineFormat): number {
	return 1 + data + (parity === "none" ? 0 : 1) + stop;
}

/** Level of the line at rest. */
export function markLevel({ invert }: LineFormat): 0 | 1 {
	return invert ? 0 : 1;
}

/** The bits between start and stop, the one sent first lowest. */
export function characterPattern(byte: number, { data, parity }: LineFormat): number {
	const value = byte & (1 << data) - 1;
	return parity === "none" ? value : value | parityBit(value, parity) << data;
}

/** The parity bit that belongs to `value`. */
export function parityBit(value: number, parity: "even" | "odd"): 0 | 1 {
	let sum = value ^ value >> 4;
	sum ^= sum >> 2;
	sum ^= sum >> 1;
	return (sum & 1 ^ (parity === "odd" ? 1 : 0)) as 0 | 1;
}
