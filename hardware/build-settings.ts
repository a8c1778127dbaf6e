import config from "mc/config";
import { isSettingName } from "../services/settings/settings-schema";

/** The settings that were given to the build (`npm run build`): they stand for the defaults. Other entries of the configuration are the SDK's. */
export function buildSettings(): Record<string, string> {
	const settings: Record<string, string> = {};
	for (const name of Object.keys(config)) {
		if (isSettingName(name))
			settings[name] = String(config[name]);
	}
	return settings;
}
