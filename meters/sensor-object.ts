import type { MeterTime, Reading } from "../protocols/reading";
import { valueText } from "./value-text";

/** Readings that are added up (or taken off) for one number. */
export interface Sum {
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
	readonly as?: "time" | "text" | "list" | undefined;
}

/**
 * Turns the readings of one telegram into the text of a JSON object. Which member comes from which place in the telegram is worked out once
 * (a meter sends the same lines each time); after that only members whose readings have changed are written anew: decoders hand out the same
 * Reading object again for a line that has not changed.
 */
export class SensorObject {
	readonly #members: readonly Member[];
	readonly #texts: string[];
	readonly #seen: (Reading | undefined)[] = [];

	constructor(members: readonly Member[]) {
		this.#members = members;
		this.#texts = members.map(() => "");
	}

	/** The members with commas between them, without braces; empty when there is none. */
	text(readings: readonly Reading[]): string {
		const members = this.#members, texts = this.#texts, seen = this.#seen;
		for (let index = 0; index < members.length; index++) {
			const member = members[index]!;
			if (!texts[index] || hasChanged(member, readings, seen))
				texts[index] = memberText(member, readings);
		}
		for (let at = 0; at < readings.length; at++)
			seen[at] = readings[at];
		return texts.join(",");
	}
}

function hasChanged(member: Member, readings: readonly Reading[], seen: readonly (Reading | undefined)[]): boolean {
	for (const part of member.parts) {
		if (!part)
			continue;
		for (const at of part.at) {
			if (readings[at] !== seen[at])
				return true;
		}
	}
	return false;
}

function memberText(member: Member, readings: readonly Reading[]): string {
	const { name, parts } = member;
	if (!member.array)
		return `"${name}":${partText(member, parts[0], readings)}`;
	return `"${name}":[${parts.map(part => partText(member, part, readings)).join(",")}]`;
}

function partText(member: Member, part: Sum | undefined, readings: readonly Reading[]): string {
	if (!part)
		return "null";
	const first = readings[part.at[0]!]!;
	if (member.as === "time")
		return timeText(first.time);
	if (typeof first.value === "string" || member.as === "text")
		return JSON.stringify(String(first.value));
	let sum = first.value;
	if (part.minus[0])
		sum = sum.negate();
	for (let index = 1; index < part.at.length; index++) {
		const { value } = readings[part.at[index]!]!;
		if (typeof value !== "string")
			sum = part.minus[index] ? sum.subtract(value) : sum.add(value);
	}
	return valueText(sum, first.unit, member.unit);
}

/** A meter's own local time as `"2014-12-27T18:03:23"`; what it sent where that is no time; `null` where it sent none. */
export function timeText(time: MeterTime | undefined): string {
	if (!time)
		return "null";
	if (time.epoch === undefined)
		return JSON.stringify(time.text);
	return `"${new Date(time.epoch + (time.offset ?? 0) * 60_000).toISOString().slice(0, 19)}"`;
}
