import { hasShape } from "../text-shape";

/**
 * The three letters of a manufacturer code (EN 62056-21, "FLAG"): five bits each, 1 for A. `undefined` where they are no letters. The
 * highest bit says that the address is not unique in the world and is no part of the code.
 */
export function manufacturerLetters(code: number): string | undefined {
	const letters = [(code >> 10) & 31, (code >> 5) & 31, code & 31];
	if (letters.some(letter => letter < 1 || letter > 26))
		return undefined;
	return String.fromCharCode(...letters.map(letter => 64 + letter));
}

/** The code of three capital letters, for a secondary address; `undefined` for anything else. */
export function manufacturerCode(letters: string): number | undefined {
	if (!hasShape(letters, "AAA"))
		return undefined;
	return ((letters.charCodeAt(0) - 64) << 10) | ((letters.charCodeAt(1) - 64) << 5) | (letters.charCodeAt(2) - 64);
}
