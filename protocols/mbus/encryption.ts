import type { MbusHeader } from "./header";

/**
 * Undoes AES-128 in cipher block chaining, without padding. The chip does it in native code, a tool with its library.
 *
 * @param key 16 octets
 * @param iv 16 octets
 * @param data a multiple of 16 octets
 */
export type MbusDecrypt = (key: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array;

const BLOCK = 16;
const FILLER = 0x2F;
/** AES-128-CBC with a vector from the header (EN 13757-7, 7.6.5; OMS specification volume 2, 9.1: "security mode 5"). */
const MODE_5 = 5;
/** Modes that the standard has given a meaning. Old meters send anything in the field: other numbers are taken for plain data. */
const MODES: readonly number[] = Object.freeze([2, 3, 4, 5, 7, 8, 9, 10, 13]);

/** What to do about the data after a header. */
export type Security =
	| { readonly plain: true; readonly data: Uint8Array; }
	/** Nothing can be read, and why. */
	| { readonly plain: false; readonly warning: string; }
	/** It was tried, and what came out is no plain data. */
	| { readonly plain: false; readonly error: string; };

/**
 * Recognises encrypted data and decrypts them where that is possible.
 *
 * @param data what follows the header; it is not changed
 */
export function removeEncryption(header: MbusHeader, data: Uint8Array, key?: Uint8Array, decrypt?: MbusDecrypt): Security {
	const mode = (header.configuration >> 8) & 31;
	// Converters that decrypt leave the field as it was; two fillers begin every plain text.
	if (!MODES.includes(mode) || data.length === 0 || (data[0] === FILLER && data[1] === FILLER))
		return { plain: true, data };
	if (mode !== MODE_5)
		return { plain: false, warning: `encrypted: mode ${mode} is not supported` };
	const blocks = (header.configuration >> 4) & 15;
	if (blocks === 0)
		return { plain: true, data };
	const length = blocks * BLOCK;
	if (length > data.length)
		return { plain: false, warning: `encrypted: ${length} octets announced, ${data.length} came` };
	if (key === undefined || decrypt === undefined)
		return { plain: false, warning: "encrypted: needs its key" };
	if (header.address === undefined)
		return { plain: false, warning: "encrypted: the short header does not name the meter" };
	const text = decrypt(key, vector(header.address, header.access), data.slice(0, length));
	if (text.length !== length || text[0] !== FILLER || text[1] !== FILLER)
		return { plain: false, error: "decryption: the key does not fit" };
	const result = data.slice();
	result.set(text);
	return { plain: true, data: result };
}

/** The meter's address, then the access number eight times. */
function vector(address: Uint8Array, access: number): Uint8Array {
	const iv = new Uint8Array(BLOCK).fill(access);
	iv.set(address);
	return iv;
}
