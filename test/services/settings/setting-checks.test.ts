import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import * as checks from "../../../services/settings/setting-checks";
import type { NumberRow } from "../../../services/settings/setting-row";
import { readSetting } from "../../../services/settings/setting-text";
import { forTextsNear } from "../../support/texts-near";

/* What is good, as a regular expression says it. */
const good: readonly [check: (text: string) => string | undefined, expression: RegExp, alphabet: string][] = [
	[checks.deviceAddress, /^[0-9A-Za-z ]*$/, "09AZaz -/:@[`{"],
	[checks.hexKey, /^(?:[0-9A-Fa-f]{32})?$/, "09AFGafg "],
	[checks.hostname, /^(?:[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)?$/, "09AZaz--_"],
	[checks.noBlanks, /^[^ /]*$/, "a /"],
	[checks.noWildcards, /^[^+# ]*$/, "a +#/"],
	[checks.pulseLabel, /^[A-Za-z][A-Za-z0-9_-]*$/, "09AZaz-_ @["],
	[checks.pulseValue, /^([0-9]{1,12}([.,][0-9]{1,6})?)?$/, "0123456789.,- "],
	[
		checks.ipAddress,
		/^(?:(?:25[0-5]|2[0-4]\d|1\d\d|0?\d\d|0{0,2}\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|0?\d\d|0{0,2}\d)){3})?$/,
		"0123456789. -",
	],
];

for (const [check, expression, alphabet] of good) {
	test(`${check.name}: ${expression}`, () =>
		forTextsNear(expression, alphabet, text => assert.equal(check(text) === undefined, expression.test(text), JSON.stringify(text))));
}

test("whole numbers", () => {
	const row = { type: "number", minimum: -500, maximum: 10 ** 20 } as NumberRow, whole = /^-?[0-9]+$/;
	forTextsNear(whole, "0123456789-+.e ", text => {
		const trimmed = text.trim(), value = whole.test(trimmed) ? Number(trimmed) : NaN;
		if (value >= -500 && value <= 10 ** 20)
			assert.equal(readSetting(row, text), value);
		else
			assert.throws(() => readSetting(row, text), RangeError, JSON.stringify(text));
	});
});
