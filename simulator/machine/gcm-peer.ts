import { decryptGcm } from "../../tools/decode/decrypt-gcm";
import type { Peer } from "./peer";

/** Everything is in hexadecimal digits. */
export interface GcmQuestion {
	readonly key: string;
	readonly iv: string;
	readonly additional: string;
	readonly data: string;
	readonly tag?: string;
}

/** The simulated chip's AES in Galois/counter mode: 1 and what was encrypted, or 0 when the tag does not fit. */
export class GcmPeer implements Peer {
	readonly #result: Uint8Array;

	constructor({ key, iv, additional, data, tag }: GcmQuestion) {
		const plain = decryptGcm({
			key: octets(key),
			iv: octets(iv),
			additional: octets(additional),
			data: octets(data),
			...(tag && { tag: octets(tag) }),
		});
		this.#result = plain ? Uint8Array.of(1, ...plain) : Uint8Array.of(0);
	}

	read(): Uint8Array {
		return this.#result;
	}

	close(): void {}
}

function octets(digits: string): Uint8Array {
	return new Uint8Array(Buffer.from(digits, "hex"));
}
