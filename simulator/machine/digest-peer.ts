import { createHash } from "node:crypto";
import type { Peer } from "./peer";

/** The simulated chip's SHA-256. */
export class DigestPeer implements Peer {
	readonly #hash = createHash("sha256");

	write(bytes: Uint8Array): void {
		this.#hash.update(bytes);
	}

	read(): Uint8Array {
		return new Uint8Array(this.#hash.digest());
	}

	close(): void {}
}
