/** The engine's instructions by their numbers, and how long each is. */
export interface Instructions {
	readonly names: readonly string[];
	/** Above 0: bytes. 0: an identifier follows, 3 bytes in all. -1, -2, -4: so many bytes follow with the count of those that come then. */
	readonly sizes: readonly number[];
}

export interface Kept {
	/** The text with the changed functions. */
	readonly text: string;
	/** Functions that were looked at, and instructions that were changed in them. */
	readonly functions: number;
	readonly changes: number;
}

/** Instructions that copy what follows them to memory, and those that leave it where it is. */
const inFlash: Readonly<Record<string, string>> = Object.freeze({
	XS_CODE_CODE_1: "XS_CODE_CODE_ARCHIVE_1",
	XS_CODE_CODE_2: "XS_CODE_CODE_ARCHIVE_2",
	XS_CODE_CODE_4: "XS_CODE_CODE_ARCHIVE_4",
	XS_CODE_STRING_1: "XS_CODE_STRING_ARCHIVE_1",
	XS_CODE_STRING_2: "XS_CODE_STRING_ARCHIVE_2",
	XS_CODE_STRING_4: "XS_CODE_STRING_ARCHIVE_4",
});
/** Bytes of the count behind an instruction that begins a function. */
const functionCounts: Readonly<Record<string, number>> = Object.freeze({ XS_CODE_CODE_1: 1, XS_CODE_CODE_2: 2, XS_CODE_CODE_4: 4 });
const lastInstruction = /^XS_CODE_END(_ARROW|_BASE|_DERIVED)?$/;
/** The linker pads a function to the length of a pointer. */
const mostPadding = 7;

/** Reads the SDK's `xs/sources/xsCommon.c`. Throws when the table of instructions is not there. */
export function readInstructions(source: string): Instructions {
	const whole = /\bgxCodeSizes\[XS_CODE_COUNT\][^=]*= \{([^}]*)\}/.exec(source)?.[1] ?? "";
	// Identifiers have 16 bits on every platform that this firmware is built for.
	const table = whole.replace(/#ifdef mx32bitID\n[^#]*#else\n/g, "");
	const rows = [...table.matchAll(/(-?\d+) \/\* (XS_\w+) \*\//g)];
	const names = rows.map(row => row[2]!);
	const lost = Object.entries(inFlash).flat().find(name => !names.includes(name));
	if (lost)
		throw new Error(`xsCommon.c has no size of ${lost}`);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice)
		throw new Error(`xsCommon.c has two sizes of ${twice}`);
	return { names, sizes: rows.map(row => Number(row[1])) };
}

/**
 * What the linker (`xsl`) writes for preloaded modules, with functions and texts that stay in flash. Such a module's functions lie in flash, but in them a
 * function expression still copies its code to memory each time it is reached, and a text its characters: the linker changes those
 * instructions only in modules that are not preloaded (`fxMapCode` in `xs/tools/xslBase.c`). Here they are changed in all.
 *
 * Throws when a function does not consist of whole instructions to its end.
 */
export function keepCodeInFlash(text: string, instructions: Instructions): Kept {
	let functions = 0, changes = 0;
	const kept = text.replace(/(\.code = \{ \(txByte\*\)")((?:\\x[0-9a-f]{2})+)(?=")/g, (_, begin: string, digits: string) => {
		const code = bytesOfDigits(digits);
		const changed = keepInFlash(code, instructions);
		functions++;
		changes += changed;
		return begin + (changed ? digitsOf(code) : digits);
	});
	return { text: kept, functions, changes };
}

/** Bytes as the linker writes them into C's literals: `\x0c\x01`. */
export function digitsOf(bytes: Buffer): string {
	return bytes.toString("hex").replace(/../g, "\\x$&");
}

/** The bytes that such digits stand for. */
export function bytesOfDigits(digits: string): Buffer {
	return Buffer.from(digits.replaceAll("\\x", ""), "hex");
}

/** Functions in the table of code that `LinkedFile` writes, and instructions in them that copy. Throws where one is no code. */
export function countCopies(text: string, instructions: Instructions): { functions: number; copies: number; } {
	const rows = /\bgxByteCode\[\d+\] =\n((?:\t".*"\n)+);/.exec(text)?.[1]?.trim().split("\n") ?? [];
	const copies = rows.map(row => keepInFlash(Buffer.from(row.replace(/[^0-9a-f]/g, ""), "hex"), instructions));
	return { functions: rows.length, copies: copies.reduce((all, count) => all + count, 0) };
}

/** Changes one function, and those in it; returns how many instructions. */
function keepInFlash(code: Buffer, { names, sizes }: Instructions): number {
	/** Where the functions end that are begun, the innermost last. */
	const ends: number[] = [];
	let at = 0, changes = 0;
	while (at < code.length) {
		const number = code[at]!, name = names[number], size = sizes[number];
		if (!number || name === undefined || size === undefined)
			throw new Error(`byte ${at}: ${number} is no instruction`);
		const other = inFlash[name];
		if (other) {
			code[at] = names.indexOf(other);
			changes++;
		}
		const count = functionCounts[name];
		if (count)
			ends.push(at + size + code.readIntLE(at + 1, count));
		at += lengthAt(code, at, size);
		// A function may end in several places; the last of them is where its code ends.
		const isLast = lastInstruction.test(name), end = ends.at(-1);
		if (end !== undefined && at >= end) {
			if (at > end || !isLast)
				throw new Error(`byte ${at}: the function ends at ${end}`);
			ends.pop();
		}
		else if (end === undefined && isLast && code.length - at <= mostPadding)
			return changes;
	}
	throw new Error("the function has no end");
}

/** Bytes of the instruction at a place; `size` as the table of instructions has it. */
export function lengthAt(code: Buffer, at: number, size: number): number {
	if (size > 0)
		return size;
	const count = -size;
	return count ? 1 + count + code.readUIntLE(at + 1, count) : 3;
}
