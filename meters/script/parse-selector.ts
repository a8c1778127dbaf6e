import { isDigit } from "../../protocols/text-shape";
import { readNumber } from "./read-number";
import type { MeterType, Selector } from "./script-description";
import { ScriptError } from "./script-note";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key]; };

/** Reads what stands between a decode line's `@` and the next comma. `rest` goes on to the line's end: `@#,` takes the comma itself. */
export function parseSelector(rest: string, type: MeterType): Selector {
	const selector: Writable<Selector> = { scale: 1, offset: 0 };
	const isText = type === "o" || type === "c";
	let at = 0;
	for (;;) {
		const first = rest.charAt(at);
		if (first === "#") {
			const mark = rest.charAt(at + 1);
			selector.text = { until: isText ? mark : "", characters: !isText && mark === "x" };
			return selector;
		}
		if (isText && (first === "(" || first === "s")) {
			const delimiter = first === "(" ? first : rest.charAt(at + 1);
			const start = at + (first === "(" ? 1 : 2), end = digitsEnd(rest, start);
			selector.skip = { delimiter, count: Number(rest.slice(start, end)) };
			at = passColon(rest, end);
		}
		else if (first === "b" || first === "i") {
			const end = digitsEnd(rest, at + 1);
			const value = Number(rest.slice(at + 1, end));
			if (end === at + 1)
				throw new ScriptError(`@${first} needs a number`, at);
			if (first === "b")
				selector.bit = value & 7;
			else
				selector.index = value;
			at = passColon(rest, end);
		}
		else
			break;
	}
	const scale = readNumber(rest, at);
	selector.scale = scale.value;
	at = scale.end;
	const sign = rest.charAt(at);
	if (sign === "+" || sign === "-") {
		const offset = readNumber(rest, at);
		selector.offset = offset.value;
		at = offset.end;
	}
	if (rest.startsWith(":na", at))
		selector.none = readNumber(rest, at + 3).value;
	return selector;
}

function passColon(text: string, at: number): number {
	return text.charAt(at) === ":" ? at + 1 : at;
}

function digitsEnd(text: string, from: number): number {
	let at = from;
	while (isDigit(text.charCodeAt(at)))
		at++;
	return at;
}
