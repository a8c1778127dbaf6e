import type { Storage } from "../../services/platform";
import type { HostLink } from "./host-link";
import { encodeText, kinds } from "./records";

/** Limits of the ESP32's key-value store (NVS). */
const longestKey = 15, longestValue = 4000;

/** What survives a restart. The simulator keeps it; everything is here as well, so reading asks nobody. */
export class HostStorage implements Storage {
	readonly #link: HostLink;
	readonly #values: Map<string, string>;

	constructor(link: HostLink, values: Readonly<Record<string, string>>) {
		this.#link = link;
		this.#values = new Map(Object.entries(values));
	}

	read(key: string): string | undefined {
		return this.#values.get(key);
	}

	write(key: string, value: string): void {
		if (!key || key.length > longestKey)
			throw new RangeError(`storage: key must have 1 to ${longestKey} characters: ${key}`);
		if (encodeText(value).length > longestValue)
			throw new RangeError(`storage: more than ${longestValue} bytes for ${key}`);
		this.#values.set(key, value);
		this.#link.send(kinds.store, 0, [key, value]);
	}

	delete(key: string): void {
		if (this.#values.delete(key))
			this.#link.send(kinds.store, 0, [key]);
	}

	clear(): void {
		for (const key of [...this.#values.keys()])
			this.delete(key);
	}
}
