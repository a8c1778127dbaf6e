import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
// What the firmware takes from its engine, before the firmware.
import "../../simulator/host/shims";
import { Firmware } from "../../services/firmware";
import { Missing, root } from "./toolchain";

/** Where the settings are that a build takes with it. Not in the repository: it holds passwords. `settings.example.json` shows its shape. */
export const settingsFile = "settings.json";

/** The settings of `settings.json` as mcconfig takes them, `name=value`; none when there is no such file. Throws `Missing`. */
export function buildSettings(file = path.join(root, settingsFile)): string[] {
	if (!existsSync(file))
		return [];
	let settings: unknown;
	try {
		settings = JSON.parse(readFileSync(file, "utf8"));
	}
	catch (error) {
		throw new Missing(2, `${path.basename(file)} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (typeof settings !== "object" || settings === null || Array.isArray(settings))
		throw new Missing(2, `${path.basename(file)} must be an object of settings by name.`);
	const texts: Record<string, string> = {};
	for (const [name, value] of Object.entries(settings))
		texts[name] = String(value);
	const wrong = Firmware.checkSettings(texts);
	if (wrong)
		throw new Missing(2, `${path.basename(file)}: ${wrong}`);
	return Object.entries(texts).map(([name, value]) => `${name}=${value}`);
}
