import type { Reading } from "../../protocols/reading";

/** Builds M-Bus frames and records for tests, by other means than the decoder reads them: every part is a list of octets. */

export interface RecordParts {
	readonly function?: NonNullable<Reading["function"]>;
	readonly storage?: number;
	readonly tariff?: number;
	readonly subunit?: number;
	/** Low four bits of the DIF. */
	readonly field: number;
	readonly vib: readonly number[];
	readonly data: readonly number[];
	/** DIFEs that say nothing, as some meters send them. */
	readonly idleDifes?: number;
}

const functions = ["instantaneous", "maximum", "minimum", "error"];

export function record(parts: RecordParts): number[] {
	const { field, vib, data, idleDifes = 0 } = parts;
	let storage = BigInt(parts.storage ?? 0);
	let tariff = parts.tariff ?? 0;
	let subunit = parts.subunit ?? 0;
	const dib = [field | (functions.indexOf(parts.function ?? "instantaneous") << 4) | (Number(storage & 1n) << 6)];
	storage >>= 1n;
	for (let idle = idleDifes; storage || tariff || subunit || idle > 0; idle--) {
		dib.push(Number(storage & 15n) | ((tariff & 3) << 4) | ((subunit & 1) << 6));
		storage >>= 4n;
		tariff >>= 2;
		subunit >>= 1;
	}
	return [...extended(dib), ...vib, ...data];
}

/** Sets the extension bit of each octet but the last. */
export function extended(octets: readonly number[]): number[] {
	return octets.map((octet, i) => i < octets.length - 1 ? octet | 0x80 : octet & 0x7F);
}

/** A number in two's complement, least significant octet first. */
export function integer(value: number | bigint, octets: number): number[] {
	const bits = BigInt.asUintN(8 * octets, BigInt(value));
	return Array.from({ length: octets }, (_, i) => Number((bits >> BigInt(8 * i)) & 255n));
}

/** Packed decimal digits, least significant octet first; a minus takes the first digit. */
export function bcd(value: number, octets: number): number[] {
	const digits = (value < 0 ? "F" : "0") + String(Math.abs(value)).padStart(2 * octets - 1, "0");
	return fromHex(value < 0 ? digits : String(value).padStart(2 * octets, "0")).reverse();
}

export function real(value: number): number[] {
	return [...new Uint8Array(new Float32Array([value]).buffer)];
}

export function date(year: number, month: number, day: number): number[] {
	const low = year % 100;
	return [day | ((low & 7) << 5), month | ((low >> 3) << 4)];
}

export function dateTime(year: number, month: number, day: number, hour: number, minute: number): number[] {
	const [low, high] = date(year, month, day) as [number, number];
	return [minute, hour | ((Math.floor(year / 100) - 19) << 5), low, high];
}

/** Text last character first, with its length before it. */
export function text(words: string): number[] {
	return [words.length, ...[...words].reverse().map(letter => letter.charCodeAt(0))];
}

export interface HeaderParts {
	readonly id?: string;
	readonly manufacturer?: string;
	readonly version?: number;
	readonly medium?: number;
	readonly access?: number;
	readonly status?: number;
	readonly configuration?: number;
}

export function longHeader(parts: HeaderParts = {}): number[] {
	const { id = "12345678", manufacturer = "KAM", version = 8, medium = 4 } = parts;
	const code = [...manufacturer].reduce((sum, letter) => sum * 32 + letter.charCodeAt(0) - 64, 0);
	return [...fromHex(id).reverse(), ...integer(code, 2), version, medium, ...shortHeader(parts)];
}

export function shortHeader({ access = 1, status = 0, configuration = 0 }: HeaderParts = {}): number[] {
	return [access, status, ...integer(configuration, 2)];
}

export interface FrameParts {
	readonly control?: number;
	readonly address?: number;
	readonly information?: number;
}

/** A control or long frame with its check sum. */
export function frame(data: readonly number[], { control = 0x08, address = 1, information = 0x72 }: FrameParts = {}): Uint8Array {
	const body = [control, address, information, ...data];
	const sum = body.reduce((total, octet) => total + octet, 0) % 256;
	return Uint8Array.from([0x68, body.length, body.length, 0x68, ...body, sum, 0x16]);
}

/** A telegram with a long header and these records. */
export function telegram(records: readonly (readonly number[])[], header: HeaderParts = {}): Uint8Array {
	return frame([...longHeader(header), ...records.flat()]);
}

export function fromHex(digits: string): number[] {
	return (digits.replace(/\s/g, "").match(/../g) ?? []).map(pair => Number.parseInt(pair, 16));
}
