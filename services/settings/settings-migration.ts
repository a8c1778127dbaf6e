import type { Storage } from "../platform";
import type { StoredSettings } from "./settings-store";

/** The present form of the stored settings. */
export const settingsVersion = 2;

/** Makes texts of one version to those of the next. */
export type MigrationStep = (texts: Readonly<Record<string, string>>) => Record<string, string>;

/** The step from version 1 to 2 is the first, and so on. Names and texts only change here: an older build's settings are never thrown away. */
export const migrationSteps: readonly MigrationStep[] = Object.freeze([authorityForAll]);

/**
 * Texts as this build reads them. Of a newer version, which an update that was taken back has left, the names that this build knows count as
 * they are.
 */
export function migrate({ version, texts }: StoredSettings, steps: readonly MigrationStep[] = migrationSteps): Record<string, string> {
	let result = { ...texts };
	for (let at = Math.max(0, version - 1); at < steps.length; at++)
		result = steps[at]!(result);
	return result;
}

/** Version 0: one entry of the storage for each setting that differed from its default, under its name. `undefined` when there is none. */
export function readSingleSettings(storage: Storage, names: readonly string[]): Record<string, string> | undefined {
	let found: Record<string, string> | undefined;
	for (const name of names) {
		const text = storage.read(name);
		if (text !== undefined) {
			found ??= {};
			found[name] = text;
		}
	}
	return found;
}

/** After the settings were written in the present form. Throws when the storage does; nothing is lost then. */
export function deleteSingleSettings(storage: Storage, names: readonly string[]): void {
	for (const name of names) {
		if (storage.read(name) !== undefined)
			storage.delete(name);
	}
}

/** Version 2: the certificate authority is for all servers with TLS, not for updates alone. */
function authorityForAll({ updateCa, ...others }: Readonly<Record<string, string>>): Record<string, string> {
	return updateCa === undefined ? others : { ...others, authority: updateCa };
}
