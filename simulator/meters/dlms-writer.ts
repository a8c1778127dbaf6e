import { createCipheriv } from "node:crypto";

/*
	Builds what DLMS meters send (IEC 62056-5-3, 62056-46, 62056-7-3). Check sums and ciphering are worked out on other ways than in the firmware.
*/

export type Octets = readonly number[];

export const hex = (text: string): number[] => [...Buffer.from(text.replace(/[^0-9A-Fa-f]/g, ""), "hex")];
export const octetString = (...content: Octets): number[] => [0x09, ...size(content.length), ...content];
export const text = (content: string): number[] => [0x0A, ...size(content.length), ...Buffer.from(content)];
export const structure = (...elements: readonly Octets[]): number[] => [0x02, ...size(elements.length), ...elements.flat()];
export const array = (...elements: readonly Octets[]): number[] => [0x01, ...size(elements.length), ...elements.flat()];
export const unsigned32 = (value: number): number[] => [0x06, ...bigEndian(value, 4)];
export const unsigned16 = (value: number): number[] => [0x12, ...bigEndian(value, 2)];
export const scalerUnit = (scaler: number, unit: number): number[] => [0x02, 0x02, 0x0F, scaler & 0xFF, 0x16, unit];

/** `1-0:1.8.0*255` as a logical name. */
export const name = (code: string): number[] => octetString(...code.split(/[-:.*]/).map(Number));

export const notification = (data: Octets, time: Octets = []): number[] => [0x0F, 0x40, 0, 0, 0, time.length, ...time, ...data];

/** A length as A-XDR writes it. */
export function size(value: number): number[] {
	return value < 128 ? [value] : value < 256 ? [0x81, value] : [0x82, value >> 8, value & 0xFF];
}

function bigEndian(value: number, count: number): number[] {
	return Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** (count - 1 - index)) % 256);
}

/** One HDLC frame, addresses 41 and 0883 as Norwegian meters use them. */
export function hdlc(information: Octets, { segmented = false, llc = true, last = true } = {}): number[] {
	const content = llc ? [0xE6, 0xE7, 0x00, ...information] : information;
	const length = 2 + 1 + 2 + 1 + 2 + content.length + 2;
	const header = [0xA0 | (segmented ? 8 : 0) | length >> 8, length & 0xFF, 0x41, 0x08, 0x83, last ? 0x13 : 0x03];
	const body = [...header, ...x25(header), ...content];
	return [0x7E, ...body, ...x25(body), 0x7E];
}

/** A message in HDLC segments of so many octets. */
export function hdlcSegments(message: Octets, octets: number): number[] {
	const all = [0xE6, 0xE7, 0x00, ...message];
	const result: number[] = [];
	for (let at = 0; at < all.length; at += octets)
		result.push(...hdlc(all.slice(at, at + octets), { llc: false, segmented: at + octets < all.length }));
	return result;
}

/** A message in M-Bus frames with so many octets of it in each. */
export function mbus(message: Octets, octets = 240): number[] {
	const result: number[] = [];
	for (let at = 0, part = 0; at < message.length; at += octets, part++) {
		const last = at + octets >= message.length;
		const body = [0x53, 0xFF, (last ? 0x10 : 0) | part, 0x01, 0x67, ...message.slice(at, at + octets)];
		const length = body.length & 0xFF;
		result.push(0x68, length, length, 0x68, ...body, body.reduce((sum, octet) => sum + octet, 0) & 0xFF, 0x16);
	}
	return result;
}

/** The blocks of general block transfer. */
export function blocks(message: Octets, octets: number): number[][] {
	const result: number[][] = [];
	for (let at = 0; at < message.length; at += octets) {
		const part = message.slice(at, at + octets);
		const last = at + octets >= message.length;
		result.push([0xE0, last ? 0xC0 : 0x40, 0, result.length + 1, 0, 0, ...size(part.length), ...part]);
	}
	return result;
}

export interface CipherOptions {
	readonly key: Octets;
	readonly authKey?: Octets;
	readonly control?: number;
	readonly counter?: number;
	/** The additional data are left out, as in one reading of Luxembourg's specification. */
	readonly withoutAdditional?: boolean;
}

/** general-glo-ciphering with AES-128-GCM. */
export function cipher(
	message: Octets,
	{ key, authKey = [], control = 0x30, counter = 1, withoutAdditional = false }: CipherOptions,
): number[] {
	const title = [...Buffer.from("XYZ"), 1, 2, 3, 4, 5];
	const count = bigEndian(counter, 4);
	const gcm = createCipheriv("aes-128-gcm", Buffer.from(key), Buffer.from([...title, ...count]), { authTagLength: 12 });
	const hasTag = (control & 0x10) !== 0, isEncrypted = (control & 0x20) !== 0;
	const additional = [control, ...authKey, ...isEncrypted ? [] : message];
	gcm.setAAD(Buffer.from(hasTag && !withoutAdditional ? additional : []));
	const data = isEncrypted ? [...gcm.update(Buffer.from(message)), ...gcm.final()] : [...gcm.final(), ...message];
	const body = [control, ...count, ...data, ...hasTag ? gcm.getAuthTag() : []];
	return [0xDB, title.length, ...title, ...size(body.length), ...body];
}

function x25(octets: Octets): number[] {
	let value = 0xFFFF;
	for (const octet of octets) {
		value ^= octet;
		for (let bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ 0x8408 : value >> 1;
	}
	return [~value & 0xFF, ~value >> 8 & 0xFF];
}
