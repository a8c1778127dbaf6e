import { isDigits } from "../../protocols/text-shape";
import { parseLineCall } from "./parse-line-call";
import type { LineAction, WakeUp } from "./script-description";
import type { ScriptNotes } from "./script-notes";
import type { SourceLine, Subroutine } from "./script-sections";

/** So often is a battery-powered meter asked when the script says it in a way that is not understood. */
const usualInterval = 2700;
const hour = 3_600;
const day = 86_400;
const mostRepeats = 500;

/**
 * The recipe for M-Bus meters that sleep: a subroutine that sends 55 in a loop, changes the format and asks. Recognised by its calls; when it runs
 * is read from the condition around `=#name`.
 */
export function parseWakeUp({ name, lines }: Subroutine, callers: readonly SourceLine[], notes: ScriptNotes): WakeUp | undefined {
	const actions = readRecipe(lines, notes);
	return actions && { actions, ...findTimes(conditionsOf(name, callers)) };
}

/**
 * The same recipe written into `>S` itself, under its condition. What does not belong to it is handed to `rest`; `undefined`: there is none, and
 * `rest` gets all lines.
 */
export function parseInlineWakeUp(lines: readonly SourceLine[], notes: ScriptNotes, rest: SourceLine[]): WakeUp | undefined {
	const loop = lines.findIndex(({ text }, at) => text.startsWith("for ") && (lines[at + 1]?.text ?? "").includes("\"55555555"));
	let start = loop, end = loop;
	while (start > 0 && !opens(lines[start - 1]!.text))
		start--;
	while (end >= 0 && end < lines.length && !closes(lines[end]!.text))
		end++;
	const actions = loop < 0 ? undefined : readRecipe(lines.slice(start, end), notes);
	if (!actions) {
		rest.push(...lines);
		return undefined;
	}
	const condition = start ? compactOf(lines[start - 1]!) : "";
	const whole = condition.startsWith("if") && condition.endsWith("{") && lines[end]?.text === "}";
	rest.push(...lines.slice(0, whole ? start - 1 : start), ...lines.slice(whole ? end + 1 : end));
	return { actions, ...findTimes([condition]) };
}

function opens(text: string): boolean {
	return text.startsWith("if") || text.startsWith("case") || text.startsWith("switch") || text === "then" || text === "}"
		|| text === "endif";
}

function closes(text: string): boolean {
	return text.startsWith("case") || text === "}" || text === "endif" || text === "ends";
}

function compactOf({ text }: SourceLine): string {
	return text.split(" ").join("");
}

function readRecipe(lines: readonly SourceLine[], notes: ScriptNotes): LineAction[] | undefined {
	const actions: LineAction[] = [];
	for (let at = 0; at < lines.length; at++) {
		const { text, number } = lines[at]!;
		const words = text.split(" ").filter(word => word);
		if (words[0] === "for") {
			const end = lines.findIndex((line, index) => index > at && line.text.startsWith("next"));
			const from = Number(words[2]), to = Number(words[3]), step = Number(words[4] ?? 1);
			const rounds = Math.floor((to - from) / step) + 1;
			if (end < 0 || !(rounds > 0 && rounds <= mostRepeats)) {
				notes.warn(number, `not run: ${text}`);
				return undefined;
			}
			const body = readActions(lines.slice(at + 1, end), notes);
			for (let round = 0; round < rounds; round++)
				for (let index = 0; index < body.length; index++)
					actions.push(body[index]!);
			at = end;
		}
		else
			actions.push(...readActions([lines[at]!], notes));
	}
	return actions.some(({ send }) => send) ? actions : undefined;
}

function readActions(lines: readonly SourceLine[], notes: ScriptNotes): LineAction[] {
	const actions: LineAction[] = [];
	for (let at = 0; at < lines.length; at++) {
		const { text, number } = lines[at]!;
		const action = notes.attempt(number, () => parseLineCall(text));
		if (action)
			actions.push(action);
		else if (!isSilent(text))
			notes.warn(number, `not run: ${text}`);
	}
	return actions;
}

/** Output for the console and counters have no effect on the meter. */
function isSilent(text: string): boolean {
	return text.startsWith("print") || !text.includes("(") && text.includes("=");
}

/** The conditions under which a subroutine is called. */
function conditionsOf(name: string, callers: readonly SourceLine[]): string[] {
	const conditions: string[] = [];
	let condition = "";
	for (let at = 0; at < callers.length; at++) {
		const text = compactOf(callers[at]!);
		if (text.startsWith("if"))
			condition = text;
		else if (text === "}" || text === "endif")
			condition = "";
		if (text.includes(`=#${name}`))
			conditions.push(condition);
	}
	return conditions;
}

/** `upsecs==1` and `upsecs%2700==0`; an hour's minute, an hour of the day, midnight. */
function findTimes(conditions: readonly string[]): Pick<WakeUp, "first" | "every"> {
	let first: number | undefined, every = 0;
	for (let at = 0; at < conditions.length; at++) {
		const condition = conditions[at]!;
		const start = numberBehind(condition, "upsecs=="), period = numberBehind(condition, "upsecs%");
		if (start !== undefined)
			first = Math.min(first ?? start, start);
		if (period)
			every = period;
		else if (start === undefined)
			every ||= intervalOf(condition);
	}
	return { first: first ?? 1, every };
}

function intervalOf(condition: string): number {
	if (condition.includes("mins=="))
		return hour;
	const daily = condition.includes("hours==") || condition.includes("time==") || condition.includes("chg[hours]") || condition === "case0";
	return daily ? day : usualInterval;
}

function numberBehind(text: string, mark: string): number | undefined {
	const at = text.indexOf(mark);
	if (at < 0)
		return undefined;
	let end = at + mark.length;
	while (isDigits(text.charAt(end)))
		end++;
	const digits = text.slice(at + mark.length, end);
	return digits ? Number(digits) : undefined;
}
