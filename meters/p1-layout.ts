import type { Reading } from "../protocols/reading";
import { hungarianMonth, p1IdentityCodes, p1Names } from "./p1-names";
import type { P1Name } from "./p1-names";
import { SensorObject } from "./sensor-object";
import type { Member, Sum } from "./sensor-object";

/**
 * Where in a meter's telegrams the named values stand. Worked out from one telegram, good for all that have the same codes at the same
 * places; `fits` tells.
 */
export class P1Layout {
	readonly #ids: readonly string[];
	readonly #main: SensorObject;
	readonly #groups: { readonly name: string; readonly object: SensorObject }[] = [];

	constructor(readings: readonly Reading[]) {
		this.#ids = readings.map(reading => reading.id);
		const used = new Set<number>();
		const codes = new Map<string, number>();
		readings.forEach((reading, at) => {
			const code = codeOf(reading.id);
			if (code === undefined)
				used.add(at);		// another meter's, on an M-Bus channel
			else if (!codes.has(code))
				codes.set(code, at);
		});
		for (const code of p1IdentityCodes) {
			const at = codes.get(code);
			if (at !== undefined)
				used.add(at);
		}
		this.#main = new SensorObject(namedMembers(codes, used));
		this.#addHistory(readings, codes, used);
		this.#addOthers(readings, used);
	}

	/** True when `readings` have the codes of the telegram that this layout was made from, in the same order. */
	fits(readings: readonly Reading[]): boolean {
		const ids = this.#ids;
		if (readings.length !== ids.length)
			return false;
		for (let at = 0; at < ids.length; at++) {
			if (readings[at]!.id !== ids[at])
				return false;
		}
		return true;
	}

	/** Members of the meter's own JSON object, without braces. */
	text(readings: readonly Reading[]): string {
		let text = this.#main.text(readings);
		for (const { name, object } of this.#groups)
			text += `${text && ","}"${name}":{${object.text(readings)}}`;
		return text;
	}

	/** `0-0:98.1.0`: the closing values of the last month (Hungary) or the peaks of the last thirteen (Belgium). */
	#addHistory(readings: readonly Reading[], codes: Map<string, number>, used: Set<number>): void {
		const start = codes.get("98.1.0");
		if (start === undefined)
			return;
		const places: number[] = [];
		for (let at = start; at < readings.length && codeOf(readings[at]!.id) === "98.1.0"; at++) {
			if (typeof readings[at]!.value !== "string")
				places.push(at);
			used.add(at);
		}
		if (!places.length)
			return;
		// The Belgian list repeats one value, each with its own time; the Hungarian one has many under one time.
		const belgian = places.every(at => /^k?W$/.test(readings[at]!.unit));
		if (belgian) {
			const parts = places.map(at => sum([at]));
			this.#groups.push({
				name: "PeakPowerHistory",
				object: new SensorObject([
					{ name: "Power", unit: "W", parts, array: true },
					{ name: "Time", parts, array: true, as: "time" },
				]),
			});
			return;
		}
		const members: Member[] = [{ name: "Time", parts: [sum([places[0]!])], array: false, as: "time" }];
		places.forEach((at, place) => {
			const name = hungarianMonth[place] ?? { name: `Value_${place + 1}` };
			members.push({ name: name.name, unit: name.unit, parts: [sum([at])], array: false });
		});
		this.#groups.push({ name: "LastMonth", object: new SensorObject(members) });
	}

	/** What no name is known for keeps its code, so that nothing the meter says is lost. */
	#addOthers(readings: readonly Reading[], used: Set<number>): void {
		const places = new Map<string, number[]>();
		readings.forEach((reading, at) => {
			if (used.has(at))
				return;
			const list = places.get(reading.id);
			if (list)
				list.push(at);
			else
				places.set(reading.id, [at]);
		});
		if (!places.size)
			return;
		const members: Member[] = [];
		for (const [id, list] of places)
			members.push({ name: id, parts: list.map(at => sum([at])), array: list.length > 1 });
		this.#groups.push({ name: "Other", object: new SensorObject(members) });
	}
}

/** `1.8.0` of `1-0:1.8.0`; `undefined` for a code of an M-Bus channel (`0-1:24.2.1`). */
function codeOf(id: string): string | undefined {
	const colon = id.indexOf(":");
	if (colon < 0)
		return id;
	return id.startsWith("0-") && id !== "0-0" && id.charAt(2) !== "0" ? undefined : id.slice(colon + 1);
}

function namedMembers(codes: Map<string, number>, used: Set<number>): Member[] {
	const members: Member[] = [];
	const found = (terms: readonly string[]): Sum | undefined => {
		const first = codes.get(terms[0]!);
		if (first === undefined)
			return;
		const at: number[] = [], minus: boolean[] = [];
		for (const term of terms) {
			const negative = term.startsWith("-");
			const place = codes.get(negative ? term.slice(1) : term);
			if (place !== undefined) {
				at.push(place);
				minus.push(negative);
				used.add(place);
			}
		}
		return { at, minus };
	};
	for (const name of p1Names) {
		const parts = (name.phases ?? []).map(found);
		if (name.from) {
			const alternative = name.from.find(terms => codes.has(terms[0]!));
			if (alternative)
				parts.push(found(alternative));
		}
		while (parts.length && !parts[parts.length - 1])
			parts.pop();
		if (parts.length)
			members.push(member(name, parts));
	}
	return members;
}

function member({ name, unit, as }: P1Name, parts: (Sum | undefined)[]): Member {
	return { name, unit, parts, array: parts.length > 1, as };
}

function sum(at: readonly number[]): Sum {
	return { at, minus: at.map(() => false) };
}
