import { freezeTable } from "../../protocols/freeze-table";
import { isDigits, isHexadecimal } from "../../protocols/text-shape";
import type { DirectionOption, MeterOptionSet } from "./script-description";
import { ScriptError } from "./script-note";

export type WritableOptions = { -readonly [Key in keyof MeterOptionSet]: MeterOptionSet[Key]; };

interface Row {
	readonly letter: string;
	/** Sets what it means; returns what is to be told. Throws a `ScriptError`. Absent: nothing is to be set. */
	set?(options: WritableOptions, fields: readonly string[]): string | undefined;
	/** What is told in any case. */
	readonly told?: string;
}

/** `=so…` lines; those that set what this firmware finds by itself are accepted. */
const rows: readonly Row[] = freezeTable(
	[
		{ letter: "1", set: setDirection },
		{ letter: "2", set: (options, [text = ""]) => void (options.flags = hexNumber(text)) },
		{ letter: "3", set: (options, [text = ""]) => void (options.window = decimal(text)) },
		{ letter: "4", set: (options, [text = ""]) => setKey(options, "key", text) },
		{ letter: "5", set: (options, [text = ""]) => setKey(options, "authenticationKey", text) },
		{ letter: "6", set: (options, [text = ""]) => void (options.pause = decimal(text)) },
		// The number of the UART: ports are the board's here.
		{ letter: "7" },
		{ letter: "8", set: (options, [text = ""]) => setFilter(options, { mask: hexNumber(text) }) },
		{ letter: "9", set: (options, [text = ""]) => setFilter(options, { code: hexNumber(text) }) },
		{ letter: "A" },
		// Every SML file's check sums are tested.
		{ letter: "C" },
		{ letter: "E", told: "the eBus master is not run" },
		{ letter: "R", told: "the eBus master is not run" },
		{ letter: "F", told: "the eBus master is not run" },
	] satisfies Row[],
);

/** Takes a line `=so…` (without the meter's number). Returns what is to be told. Throws a `ScriptError`. */
export function parseOption(text: string, options: WritableOptions): string | undefined {
	const letter = text.charAt(3), row = rows.find(each => each.letter === letter);
	if (!row)
		return `not run: there is no option ${text.slice(0, 4)}`;
	const rest = text.slice(4);
	const fields = (rest.startsWith(",") ? rest.slice(1) : rest).split(",").map(field => field.trim());
	return row.set?.(options, fields) ?? row.told;
}

/** `o1,o2,f1,b1,f2,b2,…`: published lines give the codes first, or the first code at one end and the second at the other. */
function setDirection(options: WritableOptions, fields: readonly string[]): undefined {
	const codes = fields.filter(field => field.length === 8), others = fields.filter(field => field.length !== 8);
	const [status, value] = codes;
	if (!status || !value || !codes.every(isHexadecimal))
		throw new ScriptError("=so1 needs two codes of eight hexadecimal digits");
	const bits: DirectionOption["bits"][number][] = [];
	for (let at = 0; at + 1 < others.length; at += 2)
		bits.push({ type: hexNumber(others[at]!), bit: decimal(others[at + 1]!) });
	options.direction = { status: status.toLowerCase(), value: value.toLowerCase(), bits };
}

/** The first of several; mask bits that are 1 do not matter. */
function setFilter(options: WritableOptions, part: { mask: number; } | { code: number; }): undefined {
	options.canFilter = { code: 0, mask: 0, ...options.canFilter, ...part };
}

function setKey(options: WritableOptions, name: "key" | "authenticationKey", text: string): string | undefined {
	if (text.length === 32 && isHexadecimal(text)) {
		options[name] = text.toLowerCase();
		return undefined;
	}
	// Published scripts have a word in its place.
	options[name] = "";
	return `${JSON.stringify(text)} is no key: 32 hexadecimal digits are needed`;
}

function hexNumber(text: string): number {
	if (!isHexadecimal(text))
		throw new ScriptError(`${JSON.stringify(text)} is no hexadecimal number`);
	return parseInt(text, 16);
}

function decimal(text: string): number {
	if (!isDigits(text))
		throw new ScriptError(`${JSON.stringify(text)} is no number`);
	return Number(text);
}
