import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { formatUpdateHeader, headerLength, signatureAt } from "../../services/update/update-header";

/** A pair of keys of ECDSA on P-256. */
export interface UpdateKeys {
	/** The public part: an uncompressed point, 130 hexadecimal digits. */
	readonly key: string;
	/** PKCS #8 in PEM. */
	readonly privateKey: string;
}

export interface UpdateFileOptions {
	readonly board: string;
	readonly chip: string;
	readonly version: string;
	/** Oldest version that may install it. Default: any. */
	readonly minimumVersion?: string;
	/** PKCS #8 in PEM. */
	readonly privateKey: string;
}

export function makeUpdateKeys(): UpdateKeys {
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
	return { key: publicPoint(privateKey), privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}

/** The public part that belongs to a private key in PEM. Throws for any other kind of key. */
export function publicKeyOf(privateKey: string): string {
	return publicPoint(createPrivateKey(privateKey));
}

/** First eight bytes of the SHA-256 of the public key: how an update file names it. */
export function keyIdOf(key: string): Buffer {
	return createHash("sha256").update(Buffer.from(key, "hex")).digest().subarray(0, 8);
}

/** The app image with its signed header in front: `docs/update.md`. */
export function makeUpdateFile(image: Uint8Array, options: UpdateFileOptions): Buffer {
	const { board, chip, version, minimumVersion = "", privateKey } = options;
	const header = formatUpdateHeader({
		board,
		chip,
		version,
		minimumVersion,
		length: image.length,
		digest: createHash("sha256").update(image).digest(),
		keyId: keyIdOf(publicKeyOf(privateKey)),
	});
	header.set(sign("sha256", header.subarray(0, signatureAt), { key: privateKey, dsaEncoding: "ieee-p1363" }), signatureAt);
	return Buffer.concat([header.subarray(0, headerLength), image]);
}

function publicPoint(key: KeyObject): string {
	const { kty, crv, x, y } = key.export({ format: "jwk" });
	if (kty !== "EC" || crv !== "P-256" || !x || !y)
		throw new Error("the key should be one for ECDSA on P-256");
	return `04${Buffer.from(x, "base64url").toString("hex")}${Buffer.from(y, "base64url").toString("hex")}`;
}
