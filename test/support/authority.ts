import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Why a test that needs OpenSSL is skipped; `false` where it is installed, and in CI, where it must be. */
export const skipWithoutOpenSSL: string | false = process.env["CI"] === "true" || spawnSync("openssl", ["version"]).error === undefined
	? false
	: "needs openssl";

export interface Identity {
	/** The authority's certificate as a PEM file. */
	readonly authority: string;
	readonly key: string;
	/** The server's certificate and the authority's behind it, as PEM. */
	readonly cert: string;
}

/** A certificate authority made for one test, and the certificate that it has given to `localhost` and 127.0.0.1. RSA: the SDK's TLS knows it best. */
export function makeIdentity(): Identity {
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-ca-"));
	const file = (name: string) => path.join(folder, name), text = (name: string) => readFileSync(file(name), "utf8");
	const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore", cwd: folder });
	try {
		writeFileSync(file("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
		const fresh = ["-newkey", "rsa:2048", "-nodes", "-sha256"];
		openssl("req", "-x509", ...fresh, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=house");
		openssl("req", ...fresh, "-keyout", "key.pem", "-out", "request", "-subj", "/CN=localhost");
		openssl(
			"x509",
			"-req",
			"-sha256",
			"-in",
			"request",
			"-CA",
			"ca.pem",
			"-CAkey",
			"ca.key",
			"-CAcreateserial",
			"-days",
			"2",
			"-extfile",
			"names",
			"-out",
			"cert.pem",
		);
		return { authority: text("ca.pem"), key: text("key.pem"), cert: text("cert.pem") + text("ca.pem") };
	}
	finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
