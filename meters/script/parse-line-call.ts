import { isDigits } from "../../protocols/text-shape";
import { parseHexBytes } from "./parse-pattern";
import type { LineAction, ScriptFormat } from "./script-description";
import { ScriptError } from "./script-note";

/**
 * Reads `sml(1 0 300)` (baud), `sml(1 1 "2F3F…")` (send), `sml(-1 1 "2400:8E1")` (format), `delay(350)` and `spin(…)`; a result variable may stand
 * before it. `undefined`: is none of these.
 */
export function parseLineCall(text: string): LineAction | undefined {
	const open = text.indexOf("("), close = text.lastIndexOf(")");
	if (open < 0 || close < open)
		return undefined;
	const head = text.slice(0, open), equals = head.indexOf("=");
	const name = head.slice(equals + 1).trim();
	const words = text.slice(open + 1, close).trim().split(" ").filter(word => word);
	if (name === "delay")
		return isDigits(words[0] ?? "") ? { meter: 0, wait: Number(words[0]) } : undefined;
	const [meter = "", kind, argument = ""] = words;
	const negative = meter.startsWith("-"), number = negative ? meter.slice(1) : meter;
	if (name !== "sml" || !isDigits(number))
		return undefined;
	const quoted = argument.startsWith("\"") && argument.endsWith("\"") ? argument.slice(1, -1) : undefined;
	if (kind === "0" && isDigits(argument))
		return { meter: Number(number), baud: Number(argument) };
	if (kind !== "1" || quoted === undefined)
		return undefined;
	return negative ? { meter: Number(number), format: parseFormat(quoted) } : { meter: Number(number), send: parseHexBytes(quoted) };
}

/** `2400:8E1` */
function parseFormat(text: string): ScriptFormat {
	const colon = text.indexOf(":"), baud = text.slice(0, colon), letter = text.charAt(colon + 2);
	if (!isDigits(baud) || !"NEO".includes(letter) || !letter)
		throw new ScriptError(`${JSON.stringify(text)} is no format like 2400:8E1`);
	const parity = letter === "E" ? "even" : letter === "O" ? "odd" : "none";
	return { baud: Number(baud), parity, stop: text.charAt(colon + 3) === "2" ? 2 : 1 };
}
