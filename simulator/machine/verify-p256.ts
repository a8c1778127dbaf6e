import { createPublicKey, verify } from "node:crypto";

/** ECDSA with P-256 and SHA-256. `point`: 65 bytes, uncompressed; `signature`: r and s. False for what is no point of the curve. */
export function verifyP256(point: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
	const coordinate = (at: number) => Buffer.from(point.subarray(at, at + 32)).toString("base64url");
	try {
		const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(33) }, format: "jwk" });
		return verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature);
	}
	catch {
		return false;
	}
}
