import type { Setting } from "../../api/api-types";
import { fill } from "../../format/fill";
import { lookUp } from "../../format/look-up";
import type { Texts } from "../../languages/texts";

/** What a group is called; as the device names it where there is no text. */
export function groupTitle(group: string, t: Texts): string {
	return lookUp(t.groups, group) || split(group);
}

/** What a setting is called. */
export function settingLabel(name: string, t: Texts): string {
	const [kind, number] = withoutNumber(name);
	const label = lookUp(t.labels, kind) || split(name);
	return number ? `${fill(t.settings.input, { number })}: ${label}` : label;
}

/** What a setting is for. */
export function settingHelp({ name, help }: Setting, t: Texts): string {
	return lookUp(t.helps, withoutNumber(name)[0]) || help;
}

/** Settings that all inputs have share their texts: `pulse2Kind` is `pulseKind` of input 2. */
export function withoutNumber(name: string): [string, string] {
	const [, before = "", number = "", behind = ""] = /^(pulse)(\d)(\w+)$/.exec(name) ?? [];
	return number ? [before + behind, number] : [name, ""];
}

/** Settings with a page of their own. */
const elsewhere = ["wifiSsid", "wifiPassword", "mbusMeters", "language"];

export function isShown({ name }: Setting): boolean {
	return !elsewhere.includes(name);
}

/** `rawPort` as words. */
function split(name: string): string {
	const words = name.replace(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
