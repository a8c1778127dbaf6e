import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { consistsOf, hasShape, isWithin, replaceEach, wordsOf } from "../../protocols/text-shape";
import { forTextsNear, seed } from "../support/texts-near";

/* What stands for regular expressions in the firmware does the same as they did. */

const shapes: readonly [shape: string, expression: RegExp][] = [
	["AAA", /^[A-Z]{3}$/],
	["0AAA0000000000", /^\d[A-Z]{3}\d{10}$/],
	["00-00-00 00:00:00", /^\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/],
	["0:00", /^\d:\d\d$/],
];

for (const [shape, expression] of shapes) {
	test(`hasShape "${shape}" is ${expression}`, () =>
		forTextsNear(expression, "AMZ@[azm059/:- ", text => assert.equal(hasShape(text, shape), expression.test(text), JSON.stringify(text))));
}

const classes: readonly [ranges: string, least: number, most: number | undefined, expression: RegExp][] = [
	["09", 1, undefined, /^[0-9]+$/],
	["09", 1, 3, /^[0-9]{1,3}$/],
	["09", 1, 12, /^[0-9]{1,12}$/],
	["09AZaz  ", 0, 32, /^[0-9A-Za-z ]{0,32}$/],
	["09AZaz  ", 0, undefined, /^[0-9A-Za-z ]*$/],
	["AZaz", 3, undefined, /^[A-Za-z]{3,}$/],
	["AZaz09__--", 0, undefined, /^[A-Za-z0-9_-]*$/],
	["09..,,", 1, undefined, /^[\d.,]+$/],
];

for (const [ranges, least, most, expression] of classes) {
	test(`consistsOf "${ranges}", ${least} to ${most}, is ${expression}`, () =>
		forTextsNear(
			expression,
			"AMZ@[amz`{059/:-_., ",
			text => assert.equal(consistsOf(text, ranges, least, most), expression.test(text), JSON.stringify(text)),
		));
}

test("isWithin is a class of characters", () => {
	const same: readonly [string, RegExp][] = [
		["AZaz09++--", /[A-Za-z0-9+-]/],
		["AZaz", /[A-Za-z]/],
		["09", /[0-9]/],
		["09..eeEE++--", /[\d.eE+-]/],
		[" .0~", /[ -.0-~]/],
	];
	for (const [ranges, expression] of same) {
		for (let code = 0; code < 0x10000; code++)
			assert.equal(isWithin(code, ranges), expression.test(String.fromCharCode(code)), `${ranges} ${code}`);
		assert.equal(isWithin("".charCodeAt(0), ranges), false);
	}
});

test("wordsOf is what a split leaves", () => {
	forTextsNear(/^[A-Z0-9]*( \/|-+)[a-z]+$/, "AMZ@[amz`{059/:-_., ", text => {
		assert.deepEqual(wordsOf(text), text.split(/[^A-Za-z0-9]+/).filter(piece => piece));
	});
});

test("replaceEach is a replacement of a class", () => {
	const texts = fc.string({ unit: fc.constantFrom(..."+#/ ,&ab\u00E4\u{1F50C}"), maxLength: 12 });
	fc.assert(
		fc.property(texts, text => {
			assert.equal(replaceEach(text, "+#/ ", "_"), text.replace(/[+#/ ]/g, "_"));
			assert.deepEqual(replaceEach(text, "&", ",").split(","), text.split(/[&,]/));
			assert.deepEqual(replaceEach(text, ",", " ").split(" ").filter(name => name), text.split(/[ ,]+/).filter(name => name));
		}),
		{ seed, numRuns: 2000 },
	);
});
