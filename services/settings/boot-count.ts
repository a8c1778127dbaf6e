import type { Storage } from "../platform";

const key = "bootCount";

/** Counts this start of the device and returns the count. A storage that fails leaves it at 1. */
export function countBoot(storage: Storage): number {
	try {
		const count = (Number(storage.read(key)) || 0) + 1;
		storage.write(key, String(count));
		return count;
	}
	catch {
		return 1;
	}
}
