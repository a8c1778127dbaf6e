import type { Meter } from "../../meters/meter";
import type { Storage } from "../platform";
import { TextStore } from "../settings/text-store";

/** What is kept of a meter that told no number when it was read: it keeps none, even when the number comes later. */
const none = "";

/**
 * The meters' numbers as they were when Home Assistant heard of them, kept over restarts: an entity's id has the number in it, and must be the same when
 * the meter is read late, or not at all. A meter with another number is another meter.
 */
export class MeterIds {
	readonly #store: TextStore;
	readonly #ids = new Map<string, string>();
	#changed = false;

	/** Throws what the storage throws. */
	constructor(storage: Storage) {
		this.#store = new TextStore(storage, "meterIds");
		const text = this.#store.read();
		if (text) {
			for (const [name, id] of JSON.parse(text) as [string, string][])
				this.#ids.set(name, id);
		}
	}

	/** Empty for a meter that tells none; `undefined` while nothing is known: it was never read. */
	of({ name, identity: { id }, state }: Meter): string | undefined {
		const before = this.#ids.get(name);
		const now = before === none ? none : id ?? before ?? (state === "waiting" ? undefined : none);
		if (now !== undefined && now !== before) {
			this.#ids.set(name, now);
			this.#changed = true;
		}
		return now;
	}

	/** Writes what is new. Forgets meters that are not there any more. Throws what the storage throws. */
	save(meters: readonly Meter[]): void {
		for (const name of [...this.#ids.keys()]) {
			if (!meters.some(meter => meter.name === name))
				this.#changed = this.#ids.delete(name);
		}
		if (this.#changed)
			this.#store.write(JSON.stringify([...this.#ids]));
		this.#changed = false;
	}
}
