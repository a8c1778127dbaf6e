import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Missing } from "../sdk/toolchain";
import { keyIdOf, makeUpdateKeys, publicKeyOf } from "./update-file";

interface PublicKey {
	/** First eight bytes of the key's SHA-256, in hexadecimal digits. */
	readonly id: string;
	/** Uncompressed point on P-256: 130 hexadecimal digits. */
	readonly key: string;
}

/** The keys of a project in a folder: `public.json`, which belongs into the repository, and `private/`, which never does. */
export class KeyFiles {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** The newest first. */
	get public(): PublicKey[] {
		const file = path.join(this.#folder, "public.json");
		if (!existsSync(file))
			return [];
		const { keys } = JSON.parse(readFileSync(file, "utf8")) as { keys: PublicKey[]; };
		return keys;
	}

	/** Makes a pair. The firmware of the next build takes updates of it and of those before it. Returns its id. */
	make(): string {
		const { key, privateKey } = makeUpdateKeys();
		const id = keyIdOf(key).toString("hex");
		const secret = path.join(this.#folder, "private");
		mkdirSync(secret, { recursive: true, mode: 0o700 });
		const file = path.join(secret, `${id}.pem`);
		writeFileSync(file, privateKey, { mode: 0o600 });
		chmodSync(file, 0o600);
		this.#write([{ id, key }, ...this.public]);
		return id;
	}

	/** The next build no longer takes updates of this key. */
	drop(id: string): void {
		const keys = this.public;
		if (!keys.some(each => each.id === id))
			throw new Missing(2, `There is no key ${id} in ${path.join(this.#folder, "public.json")}.`);
		this.#write(keys.filter(each => each.id !== id));
	}

	/** The private key in PEM that signs: of `file`, or the newest in the folder. Throws `Missing`. */
	signer(file?: string): string {
		const [newest] = this.public;
		const from = file ?? (newest && path.join(this.#folder, "private", `${newest.id}.pem`));
		if (!from || !existsSync(from))
			throw new Missing(
				1,
				`There is no private key to sign with${from ? `: ${from}` : ""}. \`npm run keys\` makes a pair; --key FILE names another.`,
			);
		const text = readFileSync(from, "utf8");
		try {
			publicKeyOf(text);
		}
		catch {
			throw new Missing(2, `${from} holds no private key for ECDSA on P-256.`);
		}
		return text;
	}

	#write(keys: readonly PublicKey[]): void {
		mkdirSync(this.#folder, { recursive: true });
		writeFileSync(path.join(this.#folder, "public.json"), `${JSON.stringify({ keys }, undefined, "\t")}\n`);
	}
}
