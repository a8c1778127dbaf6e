import type { Setting } from "../../api/api-types";
import { fill } from "../../format/fill";
import { formatCount } from "../../format/numbers";
import type { Texts } from "../../languages/texts";

/** What stands in the field. A secret is never told. */
export function settingText(setting: Setting | undefined): string {
	if (!setting || setting.secret)
		return "";
	return wordOf(setting, setting.value ?? "");
}

/** What it is when nobody touches it, for reading; empty where that is nothing. */
export function defaultText(setting: Setting, t: Texts): string {
	const text = wordOf(setting, setting.default ?? "");
	if (setting.type === "boolean")
		return text === "on" ? t.settings.on : t.settings.off;
	return setting.type === "number" && setting.unit && text !== setting.word ? `${text} ${setting.unit}` : text;
}

/** The numbers that it may be. */
export function rangeText({ minimum = 0, maximum = 0, unit = "", word }: Setting, t: Texts): string {
	const range = `${fill(t.settings.range, { minimum: formatCount(minimum), maximum: formatCount(maximum) })} ${unit}`.trim();
	return word === undefined ? range : `${range} ${fill(t.settings.or, { word })}`;
}

/** What is wrong with what stands in the field, as far as the page can tell. The device has the last word. */
export function checkSetting(setting: Setting, text: string, t: Texts): string | undefined {
	if (setting.type !== "number" || text.trim().toLowerCase() === setting.word)
		return undefined;
	if (!/^-?\d+$/.test(text.trim()))
		return t.settings.notNumber;
	const number = Number(text);
	if (number < (setting.minimum ?? -Infinity) || number > (setting.maximum ?? Infinity))
		return fill(t.settings.outOfRange, { range: rangeText(setting, t) });
	return undefined;
}

function wordOf({ type }: Setting, value: string | number | boolean): string {
	return type === "boolean" ? value === true || value === "on" || value === "true" ? "on" : "off" : String(value);
}
