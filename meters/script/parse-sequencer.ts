import { isDigits } from "../../protocols/text-shape";
import { parseLineCall } from "./parse-line-call";
import type { LineAction, Sequencer } from "./script-description";
import type { ScriptNotes } from "./script-notes";
import type { SourceLine } from "./script-sections";

type Step = Sequencer["steps"][number];

/**
 * The switch sequencer: `c+=1`, `switch c`, `case N` with calls of `sml`, and a case that sets the counter back. Returns undefined where the lines
 * have another shape. Lines before and behind it are handed to `rest`.
 */
export function parseSequencer(lines: readonly SourceLine[], tick: number, notes: ScriptNotes, rest: SourceLine[]): Sequencer | undefined {
	const start = lines.findIndex(({ text }) => text.startsWith("switch "));
	const counter = start < 0 ? "" : lines[start]!.text.slice(7).trim();
	const count = lines.findIndex(({ text }) => text.split(" ").join("") === `${counter}+=1`);
	if (!counter || count < 0 || count > start)
		return undefined;
	const steps: { tick: number; actions: LineAction[]; restart: boolean; }[] = [];
	let at = start + 1;
	for (; at < lines.length && lines[at]!.text !== "ends"; at++) {
		const { text, number } = lines[at]!;
		if (text.startsWith("case ")) {
			const value = text.slice(5).trim();
			if (!isDigits(value)) {
				notes.warn(number, `not run: ${text}`);
				continue;
			}
			steps.push({ tick: Number(value), actions: [], restart: false });
			continue;
		}
		const step = steps[steps.length - 1];
		const action = notes.attempt(number, () => parseLineCall(text));
		if (step && action)
			step.actions.push(action);
		else if (step && text.split(" ").join("") === `${counter}=0`)
			step.restart = true;
		else
			notes.warn(number, `not run: ${text}`);
	}
	for (let index = 0; index < lines.length; index++) {
		if (index !== count && (index < start || index > at))
			rest.push(lines[index]!);
	}
	return { tick, steps: steps as Step[] };
}
