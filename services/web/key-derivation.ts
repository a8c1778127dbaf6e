/** SHA-256 of all parts in a row. */
export type Digest = (...parts: Uint8Array[]) => Uint8Array;

const blockLength = 64, keyLength = 32;

/** PBKDF2 (RFC 8018, 5.2) with HMAC-SHA-256 (RFC 2104) and a key of 32 bytes, in steps, so that the device does other things meanwhile. */
export class KeyDerivation {
	readonly #digest: Digest;
	readonly #inner: Uint8Array;
	readonly #outer: Uint8Array;
	readonly #key: Uint32Array;
	#last: Uint8Array;
	#left: number;

	/** `iterations` 1 or more. */
	constructor(digest: Digest, password: Uint8Array, salt: Uint8Array, iterations: number) {
		this.#digest = digest;
		const secret = password.length > blockLength ? digest(password) : password;
		this.#inner = padded(secret, 0x36);
		this.#outer = padded(secret, 0x5C);
		// The number of the only block that is needed stands behind the salt.
		this.#last = this.#code(salt, Uint8Array.of(0, 0, 0, 1));
		this.#key = words(this.#last).slice();
		this.#left = iterations - 1;
	}

	/** Does at most `count` iterations. Returns the key when it is done. */
	step(count: number): Uint8Array | undefined {
		for (; count > 0 && this.#left > 0; count--, this.#left--) {
			this.#last = this.#code(this.#last);
			const key = this.#key, next = words(this.#last);
			for (let at = 0; at < key.length; at++)
				key[at]! ^= next[at]!;
		}
		return this.#left > 0 ? undefined : new Uint8Array(this.#key.buffer);
	}

	#code(...parts: Uint8Array[]): Uint8Array {
		return this.#digest(this.#outer, this.#digest(this.#inner, ...parts));
	}
}

function padded(secret: Uint8Array, value: number): Uint8Array {
	const block = new Uint8Array(blockLength).fill(value);
	for (let at = 0; at < secret.length; at++)
		block[at] = secret[at]! ^ value;
	return block;
}

function words(bytes: Uint8Array): Uint32Array {
	return new Uint32Array(bytes.buffer, bytes.byteOffset, keyLength / 4);
}
