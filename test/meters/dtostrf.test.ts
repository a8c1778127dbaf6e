import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dtostrf } from "../../meters/dtostrf";

const cases: readonly [value: number, decimals: number, text: string][] = [
	[0, 0, "0"],
	[0, 2, "0.00"],
	[-0, 2, "0.00"],
	[0.5, 0, "1"],
	[1.5, 0, "2"],
	[2.5, 0, "3"],
	[-0.5, 0, "-1"],
	[-0.4, 0, "-0"],
	[0.125, 2, "0.13"],
	[-1503, 0, "-1503"],
	[2043.1, 2, "2043.10"],
	[86735946 * 0.1 / 1000, 4, "8673.5946"],
	[229.8, 1, "229.8"],
	[9.9999, 3, "10.000"],
	// As a double 9.99499…, which printf gives as 9.99; with the half added it is 10 exactly.
	[9.995, 2, "10.00"],
	[99.5, 0, "100"],
	[10, 0, "10"],
	[1e15, 0, "1000000000000000"],
	[NaN, 2, "null"],
	[Infinity, 2, "null"],
	[-Infinity, 0, "null"],
];

for (const [value, decimals, text] of cases)
	test(`${value} with ${decimals} decimals is ${text}`, () => assert.equal(dtostrf(value, decimals), text));

test("any meter value: the right shape, and within one half of the last place", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: -1e9, max: 1e9 }),
			fc.integer({ min: 0, max: 6 }),
			fc.integer({ min: 0, max: 6 }),
			(digits, scale, decimals) => {
				const value = digits / 10 ** scale;
				const text = dtostrf(value, decimals);
				assert.match(text, decimals ? new RegExp(`^-?[0-9]+\\.[0-9]{${decimals}}$`) : /^-?[0-9]+$/);
				assert.ok(Math.abs(Number(text) - value) <= 0.5000001 / 10 ** decimals + 1e-6, `${value} ${decimals} ${text}`);
			},
		),
		{ seed: 53, numRuns: 2000 },
	);
});
