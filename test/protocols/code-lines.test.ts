import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { codeStep, findCode } from "../../protocols/code-lines";
import { checkCodeLines } from "../support/code-lines";

const lines = ["02|two", "04-07|four to seven||x", "0A-0F|ten", "10|sixteen", "FE-FF|last"];

describe("a table of codes as lines", () => {
	it("is found by each code of a line and by no other", () => {
		const found = Array.from({ length: 256 }, (_, code) => findCode(lines, code)?.[1]);
		const expected = Array.from<string | undefined>({ length: 256 });
		expected[2] = "two";
		expected.fill("four to seven", 4, 8).fill("ten", 10, 16);
		expected[16] = "sixteen";
		expected.fill("last", 254);
		assert.deepEqual(found, expected);
	});

	it("gives the columns, empty ones too", () => {
		assert.deepEqual(findCode(lines, 5), ["04-07", "four to seven", "", "x"]);
	});

	it("may have no line", () => {
		assert.equal(findCode([], 5), undefined);
	});

	it("tells how far a code stands behind the first of its line", () => {
		assert.equal(codeStep("04-07", 6), 2);
		assert.equal(codeStep("FE", 0xFE), 0);
	});
});

describe("the check of such a table", () => {
	const columns = [/^[a-z ]+$/, /^$/, /^x?$/];

	it("takes a good one", () => checkCodeLines(lines, columns));

	for (
		const line of ["2|two", "03-2|two", "0a|ten", "05-04|four", "02|again", "07-08|overlaps", "08|", "08|two|", "08|two||y", "08|two||x|x"]
	) {
		it(`names the line ${line}`, () => {
			assert.throws(() => checkCodeLines(["02|two", "04-07|four", line], columns), { message: new RegExp(line.replaceAll("|", "\\|")) });
		});
	}
});
