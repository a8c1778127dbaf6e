import { isDigits } from "../../protocols/text-shape";
import { parseLineCall } from "./parse-line-call";
import type { LineAction, WakeUp } from "./script-description";
import type { ScriptNotes } from "./script-notes";
import type { SourceLine, Subroutine } from "./script-sections";

/** So often is a battery-powered meter asked when the script says it in a way that is not understood. */
const usualInterval = 2700;
const day = 86_400;
const mostRepeats = 500;

/**
 * The recipe for M-Bus meters that sleep: a subroutine that sends 55 in a loop, changes the format and asks. Recognised by its calls; when it runs
 * is read from the condition around `=#name`.
 */
export function parseWakeUp({ name, lines }: Subroutine, callers: readonly SourceLine[], notes: ScriptNotes): WakeUp | undefined {
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
	if (!actions.some(({ send }) => send))
		return undefined;
	return { actions, ...findTimes(name, callers) };
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

/** `upsecs==1` and `upsecs%2700==0` in the lines from the last `if` to the call. */
function findTimes(name: string, callers: readonly SourceLine[]): Pick<WakeUp, "first" | "every"> {
	let first: number | undefined, every = 0, condition = "";
	for (let at = 0; at < callers.length; at++) {
		const text = callers[at]!.text.split(" ").join("");
		if (text.startsWith("if"))
			condition = text;
		else if (text === "}" || text === "endif")
			condition = "";
		if (!text.includes(`=#${name}`))
			continue;
		const start = numberBehind(condition, "upsecs=="), period = numberBehind(condition, "upsecs%");
		if (start !== undefined)
			first = Math.min(first ?? start, start);
		if (period)
			every = period;
		else if (start === undefined)
			every ||= condition.includes("hours==") || condition.includes("time==") || condition.includes("chg[hours]") ? day : usualInterval;
	}
	return { first: first ?? 1, every };
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
