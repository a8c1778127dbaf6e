import type { SettingGroup, SettingRow } from "./setting-row";

/**
 * A row of the schema as one text, which is one slot of flash: `type|group|default|limits|help`. A boolean's default is `on` or `off`. The limits
 * have blanks between them: `minimum=10 maximum=3600 unit=s word=off:-1` for numbers, `maximum=32 required restart secret` for texts; see `SettingRow`.
 */
export type SettingLine = `${SettingRow["type"]}|${SettingGroup}|${string}|${string}|${string}`;

/** Reads it. Nothing is kept of it. */
export function readSettingLine(line: SettingLine): SettingRow {
	const { 0: type, 1: group, 2: text, 3: limits, 4: help } = line.split("|") as [SettingRow["type"], SettingGroup, string, string, string];
	const row: Record<string, unknown> = {
		type,
		group,
		default: type === "boolean" ? text === "on" : type === "number" ? Number(text) : text,
		help,
	};
	const words = limits ? limits.split(" ") : [];
	for (let at = 0; at < words.length; at++)
		addLimit(row, words[at]!);
	return row as unknown as SettingRow;
}

function addLimit(row: Record<string, unknown>, word: string): void {
	const { 0: name, 1: value } = word.split("=") as [string, string?];
	if (value === undefined)
		row[name] = true;
	else if (name === "word") {
		const parts = value.split(":");
		row["word"] = { text: parts[0], value: Number(parts[1]) };
	}
	else
		row[name] = name === "unit" ? value : Number(value);
}
