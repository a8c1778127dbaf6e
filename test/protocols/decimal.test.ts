import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Decimal } from "../../protocols/decimal";

it("a plain decimal text keeps its digits", () => {
	const texts: [string, string][] = [
		["000687.138", "687.138"],
		["0", "0"],
		["00.000", "0.000"],
		["-063", "-63"],
		["+1.50", "1.50"],
		["-0.5", "-0.5"],
		[".5", "0.5"],
		["5.", "5"],
		["9007199254740991", "9007199254740991"],
		["9007199254740993", "9007199254740993"],
		["-12345678901234567890.123", "-12345678901234567890.123"],
	];
	for (const [text, expected] of texts)
		assert.equal(Decimal.parse(text)?.toString(), expected);
});

it("anything else is no number", () => {
	for (const text of ["", ".", "-", "+", "-.", "1.2.3", "1e5", "0x10", " 1", "1 ", "1,5", "Infinity", "NaN", "--1", "1-", "1_000", "١"])
		assert.equal(Decimal.parse(text), undefined, JSON.stringify(text));
});

it("text and number go there and back", () => {
	fc.assert(
		fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), fc.integer({ min: 0, max: 9 }), (digits, decimals) => {
			const parsed = Decimal.parse(new Decimal(digits, -decimals).toString())!;
			assert.equal(BigInt(parsed.digits), digits);
			assert.equal(parsed.exponent, 0 - decimals);
		}),
		{ seed: 5, numRuns: 1000 },
	);
});
