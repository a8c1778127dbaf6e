/**
 * A row of a table of names: one per name; everything else about a value follows from it. Tables hold them as lines of text, each of which is one
 * slot of flash: `name|unit|codes|as|units|beside`, empty columns at the end left out.
 *
 * `codes` are what the value is read from. Blanks stand between those that are added up, ` / ` between alternatives, a comma and a blank between
 * the phases: `1.8.0 / 1.8.1 1.8.2`, `32.7.0, 52.7.0, 72.7.0`. `units` has blanks between them.
 */
export interface NameRow {
	/** JSON name. */
	readonly name: string;
	/** What the value is published in. kW becomes W by moving the decimal point; absent: as the meter sends it. */
	readonly unit?: string | undefined;
	/**
	 * The codes it is read from: the first alternative of which the first code is there. Several codes are added up; one with a `-` in front is
	 * taken off. `C.D.E` stands for the meter itself (`A-0:C.D.E`).
	 */
	readonly from?: readonly (readonly string[])[] | undefined;
	/** Instead of `from`: one such list per phase L1, L2, L3. Published as an array when more than L1 is there. */
	readonly phases?: readonly (readonly string[])[] | undefined;
	/** See `Member.as`. */
	readonly as?: "time" | "text" | "number" | undefined;
	/** The row only counts for values in these units. */
	readonly units?: readonly string[] | undefined;
	/** The row only counts when this code is there, too. */
	readonly beside?: string | undefined;
}

/** Reads a line of a table. */
export function readNameRow(line: string): NameRow {
	const columns = line.split("|"), codes = columns[2], units = columns[4];
	const hasPhases = codes?.includes(", ");
	const lists = codes?.split(hasPhases ? ", " : " / ").map(words);
	return {
		name: columns[0]!,
		unit: columns[1] || undefined,
		from: hasPhases ? undefined : lists,
		phases: hasPhases ? lists : undefined,
		as: columns[3] as NameRow["as"] || undefined,
		units: units ? words(units) : undefined,
		beside: columns[5],
	};
}

function words(text: string): string[] {
	return text.split(" ");
}
