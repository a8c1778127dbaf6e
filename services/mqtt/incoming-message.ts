import { decodeText } from "../text";

/** Puts a message together from the slices in which the SDK's client hands it over; only the first names the topic. */
export class IncomingMessage {
	#topic = "";
	#bytes: Uint8Array<ArrayBuffer> | undefined;
	#length = 0;

	/** A new message of `byteLength` bytes. */
	begin(topic: string, byteLength: number): void {
		this.#topic = topic;
		this.#bytes = new Uint8Array(byteLength);
		this.#length = 0;
	}

	/** Adds a slice. Slices beyond the announced length are left out. */
	add(slice: ArrayBuffer): void {
		const room = this.#bytes ? this.#bytes.length - this.#length : 0;
		const use = Math.min(room, slice.byteLength);
		this.#bytes?.set(new Uint8Array(slice, 0, use), this.#length);
		this.#length += use;
	}

	/** The whole message; `undefined` when it was cut or is not UTF-8. */
	end(): { topic: string; text: string; } | undefined {
		const bytes = this.#bytes;
		this.#bytes = undefined;
		if (!bytes || this.#length < bytes.length)
			return undefined;
		const text = decodeText(bytes.buffer);
		return text === undefined ? undefined : { topic: this.#topic, text };
	}
}
