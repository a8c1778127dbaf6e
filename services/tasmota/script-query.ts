import { isDigits } from "../../protocols/text-shape";
import type { ScriptControl } from "./sensor53";

const begin = "script?sml[", end = "]";

/** `script?sml[4]`, which some programs poll: the value of decode line 4. `sml[0]` is how many lines there are. `undefined`: is no such question. */
export function scriptQuery(name: string, script: ScriptControl | undefined): string | undefined {
	const digits = name.slice(begin.length, -end.length);
	if (!name.startsWith(begin) || !name.endsWith(end) || !isDigits(digits))
		return undefined;
	const value = script?.value(Number(digits));
	return value === undefined ? "{\"Command\":\"Error\"}" : `{"script":{"sml[${digits}]":${JSON.stringify(value)}}}`;
}
