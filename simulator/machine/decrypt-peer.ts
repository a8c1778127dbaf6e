import { createDecipheriv } from "node:crypto";
import type { Peer } from "./peer";

/** The simulated chip's AES: undoes one row of blocks. Everything is in hexadecimal digits. */
export class DecryptPeer implements Peer {
	readonly #result: Uint8Array;

	constructor({ key, iv, data }: { key: string; iv: string; data: string; }) {
		const cipher = createDecipheriv("aes-128-cbc", Buffer.from(key, "hex"), Buffer.from(iv, "hex")).setAutoPadding(false);
		this.#result = Uint8Array.from(Buffer.concat([cipher.update(Buffer.from(data, "hex")), cipher.final()]));
	}

	read(): Uint8Array {
		return this.#result;
	}

	close(): void {}
}
