/** Something to say about a script: what is wrong (an error) or what is not run (a warning). */
export interface ScriptNote {
	/** Line of the script's text, from 1. */
	readonly line: number;
	/** Character in the line, from 1. */
	readonly column: number;
	readonly message: string;
}

/** A line that cannot be used. Only this line is lost; the compiler goes on and reports all of them. */
export class ScriptError extends Error {
	/** Place in the text that was parsed, from 0. */
	readonly at: number;

	constructor(message: string, at = 0) {
		super(message);
		this.at = at;
	}
}
