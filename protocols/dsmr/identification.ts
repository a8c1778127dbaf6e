import { isDigit, isLetter } from "../text-shape";

/** What the first line of a telegram says: `/XXXZ ident` (IEC 62056-21 section 6.3.2; P1 Companion Standard 5.0.2 section 5.12). */
export interface Identification {
	/** Three-letter FLAG code; absent where the line does not begin with one. */
	readonly manufacturer?: string;
	readonly model?: string;
}

/** Reads an identification line, from its `/` to before its line end. A lower-case third letter only tells a reaction time: it is the same maker. */
export function parseIdentification(line: string): Identification {
	const known = hasFlag(line);
	let start = known ? 5 : 1;
	// The backslash begins a mark of modes that P1 meters have none of; in some captures it and the figure behind it are a control character.
	while (start < line.length && (line.charAt(start) <= " " || line.charAt(start) === "\\"))
		start++;
	const model = line.slice(start).trim();
	return { ...(known && { manufacturer: line.slice(1, 4).toUpperCase() }), ...(model && { model }) };
}

/** True when `text`, which begins with `/` and goes up to before the line end, may be an identification. */
export function isIdentification(text: string): boolean {
	return text.length >= 4 && text.length <= 100 && !text.includes("(") && !text.includes(")");
}

/** True when the text at `at` begins a telegram: `/`, identification, line end. In the middle of a line only with a proper FLAG code. */
export function beginsTelegram(text: string, at: number): boolean {
	const end = text.indexOf("\n", at);
	if (end < 0)
		return false;
	const line = text.slice(at, end).trimEnd();
	return isIdentification(line) && (at === 0 || text.charAt(at - 1) === "\n" || hasFlag(line));
}

/** `/`, the maker's three letters and the figure for the speed. */
function hasFlag(line: string): boolean {
	return line.length >= 5 && [1, 2, 3].every(at => isLetter(line.charCodeAt(at))) && isDigit(line.charCodeAt(4));
}
