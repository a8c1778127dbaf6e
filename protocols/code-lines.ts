import { hex } from "./octets";

/*
	Tables of codes as lines of text: `00-07|Energy|Wh|-3`. A line is one slot of flash, where an object in its place has one for itself and one for
	each of its members. It begins with the code as two hexadecimal digits, or with the first and the last of those it is for, and its columns stand
	between bars. Lines are sorted by code and do not overlap. `test/support/code-lines.ts` checks that of each table.
*/

/** The columns of the line that `code` (0 … FFh) falls on, the codes first; `undefined` where no line has it. Nothing is kept of it. */
export function findCode(lines: readonly string[], code: number): string[] | undefined {
	const digits = hex(code);
	// Behind all that may follow these digits in a line that begins with them.
	const end = `${digits}~`;
	let low = 0, high = lines.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (lines[middle]! < end)
			low = middle + 1;
		else
			high = middle;
	}
	const columns = lines[low - 1]?.split("|");
	return columns && digits <= columns[0]!.slice(-2) ? columns : undefined;
}

/** How far `code` stands behind the first of its line, by the first column. */
export function codeStep(codes: string, code: number): number {
	return code - parseInt(codes, 16);
}
