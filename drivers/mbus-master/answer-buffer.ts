import { echoLength } from "./mbus-answer";

/** A full answer with its echo, and what a second slave may send after it. More is a slave that babbles. */
const capacity = 640;

/** Collects what is heard from a request on. */
export class AnswerBuffer {
	readonly #bytes = new Uint8Array(capacity);
	#count = 0;
	#overflow = false;

	/** More came than any answer has. */
	get overflow(): boolean {
		return this.#overflow;
	}

	get length(): number {
		return this.#count;
	}

	clear(): void {
		this.#count = 0;
		this.#overflow = false;
	}

	/** Where the next bytes go; tell with `add` how many they were. */
	get room(): Uint8Array {
		if (this.#count === capacity) {
			this.#overflow = true;
			this.#count = 0;
		}
		return this.#bytes.subarray(this.#count);
	}

	add(count: number): void {
		this.#count += count;
	}

	/** What has come without the request's echo: a view, good until more is collected. */
	answerTo(request: Uint8Array): Uint8Array {
		const bytes = this.#bytes.subarray(0, this.#count);
		return bytes.subarray(echoLength(bytes, request));
	}
}
