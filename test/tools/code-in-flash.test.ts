import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keepCodeInFlash, readInstructions } from "../../tools/sdk/link/code-in-flash";

/** The numbers are places in this table. */
const table = `
const txS1 gxCodeSizes[XS_CODE_COUNT] ICACHE_FLASH_ATTR = {
	1 /* XS_NO_CODE */,
	2 /* XS_CODE_BEGIN_STRICT */,
	2 /* XS_CODE_CODE_1 */,
	3 /* XS_CODE_CODE_2 */,
	5 /* XS_CODE_CODE_4 */,
	2 /* XS_CODE_CODE_ARCHIVE_1 */,
	3 /* XS_CODE_CODE_ARCHIVE_2 */,
	5 /* XS_CODE_CODE_ARCHIVE_4 */,
	1 /* XS_CODE_END */,
	1 /* XS_CODE_END_ARROW */,
	0 /* XS_CODE_FUNCTION */,
	1 /* XS_CODE_POP */,
#ifdef mx32bitID
	5 /* XS_CODE_PROFILE */,
#else
	3 /* XS_CODE_PROFILE */,
#endif
	-1 /* XS_CODE_STRING_1 */,
	-2 /* XS_CODE_STRING_2 */,
	-4 /* XS_CODE_STRING_4 */,
	-1 /* XS_CODE_STRING_ARCHIVE_1 */,
	-2 /* XS_CODE_STRING_ARCHIVE_2 */,
	-4 /* XS_CODE_STRING_ARCHIVE_4 */,
};
`;
const instructions = readInstructions(table);
const [, begin, code1, code2, , code1Flash, code2Flash, , end, endArrow, makeFunction, pop, profile, string1, , , string1Flash] =
	instructions.names.map((_, number) => number) as [number, ...number[]] as number[];

function linked(...code: readonly (number | undefined)[]): string {
	const digits = code.map(byte => `\\x${byte!.toString(16).padStart(2, "0")}`).join("");
	return `{ .kind = XS_CODE_X_KIND}, .value = { .code = { (txByte*)"${digits}", NULL } } },\n`;
}

function kept(...code: readonly (number | undefined)[]) {
	return keepCodeInFlash(linked(...code), instructions);
}

describe("code that stays in flash", () => {
	it("changes functions and texts at any depth, and nothing else", () => {
		const inner = [begin, 0, string1, 2, string1, 0, pop, endArrow];
		const middle = [begin, 0, profile, code1, code2, makeFunction, 1, 0, code1, inner.length, ...inner, end];
		const changedInner = [begin, 0, string1Flash, 2, string1, 0, pop, endArrow];
		const changedMiddle = [begin, 0, profile, code1, code2, makeFunction, 1, 0, code1Flash, inner.length, ...changedInner, end];
		const { text, functions, changes } = kept(makeFunction, 7, 0, code2, middle.length, 0, ...middle, pop, end);
		assert.equal(text, linked(makeFunction, 7, 0, code2Flash, middle.length, 0, ...changedMiddle, pop, end));
		assert.deepEqual({ functions, changes }, { functions: 1, changes: 3 });
	});

	it("leaves the rest of the file and what needs no change as it is", () => {
		const text = `static const int a = 1;\n${linked(begin, 0, end)}.value = { .string = "\\x02" }\n.code = { (txByte*)(gxNoCode), NULL }\n`;
		assert.deepEqual(keepCodeInFlash(text, instructions), { text, functions: 1, changes: 0 });
	});

	it("knows a function that ends in several places, and the bytes that fill it up", () => {
		const { text } = kept(begin, 0, end, string1, 1, 0, begin, 0, begin, 0, end, string1, 0xFF);
		assert.equal(text, linked(begin, 0, end, string1Flash, 1, 0, begin, 0, begin, 0, end, string1, 0xFF));
	});

	it("changing twice is changing once", () => {
		const once = kept(begin, 0, string1, 1, 0, end).text;
		assert.deepEqual(keepCodeInFlash(once, instructions), { text: once, functions: 1, changes: 0 });
	});

	it("takes nothing that it does not understand to the end", () => {
		const inner = [begin, 0, end];
		assert.throws(() => kept(begin, 0, 0, end), /byte 2: 0 is no instruction/);
		assert.throws(() => kept(begin, 0, 200, end), /byte 2: 200 is no instruction/);
		assert.throws(() => kept(begin, 0, pop), /no end/);
		assert.throws(() => kept(code1, inner.length + 1, ...inner, begin, 0, end), /the function ends at 6/);
		assert.throws(() => kept(code1, inner.length - 1, begin, 0, pop, end), /the function ends at 4/);
	});

	it("says which instruction the SDK has not, or twice", () => {
		assert.throws(() => readInstructions("int x;"), /no size of XS_CODE_CODE_1/);
		assert.throws(() => readInstructions(table.replace("XS_CODE_STRING_ARCHIVE_4", "XS_CODE_OTHER")), /XS_CODE_STRING_ARCHIVE_4/);
		assert.throws(() => readInstructions(table.replace("#ifdef", "#if")), /two sizes of XS_CODE_PROFILE/);
	});
});
