import type { Storage } from "../platform";

/** Under which key the password of the set-up network is kept (`network/portal.ts`). */
export const portalPasswordKey = "portalPassword";

/**
 * Forgets everything that the device has stored but the password of its own set-up network: whoever resets the device over the network has written
 * that down, or stuck it on, and it is told nowhere but on the console. Throws when the storage does.
 */
export function eraseStorage(storage: Storage): void {
	const password = storage.read(portalPasswordKey);
	storage.clear?.();
	if (password !== undefined)
		storage.write(portalPasswordKey, password);
}
