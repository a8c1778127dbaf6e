import type { Storage } from "../platform";

/** A text of the storage holds 4000 bytes (NVS). A character, which on the chip is a code point, takes four at most. */
const partLength = 1000;

/** Keeps one text that may be longer than a text of the storage: the meter script, the list of what was published for discovery. */
export class TextStore {
	readonly #storage: Storage;
	/**
	 * Key of the head, which says in which of two sets of parts the text is, and how many they are: `a3`. Written last, so that a power cut leaves
	 * the old text.
	 */
	readonly #key: string;

	/** @param key at most 10 characters */
	constructor(storage: Storage, key = "script") {
		this.#storage = storage;
		this.#key = key;
	}

	/** `undefined` when there is none. Throws when the storage does. */
	read(): string | undefined {
		const { set, count } = this.#head();
		if (!count)
			return undefined;
		let text = "";
		for (let part = 0; part < count; part++)
			text += this.#storage.read(this.#part(set, part)) ?? "";
		return text;
	}

	/** An empty text deletes it. */
	write(text: string): void {
		const before = this.#head();
		const set = before.set === "a" ? "b" : "a", count = Math.ceil(text.length / partLength);
		for (let part = 0; part < count; part++)
			this.#storage.write(this.#part(set, part), text.slice(part * partLength, (part + 1) * partLength));
		if (count)
			this.#storage.write(this.#key, `${set}${count}`);
		else
			this.#storage.delete(this.#key);
		for (let part = 0; part < before.count; part++)
			this.#storage.delete(this.#part(before.set, part));
	}

	#head(): { set: string; count: number; } {
		const head = this.#storage.read(this.#key) ?? "";
		return { set: head.charAt(0), count: Number(head.slice(1)) || 0 };
	}

	#part(set: string, part: number): string {
		return `${this.#key}_${set}${part}`;
	}
}
