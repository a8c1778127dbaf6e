import assert from "node:assert/strict";

/**
 * Holds a table of codes (`protocols/code-lines.ts`) against what its reader expects, and names the line that is wrong. `columns`: what may stand in
 * each column behind the codes; columns at the end of a line may be left out where an empty text may stand there.
 */
export function checkCodeLines(lines: readonly string[], columns: readonly RegExp[]): void {
	let before = -1;
	for (const line of lines) {
		const [codes = "", ...rest] = line.split("|");
		const [, first, last] = /^([0-9A-F]{2})(?:-([0-9A-F]{2}))?$/.exec(codes) ?? [];
		assert.ok(first, `"${line}": begins with no code`);
		assert.ok(!last || last > first, `"${line}": ends before it begins`);
		assert.ok(parseInt(first, 16) > before, `"${line}": overlaps the line before it, or stands behind a later one`);
		before = parseInt(last ?? first, 16);
		checkColumns(line, rest, columns);
	}
}

/** The same for the columns alone. */
export function checkColumns(line: string, found: readonly string[], columns: readonly RegExp[]): void {
	assert.ok(found.length <= columns.length, `"${line}": has too many columns`);
	assert.ok(!line.endsWith("|"), `"${line}": empty columns at the end are left out`);
	columns.forEach((shape, at) => assert.match(found[at] ?? "", shape, `"${line}": "${found[at] ?? ""}" does not fit ${String(shape)}`));
}
