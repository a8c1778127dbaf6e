import type { Storage } from "../platform";
import { describeError } from "../text";
import { textCheck } from "../text-check";

/** What is stored: settings by name, as texts, and the version of their form. */
export interface StoredSettings {
	readonly version: number;
	readonly texts: Readonly<Record<string, string>>;
}

interface Copy {
	readonly sequence: number;
	readonly version: number;
	/** How many entries of the storage it takes. */
	readonly parts: number;
	readonly body: string;
}

/** NVS takes 4000 bytes for an entry, and a character may take four. */
const partLength = 990;
const suffixes = Object.freeze(["a", "b"] as const);

/**
 * Two copies of all settings. The older one is overwritten, and counts only when its check is right, which stands in the part that is written
 * last: a power cut at any moment leaves the one or the other.
 *
 * An entry is named `settingsa0`: a copy's first part begins with `sequence version parts check`, a line feed, and then the text, JSON.
 */
export class SettingsStore {
	/** What could not be used, in words. */
	readonly warnings: string[] = [];
	readonly #storage: Storage;
	readonly #prefix: string;
	#sequence = 0;
	#parts = [0, 0];

	/** @param prefix at most 11 characters */
	constructor(storage: Storage, prefix = "settings") {
		this.#storage = storage;
		this.#prefix = prefix;
	}

	/** The newer good copy; `undefined` when there is none. Never throws. */
	read(): StoredSettings | undefined {
		let best: Copy | undefined;
		for (let slot = 0; slot < suffixes.length; slot++) {
			const copy = this.#readCopy(slot);
			if (copy && (!best || copy.sequence > best.sequence))
				best = copy;
		}
		if (!best)
			return undefined;
		this.#sequence = best.sequence;
		return { version: best.version, texts: JSON.parse(best.body) as Record<string, string> };
	}

	/** How often they were written, over all. */
	get sequence(): number {
		return this.#sequence;
	}

	/** Throws when the storage does; what was stored before is still there then. */
	write({ version, texts }: StoredSettings): void {
		const body = JSON.stringify(texts);
		const sequence = this.#sequence + 1, slot = sequence & 1;
		const parts = Math.max(1, Math.ceil(body.length / partLength));
		const head = `${sequence} ${version} ${parts}`;
		for (let part = parts - 1; part > 0; part--)
			this.#storage.write(this.#key(slot, part), body.slice(part * partLength, (part + 1) * partLength));
		this.#storage.write(this.#key(slot, 0), `${head} ${textCheck(`${head}\n${body}`)}\n${body.slice(0, partLength)}`);
		this.#sequence = sequence;
		const before = this.#parts[slot]!;
		this.#parts[slot] = parts;
		for (let part = parts; part < before; part++)
			this.#forget(this.#key(slot, part));
	}

	#readCopy(slot: number): Copy | undefined {
		try {
			const first = this.#storage.read(this.#key(slot, 0));
			if (first === undefined)
				return undefined;
			const end = first.indexOf("\n");
			const [sequence = 0, version = 0, parts = 0] = first.slice(0, end).split(" ").map(Number);
			const check = first.slice(first.lastIndexOf(" ", end) + 1, end);
			let body = first.slice(end + 1);
			for (let part = 1; part < parts; part++)
				body += this.#storage.read(this.#key(slot, part)) ?? "";
			if (end < 0 || check !== textCheck(`${sequence} ${version} ${parts}\n${body}`))
				throw new Error("its check is wrong");
			this.#parts[slot] = parts;
			return { sequence, version, parts, body };
		}
		catch (error) {
			this.warnings.push(`one of the two copies cannot be used: ${describeError(error)}`);
			return undefined;
		}
	}

	/** What is left over costs room and nothing else. */
	#forget(key: string): void {
		try {
			this.#storage.delete(key);
		}
		catch {
			// The next time.
		}
	}

	#key(slot: number, part: number): string {
		return `${this.#prefix}${suffixes[slot]}${part}`;
	}
}
