import type { RecordWriter } from "../host/records";
import { encodeText } from "../host/records";
import type { LatePayload, PeerLine } from "./peer";

interface Entry {
	readonly kind: number;
	readonly id: number;
	readonly payload: Uint8Array | LatePayload;
}

/** What waits for the firmware to have time, in the order in which it happened. */
export class Inbox {
	/** Something was put in. */
	onPost: () => void = () => {};
	#entries: Entry[] = [];
	/** Whose line is open: instance number and a key of that line. */
	readonly #open = new Map<number, object>();

	get empty(): boolean {
		return !this.#entries.length;
	}

	post(kind: number, id: number, payload: Uint8Array | LatePayload): void {
		this.#entries.push({ kind, id, payload });
		this.onPost();
	}

	/** The line to an instance. A number is used again after a restart: the old instance's line stays dead. */
	line(id: number): PeerLine {
		const key = {};
		this.#open.set(id, key);
		const sendBytes = (kind: number, payload: Uint8Array | LatePayload) => {
			if (this.#open.get(id) === key)
				this.post(kind, id, payload);
		};
		return { sendBytes, send: (kind, value) => sendBytes(kind, encodeText(JSON.stringify(value))) };
	}

	/** Nothing of this instance is heard any more. */
	hangUp(id: number): void {
		this.#open.delete(id);
		this.#entries = this.#entries.filter(entry => entry.id !== id);
	}

	clear(): void {
		this.#entries = [];
		this.#open.clear();
	}

	/** Moves everything into a command. */
	drain(writer: RecordWriter): void {
		const entries = this.#entries;
		this.#entries = [];
		for (const { kind, id, payload } of entries) {
			const bytes = typeof payload === "function" ? payload() : payload;
			if (bytes)
				writer.bytes(kind, id, bytes);
		}
	}
}
