import type { ScriptNote } from "./script-note";
import { ScriptError } from "./script-note";

/** More of one kind are counted, not kept: a text that is no script at all must not fill the memory. */
const maximum = 100;

/** Collects what there is to say about a script. */
export class ScriptNotes {
	readonly errors: ScriptNote[] = [];
	readonly warnings: ScriptNote[] = [];

	error(line: number, column: number, message: string): void {
		add(this.errors, { line, column, message });
	}

	warn(line: number, message: string, column = 1): void {
		add(this.warnings, { line, column, message });
	}

	/** Runs `parse`; a `ScriptError` becomes an error of that line. */
	attempt<Result>(line: number, parse: () => Result): Result | undefined {
		try {
			return parse();
		}
		catch (error) {
			if (!(error instanceof ScriptError))
				throw error;
			this.error(line, error.at + 1, error.message);
			return undefined;
		}
	}
}

function add(list: ScriptNote[], note: ScriptNote): void {
	if (list.length < maximum)
		list.push(Object.freeze(note));
}
