import { createHash, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

export interface CertificateOptions {
	/** Names and IPv4 addresses that it is for; none: it is a certificate authority. */
	readonly names?: readonly string[];
	/** Who signs; absent: itself. */
	readonly by?: Certificate;
	/** Days from now. Default: from yesterday for a year. */
	readonly from?: number;
	readonly to?: number;
	readonly kind?: "ec" | "rsa";
}

const day = 86_400_000;
/** What of X.509 (RFC 5280) is needed here, as object identifiers in hexadecimal digits. */
const commonName = "0603550403",
	basicConstraints = "0603551d13",
	alternativeNames = "0603551d11",
	subjectKey = "0603551d0e",
	authorityKey = "0603551d23";
/** ECDSA and RSA with SHA-256. */
const algorithms = { ec: "300a06082a8648ce3d040302", rsa: "300d06092a864886f70d01010b0500" } as const;

let count = 0;

/** A certificate with its key, made in the test: nothing of it is good for anything else. */
export class Certificate {
	readonly der: Buffer;
	readonly key: KeyObject;
	readonly kind: "ec" | "rsa";
	readonly subject: Buffer;
	readonly keyId: Buffer;

	constructor({ names = [], by, from = -1, to = 365, kind = by?.kind ?? "ec" }: CertificateOptions = {}) {
		const { publicKey, privateKey } = kind === "ec"
			? generateKeyPairSync("ec", { namedCurve: "P-256" })
			: generateKeyPairSync("rsa", { modulusLength: 2048 });
		this.key = privateKey;
		this.kind = kind;
		const number = ++count, info = publicKey.export({ type: "spki", format: "der" });
		this.subject = sequence(set(sequence(hex(commonName), tagged(0x0C, Buffer.from(`Test ${process.pid} ${number}`)))));
		this.keyId = createHash("sha1").update(info).digest();
		const issuer = by ?? this, algorithm = hex(algorithms[issuer.kind]);
		const body = sequence(
			tagged(0xA0, tagged(0x02, Buffer.from([2]))),
			tagged(0x02, Buffer.from([1, number >> 8 & 0xFF, number & 0xFF])),
			algorithm,
			issuer.subject,
			sequence(time(from), time(to)),
			this.subject,
			info,
			tagged(
				0xA3,
				sequence(
					extension(basicConstraints, names.length ? sequence() : sequence(hex("0101ff"))),
					extension(subjectKey, tagged(0x04, this.keyId)),
					extension(authorityKey, sequence(tagged(0x80, issuer.keyId))),
					...names.length ? [extension(alternativeNames, sequence(...names.map(generalName)))] : [],
				),
			),
		);
		const signature = sign("sha256", body, issuer.key);
		this.der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
	}

	/** As a setting takes it. */
	get base64(): string {
		return this.der.toString("base64");
	}

	/** For Node's servers: this one, and behind it those that are sent along. */
	server(...chain: readonly Certificate[]): { key: string; cert: string; } {
		const cert = [this, ...chain].map(({ base64 }) =>
			`-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join("\n")}\n-----END CERTIFICATE-----\n`
		);
		return { key: this.key.export({ type: "pkcs8", format: "pem" }) as string, cert: cert.join("") };
	}
}

function hex(text: string): Buffer {
	return Buffer.from(text, "hex");
}

/** X.690, 8.1 */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
	const content = Buffer.concat(parts), { length } = content;
	const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xFF];
	return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
	return tagged(0x30, ...parts);
}

function set(...parts: readonly Buffer[]): Buffer {
	return tagged(0x31, ...parts);
}

function extension(identifier: string, value: Buffer): Buffer {
	return sequence(hex(identifier), tagged(0x04, value));
}

function generalName(name: string): Buffer {
	return /^[\d.]+$/.test(name) ? tagged(0x87, Buffer.from(name.split(".").map(Number))) : tagged(0x82, Buffer.from(name));
}

/** UTCTime */
function time(days: number): Buffer {
	return tagged(0x17, Buffer.from(`${new Date(Date.now() + days * day).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
}
