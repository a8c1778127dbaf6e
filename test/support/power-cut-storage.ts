import type { Storage } from "../../services/platform";

/** The power went off: nothing after it happens. */
export class PowerCut extends Error {}

/** What is left of the write during which the power went off. `torn`: half of the new text; `mixed`: half new, half old; `gone`: nothing. */
export type Damage = "before" | "after" | "torn" | "mixed" | "gone";

export const damages: readonly Damage[] = Object.freeze(["before", "after", "torn", "mixed", "gone"]);

/** Storage whose power is cut in the middle of the write or delete of a given number. */
export class PowerCutStorage implements Storage {
	readonly entries: Map<string, string>;
	/** How many writes and deletes were begun. */
	writes = 0;
	readonly #cutAt: number;
	readonly #damage: Damage;

	constructor(entries: Iterable<readonly [string, string]> = [], cutAt = Infinity, damage: Damage = "before") {
		this.entries = new Map(entries);
		this.#cutAt = cutAt;
		this.#damage = damage;
	}

	read(key: string): string | undefined {
		return this.entries.get(key);
	}

	write(key: string, value: string): void {
		if (key.length > 15 || Buffer.byteLength(value) > 4000)
			throw new Error("too long for NVS");
		if (this.writes++ === this.#cutAt)
			this.#cut(key, value);
		this.entries.set(key, value);
	}

	delete(key: string): void {
		if (this.writes++ === this.#cutAt)
			this.#cut(key, undefined);
		this.entries.delete(key);
	}

	#cut(key: string, value: string | undefined): never {
		const old = this.entries.get(key);
		const left = remains(this.#damage, old, value);
		if (left === undefined)
			this.entries.delete(key);
		else
			this.entries.set(key, left);
		throw new PowerCut(`at write ${this.#cutAt}`);
	}
}

function remains(damage: Damage, old: string | undefined, value: string | undefined): string | undefined {
	switch (damage) {
		case "before":
			return old;
		case "after":
			return value;
		case "gone":
			return undefined;
		case "torn":
			return value?.slice(0, value.length >> 1);
		case "mixed":
			return value === undefined ? old : value.slice(0, value.length >> 1) + (old ?? "").slice(value.length >> 1);
	}
}
