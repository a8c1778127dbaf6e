import { isLetter, isPrintable } from "../text-shape";

/** A sign-on answer, taken apart: `/ELS Gas V1.0`. */
export interface ScrIdentification {
	/** As it came, `/` included. */
	readonly text: string;
	/** FLAG code of the maker. */
	readonly manufacturer: string;
	/** What it meters, in the encoder's own words: `Gas`. */
	readonly medium: string;
	/** Protocol version, `1.0`; empty where none stands there. */
	readonly version: string;
}

/**
 * Reads a sign-on answer (specs/elster-encoder.md 3.2); `undefined` for anything else, such as the echo of the request (`/?!`). The character
 * behind the maker is a blank, which no meter of IEC 62056-21 modes B to E has there.
 */
export function parseScrIdentification(text: string): ScrIdentification | undefined {
	if (text.length < 5 || text.charAt(4) !== " " || !isPrintable(text))
		return undefined;
	const manufacturer = text.slice(1, 4);
	for (let at = 1; at < 4; at++) {
		if (!isLetter(text.charCodeAt(at)))
			return undefined;
	}
	const rest = text.slice(5).trim();
	const mark = rest.lastIndexOf(" V");
	const version = mark < 0 ? "" : rest.slice(mark + 2);
	return {
		text,
		manufacturer: manufacturer.toUpperCase(),
		medium: mark < 0 ? rest : rest.slice(0, mark).trim(),
		version,
	};
}
