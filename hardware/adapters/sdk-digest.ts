// The SDK's own typings leave the class out, ours have it (typings/sdk.d.ts).
// eslint-disable-next-line @typescript-eslint/ban-ts-comment
// @ts-ignore
import { Digest } from "crypt";

/** SHA-256 by the SDK's native code. */
export function digestSHA256(...parts: Uint8Array[]): Uint8Array {
	const digest = new Digest("SHA256");
	for (let index = 0; index < parts.length; index++)
		digest.write(parts[index]! as Uint8Array & ArrayBuffer);
	return new Uint8Array(digest.close());
}
