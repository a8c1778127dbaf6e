// The SDK's own typings leave the class out, ours have it (typings/sdk.d.ts).
// eslint-disable-next-line @typescript-eslint/ban-ts-comment
// @ts-ignore
import { BlockCipher } from "crypt";

const block = 16;

/** Undoes AES-128 in cipher block chaining with the SDK's native cipher. `data` is a multiple of 16 octets. */
export function decryptCBC(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
	// The cipher takes whole buffers only, not views on a part of one.
	const cipher = new BlockCipher("AES", key.slice().buffer);
	const result = new Uint8Array(data.length);
	let before = iv;
	for (let at = 0; at < data.length; at += block) {
		const sent = data.slice(at, at + block);
		const plain = new Uint8Array(cipher.decrypt(sent.buffer));
		for (let index = 0; index < block; index++)
			result[at + index] = plain[index]! ^ before[index]!;
		before = sent;
	}
	return result;
}
