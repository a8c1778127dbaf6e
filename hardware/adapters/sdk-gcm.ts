// The SDK's own typings leave the classes out, ours have them (typings/sdk.d.ts).
// eslint-disable-next-line @typescript-eslint/ban-ts-comment
// @ts-ignore
import { BlockCipher, GHASH, Mode } from "crypt";
import type { GcmInput } from "../../protocols/dlms/ciphering";

const BLOCK = 16;

/**
 * Undoes AES-128-GCM (NIST SP 800-38D) with the SDK's native AES, counter mode and hash; `undefined` when the tag does not fit. The SDK's own class
 * decrypts before it looks at the tag; this one does not.
 */
export function decryptGCM({ key, iv, additional, data, tag }: GcmInput): Uint8Array | undefined {
	// The native code takes whole buffers only, not views on a part of one.
	const cipher = new BlockCipher("AES", key.slice().buffer);
	const counter = new Uint8Array(BLOCK);
	counter.set(iv);
	counter[BLOCK - 1] = 1;
	const sent = data.slice().buffer;
	if (tag) {
		const hash = new GHASH(cipher.encrypt(new ArrayBuffer(BLOCK)), additional.slice().buffer);
		hash.write(sent);
		const sum = new Uint8Array(hash.close()), mask = new Uint8Array(cipher.encrypt(counter.slice().buffer));
		let difference = 0;
		for (let at = 0; at < tag.length; at++)
			difference |= tag[at]! ^ sum[at]! ^ mask[at]!;
		if (difference)
			return;
	}
	if (data.length === 0)
		return new Uint8Array(0);
	counter[BLOCK - 1] = 2;
	const mode = new Mode("CTR", cipher);
	mode.setIV(counter.buffer);
	return new Uint8Array(mode.decrypt(sent));
}
