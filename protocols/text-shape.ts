/*
	What would be regular expressions elsewhere. The firmware uses none, so that the linker leaves the engine's code for them out (see CONTRIBUTING.md).
	Ranges of characters are a text of pairs, first and last of each: `"09AZ"` is digits and capital letters, `"--"` the hyphen alone.
*/

/** True when `text` is one to fifteen decimal digits and nothing else. A few native calls, whatever its length. */
export function isDigits(text: string): boolean {
	const value = Number(text);
	// Number() also takes blanks, signs, hexadecimal and exponents; writing the number back shows them.
	return value >= 0 && Number.isSafeInteger(value) && String(value).padStart(text.length, "0") === text && text !== "";
}

/** True when each character of `text` stands in the same place of `shape`; a `0` there takes any decimal digit, an `A` any capital letter. */
export function hasShape(text: string, shape: string): boolean {
	const { length } = shape;
	if (text.length !== length)
		return false;
	for (let at = 0; at < length; at++) {
		const expected = shape.charAt(at), code = text.charCodeAt(at);
		if (expected === "0" ? !isDigit(code) : expected === "A" ? !isCapital(code) : code !== shape.charCodeAt(at))
			return false;
	}
	return true;
}

/** True when `text` has hexadecimal digits only, of either case. An empty text has none. */
export function isHexadecimal(text: string): boolean {
	const { length } = text;
	for (let at = 0; at < length; at++) {
		const code = text.charCodeAt(at);
		const letter = code & ~0x20;
		if (!isDigit(code) && (letter < 0x41 || letter > 0x46))
			return false;
	}
	return length > 0;
}

/** True when all characters are printable ASCII, blank included. So is an empty text. */
export function isPrintable(text: string): boolean {
	const { length } = text;
	for (let at = 0; at < length; at++) {
		const code = text.charCodeAt(at);
		if (code < 0x20 || code > 0x7E)
			return false;
	}
	return true;
}

/** True when `text` has `least` to `most` characters, all of them within `ranges`. */
export function consistsOf(text: string, ranges: string, least = 0, most = text.length): boolean {
	const { length } = text;
	for (let at = 0; at < length; at++) {
		if (!isWithin(text.charCodeAt(at), ranges))
			return false;
	}
	return length >= least && length <= most;
}

/** What `text` has of ASCII letters and digits, cut where it has anything else. */
export function wordsOf(text: string): string[] {
	const { length } = text, words: string[] = [];
	let start = 0;
	for (let at = 0; at <= length; at++) {
		// There is no code behind the end, so the last word ends there. Names of readings pass here: what costs least.
		const code = text.charCodeAt(at), capital = code & ~0x20;
		if (capital >= 0x41 && capital <= 0x5A || code >= 0x30 && code <= 0x39)
			continue;
		if (at > start)
			words.push(text.slice(start, at));
		start = at + 1;
	}
	return words;
}

/** Puts `by` in the place of each of these characters. */
export function replaceEach(text: string, characters: string, by: string): string {
	const { length } = characters;
	for (let at = 0; at < length; at++)
		text = text.split(characters.charAt(at)).join(by);
	return text;
}

/** Code of a character within one of `ranges`. `NaN`, the code of what is not there, is in none. */
export function isWithin(code: number, ranges: string): boolean {
	const { length } = ranges;
	for (let at = 0; at < length; at += 2) {
		if (code >= ranges.charCodeAt(at) && code <= ranges.charCodeAt(at + 1))
			return true;
	}
	return false;
}

/** Code of a character between `0` and `9`. */
export function isDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39;
}

/** Code of a character between `A` and `Z`. */
export function isCapital(code: number): boolean {
	return code >= 0x41 && code <= 0x5A;
}

/** Code of an ASCII letter. */
export function isLetter(code: number): boolean {
	return isCapital(code & ~0x20);
}
