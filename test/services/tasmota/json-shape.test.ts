import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonShape } from "../../../services/tasmota/json-shape";
import { seed } from "../../support/texts-near";

const members = /("(?:[^"\\]|\\.)*":)|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g;
const expected = (text: string): string => text.replace(members, "$1~");

test("values go and names stay", () => {
	assert.equal(
		jsonShape("{\"sn\":{\"Time\":\"2026\",\"P1\":{\"a\":[1,-2.5e-7],\"b\\\":\":true}}}"),
		"{\"sn\":~{\"Time\":~~,\"P1\":~{\"a\":~[~,~],\"b\\\":\":~~}}}",
	);
	assert.equal(jsonShape(""), "");
});

test("as a regular expression replaces them, in any JSON", () => {
	const text = fc.oneof(
		fc.json(),
		fc.json({ stringUnit: "binary" }),
		fc.json({ stringUnit: fc.constantFrom("\"", "\\", ":", "a", "1", "{", "\u2028") }),
	);
	fc.assert(
		fc.property(text, text => {
			assert.equal(jsonShape(text), expected(text));
			const spaced = JSON.stringify(JSON.parse(text), undefined, "\t");
			assert.equal(jsonShape(spaced), expected(spaced));
		}),
		{ seed, numRuns: 5000 },
	);
});

test("and in texts that only begin like JSON", () => {
	const part = fc.constantFrom(
		"\"",
		"\"a\"",
		"\"a\":",
		"\\\"",
		"\\\\",
		"1",
		"-",
		"-1",
		"1.5e+3",
		"true",
		"nul",
		"null",
		"nan",
		"-inf",
		"e",
		".",
		"{",
		"},",
		" ",
		"\u00E4",
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 12 }), parts => {
			const text = parts.join("");
			assert.equal(jsonShape(text), expected(text), text);
		}),
		{ seed, numRuns: 20_000 },
	);
});
