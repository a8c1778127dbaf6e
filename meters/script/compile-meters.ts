import { isDigit } from "../../protocols/text-shape";
import { parseDecodeLine } from "./parse-decode-line";
import { parseMeterLine } from "./parse-meter-line";
import type { MeterLine } from "./parse-meter-line";
import { parseOption } from "./parse-option-line";
import type { WritableOptions } from "./parse-option-line";
import type { ScriptLine, ScriptMeterDescription, SumTerm } from "./script-description";
import { ScriptError } from "./script-note";
import type { ScriptNotes } from "./script-notes";
import type { Section, SourceLine } from "./script-sections";
import type { ScriptVariables } from "./script-variables";

/** The driver's default: OBIS text is matched line by line. */
const usualFlags = 2;
/** More than the driver's five; line numbers have one digit in most scripts. */
const mostMeters = 9;

interface CompiledMeters {
	readonly meters: readonly ScriptMeterDescription[];
	readonly lines: readonly ScriptLine[];
}

/** Compiles the section `>M`. */
export function compileMeters(section: Section, variables: ScriptVariables, notes: ScriptNotes): CompiledMeters {
	const count = Math.min(mostMeters, parseInt(section.argument, 10) || 0);
	if (!count)
		notes.error(section.line, 3, "behind >M stands how many meters there are");
	const source = expand(joinLists(section.lines), variables, notes);
	const found = new Map<number, MeterLine>();
	for (const { text, number } of source) {
		const meter = text.startsWith("+") && count ? notes.attempt(number, () => parseMeterLine(text, count, number, notes)) : undefined;
		if (meter && found.has(meter.number))
			notes.error(number, 2, `meter ${meter.number} has a line already`);
		else if (meter)
			found.set(meter.number, meter);
	}
	const options = new Map<number, WritableOptions>();
	const lines: ScriptLine[] = [];
	let numbered = 0;
	for (const { text, number } of source) {
		if (text.startsWith("+") || !startsLine(text))
			continue;
		notes.attempt(number, () => {
			const comma = text.indexOf(","), start = text.startsWith("-") ? 1 : 0;
			const meter = found.get(Number(text.slice(start, comma)));
			const rest = text.slice(comma + 1);
			if (comma < 0) {
				notes.warn(number, "not run: a decode line begins with a meter's number and a comma");
				return;
			}
			if (!rest.startsWith("=h") && !rest.startsWith("=so"))
				numbered++;
			if (!meter) {
				// Its own fault was told where it stands.
				// Tasmota passes over such a line, and published scripts have some.
				if (!source.some(line => line.text.startsWith(`+${text.slice(start, comma)},`)))
					notes.warn(number, `not run: there is no meter ${text.slice(start, comma)}`, start + 1);
				return;
			}
			const place = { meter: meter.number, source: number };
			if (rest.startsWith("=h"))
				lines.push({ kind: "html", ...place, html: rest.slice(2) });
			else if (rest.startsWith("=so")) {
				const told = parseOption(rest, optionsOf(options, meter.number));
				if (told)
					notes.warn(number, told, comma + 2);
			}
			else if (!rest.includes("@"))
				// As Tasmota does.
				notes.warn(number, "not run: a decode line needs an @", comma + 2);
			else
				lines.push(shifted(comma + 1, () => parseDecodeLine(rest, { ...place, type: meter.type, number: numbered })));
		});
	}
	checkReferences(lines, numbered, notes);
	return {
		meters: [...found.values()].sort((one, other) => one.number - other.number)
			.map(meter => ({ ...meter, options: optionsOf(options, meter.number) })),
		lines,
	};
}

function optionsOf(all: Map<number, WritableOptions>, meter: number): WritableOptions {
	let options = all.get(meter);
	if (!options)
		all.set(meter, options = { flags: usualFlags });
	return options;
}

/** So many commas stand before a meter's list of telegrams. */
const listStart = 8;

/** A list of telegrams that ends in a comma goes on with the next line, unless that is a decode line: published scripts have a comma too many. */
function joinLists(lines: readonly SourceLine[]): SourceLine[] {
	const joined: SourceLine[] = [];
	for (const line of lines) {
		const last = joined[joined.length - 1];
		if (last && isOpenList(last.text) && !line.text.startsWith("+") && !line.text.includes("@") && !line.text.includes(",="))
			joined[joined.length - 1] = { number: last.number, text: last.text + line.text };
		else
			joined.push(line);
	}
	return joined;
}

function isOpenList(text: string): boolean {
	return text.startsWith("+") && text.endsWith(",") && text.split(",").length > listStart;
}

function expand(lines: readonly SourceLine[], variables: ScriptVariables, notes: ScriptNotes): SourceLine[] {
	const result: SourceLine[] = [];
	for (const { number, text } of lines) {
		const expanded = notes.attempt(number, () => variables.expand(text));
		if (expanded !== undefined)
			result.push({ number, text: expanded });
	}
	return result;
}

function startsLine(text: string): boolean {
	return isDigit(text.charCodeAt(text.startsWith("-") ? 1 : 0));
}

function shifted<Result>(offset: number, parse: () => Result): Result {
	try {
		return parse();
	}
	catch (error) {
		throw error instanceof ScriptError ? new ScriptError(error.message, error.at + offset) : error;
	}
}

/** `=m` and `=d` may name lines below them. */
function checkReferences(lines: readonly ScriptLine[], count: number, notes: ScriptNotes): void {
	const check = (source: number, number: number | undefined) => {
		if (number !== undefined && (number < 1 || number > count))
			notes.error(source, 1, `there is no line ${number}: the meters have ${count}`);
	};
	for (const line of lines) {
		if (line.kind === "sum")
			line.terms.forEach((term: SumTerm) => check(line.source, term.line));
		else if (line.kind === "delta")
			check(line.source, line.of);
	}
}
