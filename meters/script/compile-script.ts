import { isDigit } from "../../protocols/text-shape";
import { freezeTable } from "../../protocols/freeze-table";
import { compileMeters } from "./compile-meters";
import { parseSequencer } from "./parse-sequencer";
import { parseInlineWakeUp, parseWakeUp } from "./parse-wake-up";
import type { Script, Sequencer, WakeUp } from "./script-description";
import { ScriptNotes } from "./script-notes";
import type { ScriptParts, Section, SourceLine } from "./script-sections";
import { splitScript } from "./script-sections";
import { ScriptVariables } from "./script-variables";

/**
 * Compiles a Tasmota meter script (tasmota/docs, "Smart Meter Interface"). Never throws: what is wrong stands in `errors`, what is understood but
 * not run in `warnings`, each with its line. A script with errors should not replace one that works.
 */
export function compileScript(text: string): Script {
	const notes = new ScriptNotes();
	const parts = splitScript(text);
	const variables = new ScriptVariables();
	const commands: string[] = [];
	for (const line of linesOf(parts, "D")) {
		if (!variables.define(line))
			notes.warn(line.number, `not run: ${line.text}`);
	}
	const section = parts.sections.find(({ letter }) => letter === "M");
	if (!section)
		notes.error(1, 1, "there is no >M section: a line that begins with >M and the number of meters");
	parts.sections.filter(isParked).forEach(({ line, letter, argument }) =>
		notes.warn(line, `not run: the parked section >${letter}${argument}`)
	);
	const meters = section ? compileMeters(section, variables, notes) : { meters: [], lines: [] };
	const sequencers: Sequencer[] = [], wakeUps: WakeUp[] = [];
	const rest: SourceLine[] = [];
	readTimed(parts, sequencers, wakeUps, notes, rest);
	for (const subroutine of parts.subroutines) {
		const wakeUp = parseWakeUp(subroutine, linesOf(parts, "S"), notes);
		if (wakeUp)
			wakeUps.push(wakeUp);
		else if (subroutine.lines.length)
			notes.warn(subroutine.lines[0]!.number - 1, `not run: the subroutine ${subroutine.name}`);
	}
	const isCall = (line: SourceLine) => wakeUps.length > 0 && parts.subroutines.some(({ name }) => line.text.includes(`=#${name}`));
	readStart(linesOf(parts, "B"), commands, notes);
	readOther([...rest, ...linesOf(parts, "R"), ...sectionsBut(parts, "DBMFSR")], variables, isCall, notes);
	return freezeTable({ ...meters, sequencers, wakeUps, commands, warnings: notes.warnings, errors: notes.errors });
}

function linesOf({ sections }: ScriptParts, letter: string): readonly SourceLine[] {
	// Of the meter section and all others the first one counts.
	return sections.find(section => section.letter === letter)?.lines ?? [];
}

function sectionsBut({ sections }: ScriptParts, letters: string): SourceLine[] {
	return sections.filter((section: Section) => !letters.includes(section.letter) && !isParked(section)).flatMap(({ lines }) => lines);
}

/** A second `>M`, and one with a letter before it: what its owner has put aside. */
function isParked({ letter, argument }: Section): boolean {
	return letter === "x" && argument.startsWith("M");
}

/** `>F` runs every 100 ms, `>S` every second. */
function readTimed(parts: ScriptParts, sequencers: Sequencer[], wakeUps: WakeUp[], notes: ScriptNotes, rest: SourceLine[]): void {
	for (const [letter, tick] of [["F", 100], ["S", 1000]] as const) {
		const lines: SourceLine[] = [];
		const wakeUp = parseInlineWakeUp(linesOf(parts, letter), notes, lines);
		if (wakeUp)
			wakeUps.push(wakeUp);
		const sequencer = parseSequencer(lines, tick, notes, rest);
		if (sequencer)
			sequencers.push(sequencer);
		else
			rest.push(...lines);
	}
}

/** `>B`: commands with `=>`, `->` or `+>` before them, and `tper`. */
function readStart(lines: readonly SourceLine[], commands: string[], notes: ScriptNotes): void {
	for (const { text, number } of lines) {
		const command = text.startsWith("=>") || text.startsWith("->") || text.startsWith("+>") ? text.slice(2).split(";")[0]!.trim() : "";
		const lower = command.toLowerCase(), compact = text.split(" ").join("");
		// Reading the script again at its start has no meaning here, and the sets of LEDs neither.
		if (lower.startsWith("sensor53 c") || lower.startsWith("teleperiod"))
			commands.push(command);
		else if (compact.startsWith("tper=") && isDigit(compact.charCodeAt(5)))
			commands.push(`TelePeriod ${parseInt(compact.slice(5), 10)}`);
		else if (!lower.startsWith("sensor53") && !isSmlJson(compact))
			notes.warn(number, `not run: ${text}`);
	}
}

/**
 * What is left. The idiom that keeps zeros from being published (`smlj=0`, `if upsecs>22 then smlj|=1 endif`) is accepted: nothing is published here
 * before it was read.
 */
function readOther(
	lines: readonly SourceLine[],
	variables: ScriptVariables,
	isCall: (line: SourceLine) => boolean,
	notes: ScriptNotes,
): void {
	const idiom = lines.some(({ text }) => isSmlJson(text.split(" ").join("")));
	let called = 0;
	lines.forEach((line, at) => {
		const compact = line.text.split(" ").join("");
		if (isSmlJson(compact) || idiom && (compact.startsWith("ifupsecs") || compact === "then" || compact === "endif"))
			return;
		if (isCall(line)) {
			called = at;
			return;
		}
		// The condition around a wake-up's call, output to the console, and dumping.
		const near = lines.slice(at, at + 4).some(isCall) && compact.startsWith("if");
		const command = compact.toLowerCase();
		if (near || called && at - called < 3 && compact === "}" || command.startsWith("print") || command.startsWith("->sensor53d"))
			return;
		notes.warn(line.number, `not run: ${line.text}`);
	});
}

function isSmlJson(compact: string): boolean {
	return compact.startsWith("smlj=") || compact.startsWith("smlj|=");
}
