import { createHash, randomBytes } from "node:crypto";
import type { Peer } from "./peer";

/** The simulated chip's random numbers (`[0, count]`) and SHA-256 (`[1, …data]`). */
export class CryptoPeer implements Peer {
	call(bytes: Uint8Array): Uint8Array {
		return bytes[0] ? createHash("sha256").update(bytes.subarray(1)).digest() : randomBytes(bytes[1]!);
	}

	close(): void {}
}
