import type { Reading } from "../protocols/reading";
import { readNameRow } from "./name-row";
import { addNamedMembers, sum } from "./named-members";
import { hungarianMonth, p1IdentityCodes, p1Names } from "./p1-names";
import { SensorObject } from "./sensor-object";

/** F of a code that does not use it, as DLMS meters send it. */
const UNUSED = "*255";

/**
 * Where in a meter's telegrams the named values stand. Worked out from one telegram, good for all that have the same codes at the same
 * places; `fits` tells.
 */
export class P1Layout {
	readonly #object = new SensorObject();
	/** Where the lines of the M-Bus channels stand: other meters' values. */
	readonly channelPlaces: readonly number[];
	/** The telegram before: it had the same codes. */
	#last: readonly Reading[];

	constructor(readings: readonly Reading[]) {
		this.#last = readings;
		const used = new Set<number>();
		const codes = new Map<string, number>();
		const channels: number[] = [];
		readings.forEach((reading, at) => {
			const code = codeOf(reading.id);
			if (code === undefined) {
				used.add(at);
				channels.push(at);
			}
			else if (!codes.has(code))
				codes.set(code, at);
		});
		this.channelPlaces = channels;
		for (const code of p1IdentityCodes) {
			const at = codes.get(code);
			if (at !== undefined)
				used.add(at);
		}
		addNamedMembers(this.#object, p1Names, readings, codes, used);
		addHistory(this.#object, readings, used);
		addOthers(this.#object, readings, used);
		this.#object.end();
	}

	/** True when `readings` have the codes of the telegram that this layout was made from, in the same order. */
	fits(readings: readonly Reading[]): boolean {
		const last = this.#last;
		if (readings.length !== last.length)
			return false;
		for (let at = 0; at < last.length; at++) {
			const reading = readings[at]!, before = last[at]!;
			if (reading !== before && reading.id !== before.id)
				return false;
		}
		this.#last = readings;
		return true;
	}

	/** Members of the meter's own JSON object, without braces. */
	text(readings: readonly Reading[]): string {
		return this.#object.text(readings);
	}
}

/** `1.8.0` of `1-0:1.8.0` and of `1-0:1.8.0*255`; `undefined` for a code of an M-Bus channel (`0-1:24.2.1`). */
function codeOf(id: string): string | undefined {
	const colon = id.indexOf(":");
	if (colon < 0)
		return id;
	return id.startsWith("0-") && id.charAt(2) !== "0"
		? undefined
		: id.slice(colon + 1, id.endsWith(UNUSED) ? id.length - UNUSED.length : id.length);
}

/** `0-0:98.1.0`: the closing values of the last month (Hungary) or the peaks of up to thirteen months (Belgium). */
function addHistory(object: SensorObject, readings: readonly Reading[], used: Set<number>): void {
	const places: number[] = [];
	readings.forEach(({ id, value }, at) => {
		if (codeOf(id) !== "98.1.0")
			return;
		used.add(at);
		if (typeof value !== "string")
			places.push(at);
	});
	if (!places.length)
		return;
	// The Belgian list has one kind of value, each with its own time; the Hungarian one has many kinds under one time.
	if (places.every(at => ["W", "kW"].includes(readings[at]!.unit))) {
		const parts = places.map(at => sum([at])), group = "PeakPowerHistory";
		object.add({ name: "Power", unit: "W", parts, array: true, group });
		object.add({ name: "Time", as: "time", parts, array: true, group });
		return;
	}
	const group = "LastMonth";
	object.add({ name: "Time", as: "time", parts: [sum([places[0]!])], array: false, group });
	places.forEach((at, place) => {
		const { name, unit } = readNameRow(hungarianMonth[place] ?? `Value_${place + 1}`);
		object.add({ name, unit, parts: [sum([at])], array: false, group });
	});
}

/** What no name is known for keeps its code, so that nothing the meter says is lost. */
function addOthers(object: SensorObject, readings: readonly Reading[], used: ReadonlySet<number>): void {
	const places = new Map<string, number[]>();
	readings.forEach(({ id }, at) => {
		if (!used.has(at))
			places.set(id, [...places.get(id) ?? [], at]);
	});
	places.forEach((list, name) => object.add({ name, parts: list.map(at => sum([at])), array: list.length > 1, group: "Other" }));
}
