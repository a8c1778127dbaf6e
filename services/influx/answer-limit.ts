import type { SocketFilter } from "../mqtt/guarded-socket";

/**
 * Bounds what a web server may answer: the SDK's HTTP client (8.2.3, `httpclient.js`) collects a line of the head for as long as none ends. `push`
 * throws when more comes.
 */
export class AnswerLimit implements SocketFilter {
	readonly #onBytes: (bytes: Uint8Array) => void;
	readonly #most: number;
	#count = 0;
	#stopped = false;

	/** @param most bytes of one answer */
	constructor(most: number, onBytes: (bytes: Uint8Array) => void) {
		this.#most = most;
		this.#onBytes = onBytes;
	}

	/** The next answer begins. */
	begin(): void {
		this.#count = 0;
	}

	push(bytes: Uint8Array): void {
		if (this.#stopped)
			return;
		this.#count += bytes.length;
		if (this.#count > this.#most)
			throw new Error("the server's answer is too long");
		this.#onBytes(bytes);
	}

	stop(): void {
		this.#stopped = true;
	}
}
