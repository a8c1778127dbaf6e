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

const forms: readonly Member["as"][] = Object.freeze([undefined, "time", "text", "number"]);
/** A member's first number: its form in two bits, two flags, and above them one more than the place of its unit. */
const isArray = 4, closesGroup = 8, unitFactor = 16;
const nothing: readonly Reading[] = Object.freeze([]);

/**
 * Turns the readings of one telegram into the text of a JSON object. Where each member stands in the telegram is known beforehand (a meter sends
 * the same lines each time), and decoders hand out the same Reading object again for a line that has not changed: so one comparison per value
 * tells which members are to be written anew, and the rest of the text is kept.
 *
 * Members are kept as numbers, not as objects: a telegram has up to a hundred, and on a chip an object with two lists takes 300 bytes.
 */
export class SensorObject {
	/**
	 * For each member: form, flags and unit; how many parts; for each part how many readings; for each of these twice its place in the telegram, and one
	 * more when it is taken off.
	 */
	#plan: number[] | Uint16Array = [];
	readonly #units: string[] = [];
	/** What stands before each member's value. */
	readonly #heads: string[] = [];
	/** Each member as text, with what opens and closes its group. */
	readonly #texts: string[] = [];
	#seen: readonly Reading[] = nothing;
	#text = "";
	/** Of the member that was added last: its group, and where its numbers begin. */
	#group: string | undefined;
	#last = 0;

	/** Adds a member behind the others. */
	add({ name, unit, parts, array, as, group }: Member): void {
		const plan = this.#plan as number[], opens = group !== undefined && group !== this.#group;
		if (group !== this.#group)
			this.#closeGroup();
		this.#group = group;
		this.#last = plan.length;
		plan.push(forms.indexOf(as) + (array ? isArray : 0) + this.#unit(unit) * unitFactor, parts.length);
		for (const part of parts) {
			plan.push(part?.at.length ?? 0);
			part?.at.forEach((at, term) => plan.push(at * 2 + (part.minus[term] ? 1 : 0)));
		}
		this.#heads.push(`${opens ? `"${group}":{` : ""}"${name}":${array ? "[" : ""}`);
		this.#texts.push("");
	}

	/** There are no more members: `text` may be called. */
	end(): void {
		this.#closeGroup();
		this.#plan = new Uint16Array(this.#plan);
	}

	/** The members with commas between them, without braces; empty when there is none. The list must not change afterwards. */
	text(readings: readonly Reading[]): string {
		const plan = this.#plan, texts = this.#texts, seen = this.#seen;
		let changed = false;
		for (let index = 0, at = 0; index < texts.length; index++) {
			const begin = at;
			let isNew = !texts[index];
			for (let part = plan[at + 1]!, place = at += 2; part > 0; part--, place = at) {
				at += 1 + plan[place]!;
				while (!isNew && ++place < at) {
					const reading = plan[place]! >> 1;
					isNew = readings[reading] !== seen[reading];
				}
			}
			if (!isNew)
				continue;
			texts[index] = this.#heads[index] + this.#write(begin, readings);
			changed = true;
		}
		this.#seen = readings;
		return changed ? this.#text = texts.join(",") : this.#text;
	}

	#closeGroup(): void {
		if (this.#group !== undefined)
			this.#plan[this.#last]! += closesGroup;
	}

	/** One more than the unit's place; 0 for none. */
	#unit(unit: string | undefined): number {
		if (unit === undefined)
			return 0;
		const at = this.#units.indexOf(unit);
		return at < 0 ? this.#units.push(unit) : at + 1;
	}

	/** The value of the member whose numbers begin at `at`, and what closes it. */
	#write(at: number, readings: readonly Reading[]): string {
		const plan = this.#plan, member = plan[at]!, count = plan[at + 1]!;
		const as = forms[member & 3], unit = this.#units[Math.floor(member / unitFactor) - 1];
		let text = "";
		at += 2;
		for (let part = 0; part < count; part++) {
			text += (part ? "," : "") + partText(plan, at, as, unit, readings);
			at += 1 + plan[at]!;
		}
		return text + (member & isArray ? "]" : "") + (member & closesGroup ? "}" : "");
	}
}

function partText(
	plan: ArrayLike<number>,
	start: number,
	as: Member["as"],
	unit: string | undefined,
	readings: readonly Reading[],
): string {
	const count = plan[start]!;
	if (!count)
		return "null";
	const term = plan[start + 1]!, first = readings[term >> 1]!;
	if (as === "time")
		return timeText(first.time);
	let { value } = first;
	if (as === "number" && typeof value === "string")
		value = Decimal.parse(value) ?? value;
	if (typeof value === "string" || as === "text")
		return JSON.stringify(String(value));
	if (term & 1)
		value = value.negate();
	for (let index = 2; index <= count; index++) {
		const next = plan[start + index]!, other = readings[next >> 1]!.value;
		if (typeof other !== "string")
			value = next & 1 ? value.subtract(other) : value.add(other);
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
