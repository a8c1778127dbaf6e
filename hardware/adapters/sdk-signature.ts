// The SDK's own typings leave these modules out, ours have them (typings/sdk.d.ts).
/* eslint-disable @typescript-eslint/ban-ts-comment */
// @ts-ignore
import { Digest } from "crypt";
// @ts-ignore
import Curve from "curve";
// @ts-ignore
import ECDSA from "ecdsa";
// @ts-ignore
import ECPoint from "ecp";

const wordLength = 32;

/**
 * ECDSA with P-256 and SHA-256 (FIPS 186-5, 6.4.2) on the SDK's native arithmetic. `key`: an uncompressed point; `signature`: r and s. The SDK's class
 * does not look at the range of r and s, and for zeros it would find equal what is merely nothing: so that is looked at here.
 */
export function verifyP256(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
	if (key.length !== 2 * wordLength + 1 || key[0] !== 4 || signature.length !== 2 * wordLength)
		return false;
	const curve = new Curve("secp256r1"), { n } = curve;
	const r = number(signature, 0), s = number(signature, wordLength);
	if (r < 1n || r >= n || s < 1n || s >= n)
		return false;
	const digest = new Digest("SHA256");
	digest.write(data as Uint8Array & ArrayBuffer);
	const point = new ECPoint(number(key, 1), number(key, 1 + wordLength));
	return new ECDSA(point, curve).verify(digest.close(), signature.slice().buffer);
}

function number(bytes: Uint8Array, at: number): bigint {
	return BigInt.fromArrayBuffer(bytes.slice(at, at + wordLength).buffer);
}
