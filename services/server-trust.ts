import { base64Bytes } from "./update/base64";

const begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";

/** The DER bytes of a certificate that a user has pasted: its PEM file, or the lines between BEGIN and END of it. `undefined` when it is no base64. */
export function certificateBytes(text: string): Uint8Array | undefined {
	const from = text.indexOf(begin), to = text.indexOf(end);
	return base64Bytes(from < 0 || to < from ? text : text.slice(from + begin.length, to));
}

/** Options of the TLS socket for servers that are checked against this certificate authority; `undefined` when none is set. */
export function trustOf(authority: string): { verify: true; certificate: ArrayBufferLike; } | undefined {
	const bytes = authority ? certificateBytes(authority) : undefined;
	return bytes && { verify: true, certificate: bytes.buffer };
}

/** The same. Throws an `Error` when there is none, or no clock to hold its dates against. */
export function serverTrust(authority: string, clockIsSet: boolean): object {
	const trust = trustOf(authority);
	if (!trust)
		throw new Error("an https server cannot be checked: set the certificate authority, or use http");
	if (!clockIsSet)
		throw new Error("an https server cannot be checked: the clock is not set yet");
	return trust;
}
