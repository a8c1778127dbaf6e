import type { Reading } from "../protocols/reading";
import { addNamedMembers, sum } from "./named-members";
import type { NameRow } from "./name-row";
import { opticalIdentityCodes } from "./optical-names";
import { SensorObject } from "./sensor-object";
import type { Member } from "./sensor-object";

/** Periods that SML meters count back from now: the last day, week, month, year, and since it was reset. They are values like others. */
const firstRecent = 96;
const lastRecent = 100;

/**
 * Where in a meter's telegrams the named values stand. Worked out from one telegram, good for all that have the same codes at the same
 * places; `fits` tells.
 */
export class OpticalLayout {
	readonly #object = new SensorObject();
	/** The telegram before: it had the same codes. */
	#last: readonly Reading[];

	constructor(readings: readonly Reading[], names: readonly (NameRow | string)[]) {
		this.#last = readings;
		const codes = new Map<string, number>();
		const history = new Map<string, number[]>();
		const used = new Set<number>();
		readings.forEach(({ id, index, value, unit }, at) => {
			const code = codeOf(id);
			const key = index ? `${code}#${index}` : code;
			// What is empty says nothing.
			if (value === "" && !unit || opticalIdentityCodes.includes(key))
				used.add(at);
			else if (isHistory(id)) {
				const plain = code.slice(0, periodStart(code));
				history.set(plain, [...history.get(plain) ?? [], at]);
				used.add(at);
			}
			else if (!codes.has(key))
				codes.set(key, at);
		});
		addShortCodes(codes);
		addNamedMembers(this.#object, names, readings, codes, used);
		history.forEach((places, name) => this.#object.add(list(name, places, "History")));
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
			if (reading !== before && (reading.id !== before.id || reading.index !== before.index || reading.unit !== before.unit))
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

/** True for the code of an earlier billing period: `1.8.0*01`, `1.8.0&01`. */
export function isHistory(id: string): boolean {
	const at = periodStart(id);
	if (at === id.length)
		return false;
	const period = Number(id.slice(at + 1));
	// Under 96 stand texts about the meter, whose last number is no period.
	return (period < firstRecent || period > lastRecent && period !== 255) && !id.includes(":96.");
}

/** What the code of a whole register value is called without what all have: `1.8.0` of `1-0:1.8.0*255`, `8-0:1.0.0` of a water meter. */
export function codeOf(id: string): string {
	const colon = id.indexOf(":"), star = periodStart(id);
	const medium = colon < 0 ? "" : id.slice(0, colon + 1);
	// Some makers write 255 for a tariff, too.
	let code = id.slice(colon + 1, star);
	if (code.endsWith(".255"))
		code = `${code.slice(0, -3)}0`;
	const period = id.slice(star + 1);
	return (medium.startsWith("1-") || medium.startsWith("0-") ? "" : medium) + code
		+ (period === "" || period === "255" ? "" : `*${period}`);
}

function periodStart(id: string): number {
	const star = id.indexOf("*");
	const at = star < 0 ? id.indexOf("&") : star;
	return at < 0 ? id.length : at;
}

/** Old electricity meters leave out the tariff: `1.8` is `1.8.0`. Beyond reactive power the same short codes are those of heat meters. */
function addShortCodes(codes: Map<string, number>): void {
	for (const [code, at] of [...codes]) {
		const whole = `${code}.0`;
		if (code.length === 3 && code >= "1.0" && code <= "4.9" && !codes.has(whole))
			codes.set(whole, at);
	}
}

/** What no name is known for keeps its code, so that nothing the meter says is lost. */
function addOthers(object: SensorObject, readings: readonly Reading[], used: ReadonlySet<number>): void {
	const places = new Map<string, number[]>();
	readings.forEach(({ id }, at) => {
		if (!used.has(at))
			places.set(id, [...places.get(id) ?? [], at]);
	});
	places.forEach((at, name) => object.add(list(name, at, "Other")));
}

function list(name: string, places: readonly number[], group: string): Member {
	// An address may hold any printable character.
	return { name: JSON.stringify(name).slice(1, -1), parts: places.map(at => sum([at])), array: places.length > 1, group };
}
