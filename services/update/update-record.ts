import type { Storage } from "../platform";

/** What one image leaves for the other: kept over restarts and over a return to the old image. */
export interface UpdateTrial {
	/** `written`: the new image is to start. `trying`: it has started. `failed`: it has given up. */
	readonly state: "written" | "trying" | "failed";
	readonly from: string;
	readonly to: string;
	/** Slot of the new image. */
	readonly slot: "a" | "b";
	/** Ports on which bytes came before. */
	readonly ports: readonly string[];
	/** What the new image still waits for, or why it gave up. */
	readonly reason: string;
}

const key = "update", rolledBackKey = "updateBack";

/** The trial and the sentence about the last one that failed, in the storage. A storage that fails is as one that holds nothing. */
export class UpdateRecord {
	readonly #storage: Storage;

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	get trial(): UpdateTrial | undefined {
		const text = this.#read(key);
		if (!text)
			return undefined;
		try {
			const value = JSON.parse(text) as UpdateTrial;
			return typeof value.to === "string" && Array.isArray(value.ports) ? value : undefined;
		}
		catch {
			return undefined;
		}
	}

	set trial(trial: UpdateTrial | undefined) {
		this.#write(key, trial && JSON.stringify(trial));
	}

	/** Why the last update was taken back; empty when it was not. */
	get rolledBack(): string {
		return this.#read(rolledBackKey) ?? "";
	}

	set rolledBack(text: string) {
		this.#write(rolledBackKey, text || undefined);
	}

	#read(name: string): string | undefined {
		try {
			return this.#storage.read(name);
		}
		catch {
			return undefined;
		}
	}

	#write(name: string, text: string | undefined): void {
		if (text === this.#read(name))
			return;
		try {
			if (text === undefined)
				this.#storage.delete(name);
			else
				this.#storage.write(name, text);
		}
		catch {
			// The update goes on; only the reason may be missing afterwards.
		}
	}
}
