import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ByteCode } from "../../tools/sdk/link/byte-code";
import { instructions, numberOf } from "./linked-samples";

const [begin, end, pop, branch1, branch2, code1, code2, integer, newLocal, newTemporary, constant, letLocal, string, call, closure] = [
	"BEGIN_STRICT",
	"END",
	"POP",
	"BRANCH_1",
	"BRANCH_2",
	"CODE_ARCHIVE_1",
	"CODE_ARCHIVE_2",
	"INTEGER_1",
	"NEW_LOCAL",
	"NEW_TEMPORARY",
	"CONST_LOCAL_1",
	"LET_LOCAL_1",
	"STRING_ARCHIVE_1",
	"GET_PROPERTY",
	"NEW_CLOSURE",
].map(numberOf) as [number, ...number[]] as number[];

function shrunk(...bytes: (number | undefined)[]): number[] {
	const code = new ByteCode(Buffer.from(bytes as number[]), instructions);
	code.dropLocalNames();
	return [...code.bytes];
}

describe("byte code that is written shorter", () => {
	it("loses zeros behind it, names of variables, and the second byte of branches that one is enough for", () => {
		assert.deepEqual(
			shrunk(begin, 0, newLocal, 7, 2, integer, 0, constant, 1, branch2, 2, 0, integer, 5, pop, end, 0, 0, 0),
			[begin, 0, newTemporary, integer, 0, letLocal, 1, branch1, 2, integer, 5, pop, end],
		);
	});

	it("finds branches back, and the ends of functions in functions", () => {
		const inner = [begin, 0, newLocal, 1, 0, pop, end], innerShort = [begin, 0, newTemporary, pop, end];
		assert.deepEqual(
			shrunk(begin, 0, newLocal, 3, 0, code2, inner.length, 0, ...inner, pop, branch1, -(3 + inner.length + 3) & 255, end),
			[begin, 0, newTemporary, code1, innerShort.length, ...innerShort, pop, branch1, -(2 + innerShort.length + 3) & 255, end],
		);
	});

	it("joins what sets a variable with what throws the value away, unless a branch leads between them or a loop makes the variable new", () => {
		const [pull, reset, variable] = ["PULL_LOCAL_1", "RESET_LOCAL_1", "VAR_LOCAL_1"].map(numberOf) as [number, ...number[]];
		const joined = (...bytes: (number | undefined)[]) => {
			const code = new ByteCode(Buffer.from(bytes as number[]), instructions);
			code.joinPops();
			return [...code.bytes];
		};
		assert.deepEqual(joined(begin, 0, branch1, 3, letLocal, 1, pop, variable, 2, pop, end), [begin, 0, branch1, 2, pull, 1, pull, 2, end]);
		const apart = [begin, 0, branch1, 2, letLocal, 1, pop, reset, 2, variable, 2, pop, end];
		assert.deepEqual(joined(...apart), apart);
	});

	it("leaves a long branch long", () => {
		const far = Array.from({ length: 130 }, () => pop);
		assert.deepEqual(shrunk(begin, 0, branch2, 130, 0, ...far, end), [begin, 0, branch2, 130, 0, ...far, end]);
		assert.deepEqual(shrunk(begin, 0, branch2, 127, 0, ...far, end), [begin, 0, branch1, 127, ...far, end]);
	});

	it("tells identifiers, and changes them", () => {
		const code = new ByteCode(Buffer.of(begin!, 0, call!, 1, 2, closure!, 3, 0, end!), instructions), seen: [number, string][] = [];
		code.forEachID((id, name) => seen.push([id, name]));
		assert.deepEqual(seen, [[513, "XS_CODE_GET_PROPERTY"], [3, "XS_CODE_NEW_CLOSURE"]]);
		code.changeIDs((id, name) => name === "XS_CODE_NEW_CLOSURE" ? 0 : id);
		assert.deepEqual([...code.bytes], [begin, 0, call, 1, 2, closure, 0, 0, end]);
	});

	it("refuses what is no code", () => {
		for (
			const [bytes, message] of [
				[[begin, 0, 255, end], /byte 2: 255 is no instruction/],
				[[begin, 0, pop], /no end/],
				[[begin, 0, end, 0, pop], /no end/],
				[[begin, 0, string, 9, 65, end], /byte 2: XS_CODE_STRING_ARCHIVE_1 goes beyond the end/],
				[[begin, 0, branch1, 1, integer, 0, end], /byte 5: a branch leads into an instruction/],
				[[], /no end/],
			] as const
		)
			assert.throws(() => new ByteCode(Buffer.from(bytes as unknown as number[]), instructions), message);
	});

	it("keeps the order of what is done, for any code", () => {
		/** Instructions without their lengths: what is done, and which one a branch leads to. */
		const meaning = (bytes: Buffer): string[] => {
			const starts: number[] = [], said: string[] = [];
			const lengths = new Map([[begin, 2], [end, 1], [pop, 1], [branch1, 2], [branch2, 3], [integer, 2], [newLocal, 3], [newTemporary, 1]]);
			for (let at = 0; at < bytes.length && bytes[at]; at += lengths.get(bytes[at])!)
				starts.push(at);
			for (const at of starts) {
				const number = bytes[at]!, length = lengths.get(number)!;
				const isBranch = number === branch1 || number === branch2;
				said.push(
					isBranch
						? `to ${starts.indexOf(at + length + bytes.readIntLE(at + 1, length - 1))}`
						: number === newLocal || number === newTemporary
						? "new"
						: bytes.subarray(at, at + length).toString("hex"),
				);
			}
			return said;
		};
		const step = fc.oneof(fc.constant("pop"), fc.constant("local"), fc.constant("integer"), fc.nat(199).map(target => ({ target })));
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), steps => {
				const lengths = steps.map(each => typeof each === "object" ? 3 : each === "pop" ? 1 : each === "local" ? 3 : 2);
				const starts = [2];
				for (const [index, length] of lengths.entries())
					starts.push(starts[index]! + length);
				const bytes = steps.flatMap((each, index) => {
					if (typeof each !== "object")
						return each === "pop" ? [pop!] : each === "local" ? [newLocal!, 9, 1] : [integer!, 0];
					const branch = Buffer.alloc(2);
					branch.writeInt16LE(starts[each.target % steps.length]! - starts[index + 1]!);
					return [branch2!, ...branch];
				});
				const source = Buffer.from([begin!, 0, ...bytes, end!, 0, 0]), code = new ByteCode(source, instructions);
				code.dropLocalNames();
				assert.deepEqual(meaning(code.bytes), meaning(source));
				assert.ok(code.bytes.length <= source.length - 2);
			}),
			{ seed: 20261128, numRuns: 300 },
		);
	});
});
