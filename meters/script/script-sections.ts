/** One line of a script's text. */
export interface SourceLine {
	/** From 1. */
	readonly number: number;
	/** Without its end and without leading blanks. */
	readonly text: string;
}

/** What stands from a line `>X` to the next section. */
export interface Section {
	/** `M` */
	readonly letter: string;
	/** What follows the letter in the section's first line. */
	readonly argument: string;
	/** Number of that line. */
	readonly line: number;
	readonly lines: readonly SourceLine[];
}

/** A subroutine: `#name` to the next `#`, `>` or the end. */
export interface Subroutine {
	readonly name: string;
	readonly lines: readonly SourceLine[];
}

export interface ScriptParts {
	readonly sections: readonly Section[];
	readonly subroutines: readonly Subroutine[];
}

/**
 * Takes a script's text apart. A section begins at a line `>X`, a subroutine at `#name`; a `#` alone ends either. Comments (`;` first) and empty
 * lines are left out. Indented lines count: pages that show scripts indent them.
 */
export function splitScript(text: string): ScriptParts {
	const sections: Section[] = [], subroutines: Subroutine[] = [];
	let lines: SourceLine[] | undefined;
	text.split("\n").forEach((raw, index) => {
		const line = raw.trim(), number = index + 1, first = line.charAt(0);
		if (first === ">" && isLetter(line.charAt(1)))
			sections.push({ letter: line.charAt(1), argument: line.slice(2).trim(), line: number, lines: lines = [] });
		else if (first === "#") {
			const name = line.slice(1).trim();
			lines = name ? [] : undefined;
			if (lines)
				subroutines.push({ name, lines });
		}
		else if (line && first !== ";")
			lines?.push({ number, text: line });
	});
	return { sections, subroutines };
}

function isLetter(character: string): boolean {
	return character.toLowerCase() !== character.toUpperCase();
}
