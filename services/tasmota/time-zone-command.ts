import { hasShape } from "../../protocols/text-shape";
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
	// `<+0530>-5:30`, `<-03>3:00`
	const end = text.indexOf(">"), name = unsigned(text.slice(1, end)), offset = text.slice(end + 1);
	const isNamed = text.startsWith("<") && name !== undefined && (hasShape(name, "00") || hasShape(name, "0000"));
	return isNamed && isTime(offset.startsWith("-") ? offset.slice(1) : offset)
		? `${text.charAt(1)}${name.slice(0, 2)}:${name.slice(2) || "00"}`
		: text;
}

/** `+2`, `-3:30` and `99` as in Tasmota, or a POSIX TZ text. */
function timeZone({ facts: { settings } }: CommandContext, argument: string): string {
	const digits = unsigned(argument) ?? argument, time = digits.includes(":") ? digits : `${digits}:00`;
	if (argument === byRules)
		settings.reset("timezone");
	else if (isTime(time)) {
		const colon = time.indexOf(":"), hours = time.slice(0, colon), minutes = time.slice(colon + 1);
		const west = argument.startsWith("-"), name = `${west ? "-" : "+"}${hours.padStart(2, "0")}${minutes === "00" ? "" : minutes}`;
		// POSIX counts to the west.
		settings.set("timezone", `<${name}>${west ? "" : "-"}${Number(hours)}:${minutes}`);
	}
	else if (argument)
		settings.set("timezone", argument);
	settings.save();
	return JSON.stringify({ Timezone: timeZoneValue(settings) });
}

/** What stands behind a sign; `undefined` without a sign. */
function unsigned(text: string): string | undefined {
	return text.startsWith("+") || text.startsWith("-") ? text.slice(1) : undefined;
}

/** `5:30` or `05:30` */
function isTime(text: string): boolean {
	return hasShape(text, "0:00") || hasShape(text, "00:00");
}
