import { isDigit } from "../../protocols/text-shape";
import { parsePattern } from "./parse-pattern";
import { parseSelector } from "./parse-selector";
import { readNumber } from "./read-number";
import type { DeltaLine, MeterType, SumLine, SumTerm, ValueLine } from "./script-description";
import { ScriptError } from "./script-note";

export interface LinePlace {
	readonly meter: number;
	readonly type: MeterType;
	/** As `=m` counts. */
	readonly number: number;
	/** Line of the script. */
	readonly source: number;
}

const mostTerms = 8;

/** Reads `pattern@scale,label,unit,name,precision` (without the meter's number), also `=m` and `=d`. Throws a `ScriptError`. */
export function parseDecodeLine(text: string, place: LinePlace): ValueLine | SumLine | DeltaLine {
	const at = text.indexOf("@");
	if (at < 0)
		throw new ScriptError("a decode line needs an @");
	const before = text.slice(0, at), rest = text.slice(at + 1);
	// What ends a text may be the comma itself: `@#,,label`.
	const comma = rest.startsWith("#,") && (place.type === "o" || place.type === "c") && isEndingComma(rest) ? 2 : rest.indexOf(",");
	if (comma < 0)
		throw new ScriptError("label, unit, name and precision are missing", text.length);
	const fields = rest.slice(comma + 1).split(",");
	if (fields.length < 4)
		throw new ScriptError("behind the scale stand label, unit, name and precision", text.length);
	const precision = readNumber(fields[3]!, 0).value;
	const common = {
		meter: place.meter,
		source: place.source,
		number: place.number,
		label: fields[0]!,
		unit: fields[1]!,
		name: fields[2]!,
		decimals: precision & 15,
		immediate: (precision & 16) !== 0,
	};
	if (before.startsWith("=m"))
		return { kind: "sum", ...common, terms: parseTerms(before), selector: factor(rest) };
	if (before.startsWith("=d"))
		return { kind: "delta", ...common, ...parseDelta(before), selector: factor(rest) };
	if (before.startsWith("="))
		throw new ScriptError(`there is no line ${before.slice(0, 3)}`);
	return {
		kind: "value",
		...common,
		pattern: offsetErrors(0, () => parsePattern(before, place.type)),
		selector: offsetErrors(at + 1, () => parseSelector(rest, place.type)),
	};
}

/** `@#,` as the mark, not the end of the field: then there are five fields behind the `#`. */
function isEndingComma(rest: string): boolean {
	return rest.split(",").length > 5;
}

function factor(rest: string) {
	return { scale: readNumber(rest, 0).value, offset: 0 };
}

/** `=m 1+2/#3`: from left to right. */
function parseTerms(text: string): SumTerm[] {
	const terms: SumTerm[] = [];
	let operation: SumTerm["operation"] = "+";
	let at = 2;
	for (;;) {
		while (text.charAt(at) === " ")
			at++;
		const constant = text.charAt(at) === "#";
		const value = readNumber(text, constant ? at + 1 : at);
		if (value.end === (constant ? at + 1 : at) || !constant && !isDigit(text.charCodeAt(at)))
			throw new ScriptError("=m needs the number of a line or # and a number", at);
		terms.push(constant ? { operation, constant: value.value } : { operation, line: value.value });
		at = value.end;
		while (text.charAt(at) === " ")
			at++;
		const next = text.charAt(at);
		if (!next || terms.length === mostTerms)
			break;
		if (next !== "+" && next !== "-" && next !== "*" && next !== "/")
			throw new ScriptError(`${JSON.stringify(next)} is none of + - * /`, at);
		operation = next;
		at++;
	}
	if (terms[0]!.line === undefined)
		throw new ScriptError("=m begins with the number of a line", 2);
	return terms;
}

/** `=d 1 10`: the change of line 1 within ten seconds. Without a line, or with 0, it is the first one; without seconds each telegram counts. */
function parseDelta(text: string): Pick<DeltaLine, "of" | "seconds"> {
	const of = readNumber(text, 2), seconds = readNumber(text, of.end);
	if (of.value < 0 || seconds.value < 0)
		throw new ScriptError("=d needs the number of a line and seconds", 2);
	return { of: of.value || 1, seconds: seconds.value };
}

function offsetErrors<Result>(offset: number, parse: () => Result): Result {
	try {
		return parse();
	}
	catch (error) {
		throw error instanceof ScriptError ? new ScriptError(error.message, error.at + offset) : error;
	}
}
