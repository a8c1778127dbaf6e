import { isSecret, type Settings } from "./settings";
import { isSettingName, settingNames } from "./settings-schema";

/** Version of the file's form. */
const form = 1;

/** What a device keeps that a user has entered, as one JSON file. */
export interface BackupFile {
	readonly meterwire: number;
	/** Of the firmware that wrote it. */
	readonly version: string;
	/** Texts by name, as a user types them. */
	readonly settings: Readonly<Record<string, string>>;
	/** Tasmota meter script; empty: none. */
	readonly script: string;
}

/** @param secrets with passwords and keys */
export function makeBackup(settings: Settings, script: string, version: string, secrets: boolean): BackupFile {
	const texts: Record<string, string> = {};
	for (const name of settingNames) {
		if (secrets)
			texts[name] = settings.plainText(name);
		else if (!isSecret(name))
			texts[name] = settings.text(name);
	}
	return { meterwire: form, version, settings: texts, script };
}

export interface ReadBackup {
	readonly texts: Record<string, string>;
	/** `undefined`: the file says nothing of it. */
	readonly script: string | undefined;
	/** What of the file is left aside, in words. */
	readonly warnings: string[];
}

/** Reads such a file. What the file does not have, passwords and keys most of all, stays as it is. Throws a `RangeError` for what is none. */
export function readBackup(file: unknown): ReadBackup {
	const { meterwire, settings: given, script } = (file ?? {}) as Record<string, unknown>;
	if (typeof meterwire !== "number" || typeof given !== "object" || given === null)
		throw new RangeError("this is no backup of Meterwire: the members meterwire and settings are missing");
	if (script !== undefined && typeof script !== "string")
		throw new RangeError("script: should be a text");
	const texts: Record<string, string> = {}, warnings: string[] = [];
	if (meterwire > form)
		warnings.push("the file is of a newer firmware: what this one does not know is left aside");
	for (const name of Object.keys(given)) {
		const value = (given as Record<string, unknown>)[name];
		if (!isSettingName(name))
			warnings.push(`${name}: there is no such setting any more`);
		else if (typeof value === "string")
			texts[name] = value;
		else
			throw new RangeError(`${name}: should be a text`);
	}
	return { texts, script, warnings };
}
