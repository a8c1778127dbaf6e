import { settingDefaults } from "../settings/settings-schema";
import type { Settings } from "../settings/settings";
import type { CommandContext, CommandRow } from "./commands";

/** Daylight saving by the rules of the default time zone. */
const byRules = "99";

export const timeZoneCommand: CommandRow = Object.freeze({ name: "timezone", run: timeZone });

/** As Tasmota tells it: `+01:00`, 99, or the POSIX text that neither can say. */
export function timeZoneValue(settings: Settings): string | number {
	const text = settings.get("timezone");
	if (text === settingDefaults.timezone)
		return Number(byRules);
	const [, sign, hours = "", minutes] = /^<([+-])(\d\d)(\d\d)?>-?\d\d?:\d\d$/.exec(text) ?? [];
	return sign ? `${sign}${hours}:${minutes ?? "00"}` : text;
}

/** `+2`, `-3:30` and `99` as in Tasmota, or a POSIX TZ text. */
function timeZone({ facts: { settings } }: CommandContext, argument: string): string {
	const [, sign = "", hours = "", minutes = "00"] = /^([+-]?)(\d\d?)(?::(\d\d))?$/.exec(argument) ?? [];
	if (argument === byRules)
		settings.reset("timezone");
	else if (hours) {
		const west = sign === "-", name = `${west ? "-" : "+"}${hours.padStart(2, "0")}${minutes === "00" ? "" : minutes}`;
		// POSIX counts to the west.
		settings.set("timezone", `<${name}>${west ? "" : "-"}${Number(hours)}:${minutes}`);
	}
	else if (argument)
		settings.set("timezone", argument);
	settings.save();
	return JSON.stringify({ Timezone: timeZoneValue(settings) });
}
