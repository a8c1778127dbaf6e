import fc from "fast-check";

/** Always the same texts. */
export const seed = 20_261_128;

/** Texts for a comparison with a regular expression: some that it takes, some that differ from those by a character or two, and any others. */
export function textsNear(expression: RegExp, alphabet: string): fc.Arbitrary<string> {
	const good = fc.stringMatching(expression, { size: "small" }),
		character = fc.constantFrom(...alphabet, "\n", "\u2028", "é", "€", "\u{1F50C}", "٣");
	const bent = fc.tuple(good, fc.nat(), fc.nat(2), fc.oneof(character, fc.constant(""))).map(([text, at, gone, put]) => {
		const place = at % (text.length + 1);
		return text.slice(0, place) + put + text.slice(place + gone);
	});
	return fc.oneof(good, bent, bent, fc.string({ unit: character, maxLength: 12 }), fc.string({ unit: "binary", maxLength: 8 }));
}

/** Asserts something of `runs` texts near an expression. */
export function forTextsNear(expression: RegExp, alphabet: string, check: (text: string) => void, runs = 2000): void {
	fc.assert(fc.property(textsNear(expression, alphabet), check), { seed, numRuns: runs });
}
