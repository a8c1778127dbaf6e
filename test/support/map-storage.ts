import "./xs-shims";
import { SettingsStore } from "../../services/settings/settings-store";
import type { Storage } from "../../services/platform";

/** Storage in memory, as strict about keys as NVS. */
export class MapStorage implements Storage {
	readonly entries: Map<string, string>;

	constructor(entries: Record<string, string> = {}) {
		this.entries = new Map(Object.entries(entries));
	}

	read(key: string): string | undefined {
		return this.entries.get(key);
	}

	write(key: string, value: string): void {
		if (key.length > 15 || Buffer.byteLength(value) > 4000)
			throw new Error("too long for NVS");
		this.entries.set(key, value);
	}

	delete(key: string): void {
		this.entries.delete(key);
	}
}

/** The texts of the settings that were saved. */
export function savedSettings(storage: Storage): Readonly<Record<string, string>> {
	return new SettingsStore(storage).read()?.texts ?? {};
}
