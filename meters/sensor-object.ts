import { Decimal } from "../protocols/decimal";
import type { MeterTime, Reading } from "../protocols/reading";
import { shift } from "./value-text";

/** Readings that are added up (or taken off) for one number. */
export interface Sum {
	/** Places in the telegram's list of readings. */
	readonly at: readonly number[];
	readonly minus: readonly boolean[];
}

/** One member of a meter's JSON object and where in the telegram its value stands. */
export interface Member {
	/** JSON name. */
	readonly name: string;
	/** What the value is published in; `undefined`: as the meter sends it. */
	readonly unit?: string | undefined;
	/** One entry for a plain value, several for an array; `undefined` stands for an element that the meter does not send. */
	readonly parts: readonly (Sum | undefined)[];
	readonly array: boolean;
	/** `time`: when the value was taken. `text`: as text, also where it is a number. `number`: a text of digits as a number. */
	readonly as?: "time" | "text" | "number" | undefined;
	/** Name of the inner object that this member belongs to. Members of one group stand together. */
	readonly group?: string | undefined;
}

const nothing: readonly number[] = Object.freeze([]);

/**
 * Turns the readings of one telegram into the text of a JSON object. Where each member stands in the telegram is known beforehand (a meter sends
 * the same lines each time), and decoders hand out the same Reading object again for a line that has not changed: so one comparison per line
 * tells which members are to be written anew, and the rest of the text is kept.
 */
export class SensorObject {
	readonly #members: readonly Member[];
	/** Each member as text, with what opens and closes its group; empty: to be written. */
	readonly #texts: string[] = [];
	readonly #heads: string[] = [];
	readonly #tails: string[] = [];
	/** For each place in the telegram the members that use it. */
	readonly #users: (readonly number[])[];
	readonly #seen: (Reading | undefined)[] = [];
	#text = "";

	constructor(members: readonly Member[], length: number) {
		this.#members = members;
		const users: number[][] = [];
		for (let at = 0; at < length; at++)
			users.push([]);
		members.forEach(({ name, array, parts, group }, index) => {
			const opens = group !== undefined && members[index - 1]?.group !== group;
			const closes = group !== undefined && members[index + 1]?.group !== group;
			this.#texts.push("");
			this.#heads.push(`${opens ? `"${group}":{` : ""}"${name}":${array ? "[" : ""}`);
			this.#tails.push(`${array ? "]" : ""}${closes ? "}" : ""}`);
			for (const part of parts)
				part?.at.forEach(at => users[at]!.push(index));
		});
		this.#users = users.map(list => list.length ? list : nothing);
	}

	/** The members with commas between them, without braces; empty when there is none. */
	text(readings: readonly Reading[]): string {
		const seen = this.#seen, texts = this.#texts;
		let changed = false;
		for (let at = 0; at < readings.length; at++) {
			const reading = readings[at];
			if (reading === seen[at])
				continue;
			seen[at] = reading;
			const users = this.#users[at]!;
			for (let index = 0; index < users.length; index++) {
				texts[users[index]!] = "";
				changed = true;
			}
		}
		if (!changed)
			return this.#text;
		for (let index = 0; index < texts.length; index++) {
			if (!texts[index])
				texts[index] = this.#heads[index] + partsText(this.#members[index]!, readings) + this.#tails[index];
		}
		return this.#text = texts.join(",");
	}
}

function partsText(member: Member, readings: readonly Reading[]): string {
	const { parts } = member;
	let text = partText(member, parts[0], readings);
	for (let index = 1; index < parts.length; index++)
		text += `,${partText(member, parts[index], readings)}`;
	return text;
}

function partText({ as, unit }: Member, part: Sum | undefined, readings: readonly Reading[]): string {
	if (!part)
		return "null";
	const { at, minus } = part;
	const first = readings[at[0]!]!;
	if (as === "time")
		return timeText(first.time);
	let { value } = first;
	if (as === "number" && typeof value === "string")
		value = Decimal.parse(value) ?? value;
	if (typeof value === "string" || as === "text")
		return JSON.stringify(String(value));
	if (minus[0])
		value = value.negate();
	for (let index = 1; index < at.length; index++) {
		const other = readings[at[index]!]!.value;
		if (typeof other !== "string")
			value = minus[index] ? value.subtract(other) : value.add(other);
	}
	const power = unit === undefined || unit === first.unit ? 0 : shift(first.unit, unit);
	return power ? value.scale(power).toString() : value.toString();
}

/** A meter's own local time as `"2014-12-27T18:03:23"`; what it sent where that is no time; `null` where it sent none. */
export function timeText(time: MeterTime | undefined): string {
	if (!time)
		return "null";
	if (time.epoch === undefined)
		return JSON.stringify(time.text);
	return `"${new Date(time.epoch + (time.offset ?? 0) * 60_000).toISOString().slice(0, 19)}"`;
}
