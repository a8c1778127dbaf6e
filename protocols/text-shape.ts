/*
	Tests on short texts that would be regular expressions elsewhere. A RegExp of a preloaded module must not be used on the chip (see
	CONTRIBUTING.md), and one inside a function is compiled each time it is reached.
*/

/** True when `text` is one to fifteen decimal digits and nothing else. A few native calls, whatever its length. */
export function isDigits(text: string): boolean {
	const value = Number(text);
	// Number() also takes blanks, signs, hexadecimal and exponents; writing the number back shows them.
	return value >= 0 && Number.isSafeInteger(value) && String(value).padStart(text.length, "0") === text && text !== "";
}

/** True when each character of `text` stands in the same place of `shape`; a `0` there takes any decimal digit. */
export function hasShape(text: string, shape: string): boolean {
	const { length } = shape;
	if (text.length !== length)
		return false;
	for (let at = 0; at < length; at++) {
		const expected = shape.charAt(at);
		if (expected === "0" ? !isDigit(text.charCodeAt(at)) : expected !== text.charAt(at))
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

/** Code of a character between `0` and `9`. */
export function isDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39;
}

/** Code of an ASCII letter. */
export function isLetter(code: number): boolean {
	const upper = code & ~0x20;
	return upper >= 0x41 && upper <= 0x5A;
}
