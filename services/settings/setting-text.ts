import { consistsOf } from "../../protocols/text-shape";
import type { NumberRow, SettingRow, TextRow } from "./setting-row";

export type SettingValueType = string | number | boolean;

/** A message does not repeat longer texts: lists of meters, which may hold keys. */
const longestShown = 40;

/** The value of a text as a user types it. Throws a `RangeError` whose words follow the setting's name. */
export function readSetting(row: SettingRow, text: string): SettingValueType {
	if (row.type === "text")
		return readText(row, text);
	return row.type === "number" ? readNumber(row, text) : readSwitch(text);
}

/** The text that `readSetting` reads as this value. */
export function writeSetting(row: SettingRow, value: SettingValueType): string {
	if (row.type === "boolean")
		return value ? "on" : "off";
	return row.type === "number" && value === row.word?.value ? row.word.text : String(value);
}

function readSwitch(text: string): boolean {
	const word = text.toLowerCase();
	if (["true", "on", "yes", "1"].includes(word))
		return true;
	if (["false", "off", "no", "0"].includes(word))
		return false;
	throw new RangeError(`"${text}" is neither on nor off`);
}

function readNumber({ minimum, maximum, unit, word }: NumberRow, text: string): number {
	const trimmed = text.trim();
	if (word && (trimmed.toLowerCase() === word.text || trimmed === String(word.value)))
		return word.value;
	const value = consistsOf(trimmed.startsWith("-") ? trimmed.slice(1) : trimmed, "09", 1) ? Number(trimmed) : NaN;
	if (value >= minimum && value <= maximum)
		return value;
	throw new RangeError(
		`"${text}" is not a whole number from ${minimum} to ${maximum}${unit ? ` ${unit}` : ""}${word ? ` or ${word.text}` : ""}`,
	);
}

function readText(row: TextRow, text: string): string {
	// A secret is not repeated in a message that may end in a log.
	const shown = row.secret || text.length > longestShown ? "the text" : `"${text}"`;
	if (text.length > row.maximum)
		throw new RangeError(`${row.secret ? shown : "the text"} is longer than ${row.maximum} characters`);
	if (row.required && !text)
		throw new RangeError("may not be empty");
	if (hasControl(text))
		throw new RangeError("may not hold control characters");
	if (row.choices && !row.choices.includes(text))
		throw new RangeError(`${shown} is none of ${row.choices.join(", ")}`);
	const fault = row.check?.(text);
	if (fault)
		throw new RangeError(`${shown} ${fault}`);
	return text;
}

function hasControl(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 32 || code === 127)
			return true;
	}
	return false;
}
