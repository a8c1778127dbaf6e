import { Decimal } from "../decimal";
import { parseMeterTime } from "../meter-time";
import { isObisCode } from "../obis";
import type { MeterTime, Reading } from "../reading";
import { decodeHexText } from "./hex-text";
import { gluedUnits, objectKind } from "./object-kinds";
import type { ObjectKind } from "./object-kinds";

/** One object of a telegram, `1-0:1.8.1(000687.138*kWh)`, read. */
export interface DsmrObject {
	readonly id: string;
	readonly kind: ObjectKind;
	readonly readings: readonly Reading[];
	/** Why the object was skipped; empty when it was not. */
	readonly warning: string;
}

interface Value {
	readonly value: Decimal | string;
	readonly unit: string;
	readonly time?: MeterTime | undefined;
}

/**
 * Reads one object. `text` is the object without its last bracket `)`, line ends inside it taken out. `index` is given where the same code
 * stands in several lines: the place of this object's first value among theirs.
 */
export function readObject(text: string, index?: number): DsmrObject {
	const open = text.indexOf("(");
	const id = text.slice(0, Math.max(0, open)).trim();
	if (!isObisCode(id))
		return { id: "", kind: "value", readings: [], warning: oddObject(`${text})`) };
	const kind = objectKind(id);
	const brackets = splitBrackets(text.slice(open + 1));
	const values = brackets && readers[kind](brackets);
	if (!values || kind === "submeter" && !(values.length && values.every(isMeasured)))
		return { id, kind, readings: [], warning: `skipped ${shown(text)})` };
	const list = values.length > 1 || index !== undefined || kind === "list";
	const readings = values.map(({ value, unit, time }, place): Reading => ({
		id,
		value,
		unit,
		...(time && { time }),
		...(list && { index: (index ?? 0) + place }),
	}));
	return { id, kind, readings, warning: "" };
}

/** What stands in the brackets `a)(b)(c`; `undefined` when they do not pair. */
function splitBrackets(text: string): readonly string[] | undefined {
	if (text.indexOf("(") < 0 && text.indexOf(")") < 0)
		return [text];
	const brackets = text.split(")(");
	return brackets.some(bracket => bracket.includes("(") || bracket.includes(")")) ? undefined : brackets;
}

const readers: Readonly<Record<ObjectKind, (brackets: readonly string[]) => readonly Value[] | undefined>> = Object.freeze({
	text: brackets => brackets.map(bracket => ({ value: bracket.trim(), unit: "" })),
	octets: brackets => brackets.map(bracket => ({ value: decodeHexText(bracket), unit: "" })),
	clock: brackets => brackets.map(bracket => ({ value: bracket, unit: "", time: parseMeterTime(bracket) ?? { text: bracket } })),
	value: readValues,
	// One bracket alone is the length of a list that has no entries, in some meters whatever it says.
	list: brackets => brackets.length > 1 ? readValues(brackets) : [],
	submeter: readValues,
	buffer: readBuffer,
});

/**
 * Stamps, head and values in any number: a stamp belongs to all values behind it up to the next one. A list begins with its length and the
 * codes of its columns (`(3)(0-0:96.7.19)`): that head is no value.
 */
function readValues(brackets: readonly string[]): readonly Value[] | undefined {
	const values: Value[] = [];
	let time: MeterTime | undefined;
	for (let place = 0; place < brackets.length; place++) {
		const bracket = brackets[place]!;
		if (!bracket)
			continue;
		const stamp = timeOf(bracket, brackets.length);
		if (stamp) {
			time = stamp;
			// Some meters write the time behind the value.
			const last = values[values.length - 1];
			if (last && !last.time && place === brackets.length - 1)
				values[values.length - 1] = { ...last, time };
			continue;
		}
		if (isObisCode(bracket)) {
			values.length = 0;
			continue;
		}
		const found = readValue(bracket, time);
		if (!found)
			return;
		values.push(...found);
	}
	return values;
}

/** A stamp without a letter is one only beside something else: twelve digits alone are a number. */
function timeOf(bracket: string, brackets: number): MeterTime | undefined {
	const time = bracket.length >= 12 ? parseMeterTime(bracket) : undefined;
	return time && (brackets > 1 || bracket.length === 13) ? time : undefined;
}

/** `000687.138*kWh`, `0.968`, `100.0*A,-100.0*A`, a text. `undefined`: not a value. */
function readValue(bracket: string, time: MeterTime | undefined): readonly Value[] | undefined {
	const star = bracket.indexOf("*");
	if (star < 0)
		return [{ ...plainValue(bracket.trim()), time }];
	const parts = bracket.includes(",") ? bracket.split(",") : [bracket];
	const values: Value[] = [];
	for (const part of parts) {
		const end = part.indexOf("*");
		const value = Decimal.parse(part.slice(0, Math.max(0, end)).trim());
		if (!value)
			return;
		values.push({ value, unit: part.slice(end + 1).trim(), time });
	}
	return values;
}

function plainValue(text: string): Value {
	const number = Decimal.parse(text);
	if (number)
		return { value: number, unit: "" };
	const unit = gluedUnits.find(end => text.endsWith(end) && Decimal.parse(text.slice(0, -end.length).trim()));
	if (unit)
		return { value: Decimal.parse(text.slice(0, -unit.length).trim())!, unit };
	return { value: text, unit: "" };
}

/**
 * `(stamp)(status)(period)(columns)` then code and unit of each column, then the values (P1 Companion Standard 3.0 section 6.9: the hourly
 * value of a channel).
 */
function readBuffer(brackets: readonly string[]): readonly Value[] | undefined {
	const columns = Number(brackets[3]);
	const first = 4 + columns * 2;
	if (!(columns >= 1 && columns <= 8) || brackets.length <= first)
		return;
	const time = parseMeterTime(brackets[0]!);
	const values: Value[] = [];
	for (let place = first; place < brackets.length; place++) {
		const value = Decimal.parse(brackets[place]!.trim());
		const unit = brackets[5 + (place - first) % columns * 2]!.trim();
		if (!value || !unit)
			return;
		values.push({ value, unit, time });
	}
	return values;
}

function isMeasured({ value, unit }: Value): boolean {
	return typeof value !== "string" && unit !== "";
}

/** The warning for a line that is no object. */
export function oddObject(line: string): string {
	return `not an object: ${shown(line.trim())}`;
}

/** The beginning of an odd line, fit for a message. */
function shown(text: string): string {
	return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
