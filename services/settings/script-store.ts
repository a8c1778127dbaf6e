import type { Storage } from "../platform";

/** Which of the two sets of parts holds the script, and how many they are: `a3`. Written last, so that a power cut leaves the old script. */
const headKey = "script";
/** A text of the storage holds 4000 bytes (NVS), and a character may take three. */
const partLength = 1300;

/** Keeps the text of the meter script, which may be longer than one text of the storage. */
export class ScriptStore {
	readonly #storage: Storage;

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	/** `undefined` when there is none. Throws when the storage does. */
	read(): string | undefined {
		const { set, count } = this.#head();
		if (!count)
			return undefined;
		let text = "";
		for (let part = 0; part < count; part++)
			text += this.#storage.read(key(set, part)) ?? "";
		return text;
	}

	/** An empty text deletes the script. */
	write(text: string): void {
		const before = this.#head();
		const set = before.set === "a" ? "b" : "a", count = Math.ceil(text.length / partLength);
		for (let part = 0; part < count; part++)
			this.#storage.write(key(set, part), text.slice(part * partLength, (part + 1) * partLength));
		if (count)
			this.#storage.write(headKey, `${set}${count}`);
		else
			this.#storage.delete(headKey);
		for (let part = 0; part < before.count; part++)
			this.#storage.delete(key(before.set, part));
	}

	#head(): { set: string; count: number; } {
		const head = this.#storage.read(headKey) ?? "";
		return { set: head.charAt(0), count: Number(head.slice(1)) || 0 };
	}
}

function key(set: string, part: number): string {
	return `script_${set}${part}`;
}
