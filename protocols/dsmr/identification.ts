/** What the first line of a telegram says: `/XXXZ ident` (IEC 62056-21 section 6.3.2; P1 Companion Standard 5.0.2 section 5.12). */
export interface Identification {
	/** Three-letter FLAG code; absent where the line does not begin with one. */
	readonly manufacturer?: string;
	readonly model?: string;
}

/** Three letters and the figure for the speed. */
const flag = /^\/[A-Za-z]{3}\d/;
// The backslash begins an enhanced-speed mark that P1 meters use for nothing; a capture shows it as a control character.
const beforeModel = /^[\\\0-\x20]+/;

/** Reads an identification line, from its `/` to before its line end. A lower-case third letter only tells a reaction time: it is the same maker. */
export function parseIdentification(line: string): Identification {
	const known = flag.test(line);
	const model = line.slice(known ? 5 : 1).replace(beforeModel, "").trim();
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
	return isIdentification(line) && (at === 0 || text.charAt(at - 1) === "\n" || flag.test(line));
}
