import { lengthAt } from "./code-in-flash";
import type { Instructions } from "./code-in-flash";

interface Instruction {
	name: string;
	/** What follows the instruction's number, without the offset of a branch. */
	operand: Buffer;
	/** Index of the instruction that a branch leads to, or that follows a function's code; as many as there are: the end. */
	target: number | undefined;
}

/** Branches, and functions in functions: a signed count of bytes from the next instruction on. */
const offset = /^XS_CODE_(?:BRANCH(?:_CHAIN|_COALESCE|_ELSE|_IF|_STATUS)?|CATCH|CODE|CODE_ARCHIVE)_[124]$/;

/**
 * A preloaded function's code as the SDK's linker writes it, to be written shorter. See `xs/sources/xsCommon.c` (lengths) and `xsRun.c` (meaning) of the SDK 8.2.3.
 */
export class ByteCode {
	readonly #instructions: Instructions;
	readonly #list: Instruction[] = [];

	/** Throws when it does not consist of whole instructions to the end of the function, which may have zeros behind it. */
	constructor(code: Buffer, instructions: Instructions) {
		this.#instructions = instructions;
		const { names, sizes } = instructions, starts = new Map<number, number>(), targets: number[] = [];
		let at = 0, last = 0;
		// No instruction has the number 0.
		while (at < code.length && code[at]) {
			const number = code[at]!, name = names[number], size = sizes[number];
			if (name === undefined || size === undefined)
				throw new Error(`byte ${at}: ${number} is no instruction`);
			const length = lengthAt(code, at, size);
			if (at + length > code.length)
				throw new Error(`byte ${at}: ${name} goes beyond the end`);
			starts.set(at, this.#list.length);
			const isOffset = offset.test(name);
			if (isOffset)
				targets.push(at + length + code.readIntLE(at + 1, length - 1));
			this.#list.push({
				name,
				operand: isOffset ? Buffer.alloc(0) : code.subarray(at + 1, at + length),
				target: isOffset ? targets.length - 1 : undefined,
			});
			at += length;
			last = at;
		}
		if (!/^XS_CODE_END/.test(this.#list.at(-1)?.name ?? "") || code.subarray(last).some(byte => byte))
			throw new Error("the function has no end");
		starts.set(last, this.#list.length);
		for (const instruction of this.#list) {
			if (instruction.target === undefined)
				continue;
			const place = targets[instruction.target]!, index = starts.get(place);
			if (index === undefined)
				throw new Error(`byte ${place}: a branch leads into an instruction`);
			instruction.target = index;
		}
	}

	/** Each identifier that is in the code, with the instruction that names it. */
	forEachID(see: (id: number, instruction: string) => void): void {
		for (const { name, operand } of this.#list) {
			if (this.#hasID(name))
				see(operand.readUInt16LE(), name);
		}
	}

	/** Writes another identifier where `change` has one. */
	changeIDs(change: (id: number, instruction: string) => number): void {
		for (const instruction of this.#list) {
			const { name, operand } = instruction;
			if (!this.#hasID(name))
				continue;
			const id = operand.readUInt16LE(), other = change(id, name);
			if (other === id)
				continue;
			instruction.operand = Buffer.alloc(2);
			instruction.operand.writeUInt16LE(other);
		}
	}

	/**
	 * Variables of a function lose their names: an instruction of one byte makes them instead of one of three. It also gives them the value `undefined` where they had
	 * none, so a constant is set as `let` is, which does not ask for that. What reads a variable before it is declared gets `undefined` then, and no ReferenceError; the
	 * tests of types and the simulator, which has the names, find such code.
	 */
	dropLocalNames(): void {
		for (const instruction of this.#list) {
			const other = unnamed[instruction.name];
			if (!other)
				continue;
			instruction.name = other;
			if (other === "XS_CODE_NEW_TEMPORARY")
				instruction.operand = Buffer.alloc(0);
		}
	}

	/**
	 * One instruction instead of two where a variable takes the value on the stack, which is thrown away then. For code without names only: this instruction asks
	 * whether the variable may be set, and those without names always may, unless a loop makes them new.
	 */
	joinPops(): void {
		const targets = new Set(this.#list.map(({ target }) => target));
		const made = new Set(
			this.#list.filter(({ name }) => name.startsWith("XS_CODE_RESET_LOCAL_")).map(({ operand }) => operand.readUIntLE(0, operand.length)),
		);
		const places: number[] = [], list: Instruction[] = [];
		for (let index = 0; index < this.#list.length; index++) {
			const instruction = this.#list[index]!, { name, operand } = instruction, width = /^XS_CODE_(?:LET|VAR)_LOCAL_([12])$/.exec(name)?.[1];
			places[index] = list.length;
			list.push(instruction);
			if (
				!width || this.#list[index + 1]?.name !== "XS_CODE_POP" || targets.has(index + 1) || made.has(operand.readUIntLE(0, operand.length))
			)
				continue;
			instruction.name = `XS_CODE_PULL_LOCAL_${width}`;
			places[++index] = list.length;
		}
		places.push(list.length);
		for (const instruction of list) {
			if (instruction.target !== undefined)
				instruction.target = places[instruction.target]!;
		}
		this.#list.splice(0, Infinity, ...list);
	}

	/** The code, each branch as short as it can be, and nothing behind its end. */
	get bytes(): Buffer {
		const { names } = this.#instructions;
		// Branches become longer only, until all reach.
		const widths = this.#list.map(({ target }) => target === undefined ? 0 : 1);
		for (;;) {
			const starts = this.#starts(widths);
			const short = this.#list.findIndex(({ target }, index) =>
				target !== undefined && !reaches(starts[target]! - starts[index + 1]!, widths[index]!)
			);
			if (short < 0)
				return Buffer.concat(this.#list.map(({ name, operand, target }, index) => {
					if (target === undefined)
						return Buffer.concat([Buffer.of(names.indexOf(name)), operand]);
					const width = widths[index]!, branch = Buffer.alloc(1 + width);
					branch[0] = names.indexOf(name.replace(/\d$/, String(width)));
					branch.writeIntLE(starts[target]! - starts[index + 1]!, 1, width);
					return branch;
				}));
			for (const [index, { target }] of this.#list.entries()) {
				while (target !== undefined && !reaches(starts[target]! - starts[index + 1]!, widths[index]!))
					widths[index]! *= 2;
			}
		}
	}

	/** Where each instruction begins, and the end, with branches of these widths. */
	#starts(widths: readonly number[]): number[] {
		const starts = [0];
		let at = 0;
		for (const [index, { operand }] of this.#list.entries()) {
			at += 1 + operand.length + widths[index]!;
			starts.push(at);
		}
		return starts;
	}

	#hasID(name: string): boolean {
		return this.#instructions.sizes[this.#instructions.names.indexOf(name)] === 0;
	}
}

/** Instructions for variables with a name, and those that do without. */
const unnamed: Readonly<Record<string, string>> = Object.freeze({
	XS_CODE_NEW_LOCAL: "XS_CODE_NEW_TEMPORARY",
	XS_CODE_CONST_LOCAL_1: "XS_CODE_LET_LOCAL_1",
	XS_CODE_CONST_LOCAL_2: "XS_CODE_LET_LOCAL_2",
});

function reaches(distance: number, width: number): boolean {
	return width === 4 || distance >= -(2 ** (8 * width - 1)) && distance < 2 ** (8 * width - 1);
}
