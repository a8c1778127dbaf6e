import { AxdrReader } from "./axdr-reader";
import { hex } from "../octets";
import { DlmsError } from "./dlms-error";

/** What AES-128 in Galois/counter mode is asked to undo (NIST SP 800-38D). */
export interface GcmInput {
	/** 16 octets. */
	readonly key: Uint8Array;
	/** 12 octets. */
	readonly iv: Uint8Array;
	/** Authenticated but not encrypted. */
	readonly additional: Uint8Array;
	readonly data: Uint8Array;
	/** 12 octets. Without: what comes out is not authenticated. */
	readonly tag?: Uint8Array;
}

/** Undoes AES-128-GCM; `undefined` when the tag does not fit. The chip does the AES in native code, a tool with its library. */
export type GcmDecrypt = (input: GcmInput) => Uint8Array | undefined;

export interface DlmsKeys {
	/** Encryption key (global unicast or broadcast), 16 octets. */
	readonly key?: Uint8Array | undefined;
	/** Authentication key, 16 octets. With it, a tag that does not fit refuses the telegram. */
	readonly authKey?: Uint8Array | undefined;
}

export interface Deciphered {
	readonly data: Uint8Array;
	/** The tag was there, and fits. */
	readonly authenticated: boolean;
	/** Who encrypted: the meter's system title. */
	readonly title: Uint8Array;
}

/** general-glo-ciphering and general-ded-ciphering (IEC 62056-5-3, 8: tags of the application layer). */
export const CIPHERED = 0xDB;
export const CIPHERED_DEDICATED = 0xDC;
const AUTHENTICATED = 0x10;
const ENCRYPTED = 0x20;
/** Bits 0 to 3: the suite. Only suite 0 (AES-128-GCM) is in any published meter. */
const SUITE = 0x0F;
const COMPRESSED = 0x80;
const TITLE = 8;
const COUNTER = 4;
const TAG = 12;

/** Octets of a ciphered message that begins at `at`; 0 when none does, −1 when that cannot be told yet. */
export function cipheredSize(bytes: Uint8Array, at: number, end: number): number {
	if (at + 2 > end)
		return -1;
	if (bytes[at + 1] !== TITLE)
		return 0;
	const reader = new AxdrReader(bytes.subarray(0, end), at + 2 + TITLE);
	try {
		const length = reader.size();
		const size = reader.at - at + length;
		const control = reader.octet();
		return length > COUNTER + 1 && isKnown(control) ? size : 0;
	}
	catch (error) {
		if (error instanceof DlmsError)
			return error.kind === "short" ? -1 : 0;
		throw error;
	}
}

/**
 * Undoes the ciphering of one message (IEC 62056-5-3, 5.7.2; Green Book 9.2.7): tag, system title, length, security control, frame counter,
 * data, 12 octets of authentication tag. Throws a `DlmsError` that says what is missing or does not fit.
 */
export function decipher(message: Uint8Array, { key, authKey }: DlmsKeys, decrypt: GcmDecrypt | undefined): Deciphered {
	const reader = new AxdrReader(message, 1);
	const title = reader.octets(reader.octet());
	const length = reader.size();
	if (title.length !== TITLE || length !== reader.left || length < COUNTER + 1)
		throw new DlmsError(`encrypted: ${length} octets announced, ${reader.left} came`);
	const control = reader.octet();
	if (!isKnown(control))
		throw new DlmsError(`encrypted: security control ${hex(control)} is not supported`);
	const counter = reader.octets(COUNTER);
	const hasTag = (control & AUTHENTICATED) !== 0;
	const body = reader.octets(reader.left);
	if (hasTag && body.length < TAG)
		throw new DlmsError("encrypted: no room for the authentication tag");
	const data = hasTag ? body.subarray(0, body.length - TAG) : body;
	if (!key)
		throw new DlmsError("encrypted: needs its key", "key");
	if (!decrypt)
		throw new DlmsError("encrypted: this build cannot decrypt", "key");
	const iv = new Uint8Array(TITLE + COUNTER);
	iv.set(title);
	iv.set(counter, TITLE);
	if ((control & ENCRYPTED) === 0)
		return { title, ...authenticateOnly(decrypt, key, iv, control, authKey, data, body) };
	if (hasTag && authKey)
		return {
			title,
			data: authenticate(decrypt, { key, iv, data, tag: body.subarray(data.length) }, control, authKey),
			authenticated: true,
		};
	const plain = decrypt({ key, iv, data, additional: new Uint8Array(0) })!;
	if (!looksPlain(plain))
		throw new DlmsError("decryption: the key does not fit", "key");
	return { title, data: plain, authenticated: false };
}

function isKnown(control: number): boolean {
	return (control & (SUITE | COMPRESSED)) === 0 && (control & (AUTHENTICATED | ENCRYPTED)) !== 0;
}

/** Luxembourg's meters were described with and without the additional data, and meters of both kinds are in use. */
function authenticate(decrypt: GcmDecrypt, input: Omit<GcmInput, "additional">, control: number, authKey: Uint8Array): Uint8Array {
	const additional = new Uint8Array(1 + authKey.length);
	additional[0] = control;
	additional.set(authKey, 1);
	const nothing = additional.subarray(0, 0);
	const plain = decrypt({ ...input, additional }) ?? decrypt({ ...input, additional: nothing });
	if (plain)
		return plain;
	const { key, iv, data } = input;
	const keyFits = looksPlain(decrypt({ key, iv, data, additional: nothing })!);
	throw new DlmsError(`decryption: the ${keyFits ? "authentication key" : "key"} does not fit`, "key");
}

/** Not encrypted, but with a tag over everything: the data are additional data then. */
function authenticateOnly(
	decrypt: GcmDecrypt,
	key: Uint8Array,
	iv: Uint8Array,
	control: number,
	authKey: Uint8Array | undefined,
	data: Uint8Array,
	body: Uint8Array,
): Omit<Deciphered, "title"> {
	if (!authKey)
		return { data, authenticated: false };
	const additional = new Uint8Array(1 + authKey.length + data.length);
	additional[0] = control;
	additional.set(authKey, 1);
	additional.set(data, 1 + authKey.length);
	if (!decrypt({ key, iv, additional, data: data.subarray(0, 0), tag: body.subarray(data.length) }))
		throw new DlmsError("authentication: the key or the authentication key does not fit", "key");
	return { data, authenticated: true };
}

/** A data notification or a DSMR text: nothing else is pushed, and a wrong key gives any octet. */
function looksPlain(data: Uint8Array): boolean {
	return data[0] === 0x0F || data[0] === 0x2F;
}
