import Preference from "preference";
import type { Storage } from "../../services/platform";

const domain = "meterwire";

/** Settings in the chip's NVS partition: names of at most 15 characters, texts of at most 4000 bytes. */
export class PreferenceStorage implements Storage {
	read(key: string): string | undefined {
		const value = Preference.get(domain, key);
		return typeof value === "string" ? value : undefined;
	}

	write(key: string, value: string): void {
		Preference.set(domain, key, value);
	}

	delete(key: string): void {
		Preference.delete(domain, key);
	}

	clear(): void {
		for (const key of Preference.keys(domain))
			Preference.delete(domain, key);
	}
}
