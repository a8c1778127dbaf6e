import type { Reading } from "../protocols/reading";
import { type NameRow, readNameRow } from "./name-row";
import type { SensorObject, Sum } from "./sensor-object";

/**
 * Adds to a JSON object the members for which the telegram has values: the first row of each name for which there are any. `names`: lines of a table, or rows. `codes`: where in
 * `readings` each code stands; the places that are taken are added to `used`.
 */
export function addNamedMembers(
	object: SensorObject,
	names: readonly (NameRow | string)[],
	readings: readonly Reading[],
	codes: ReadonlyMap<string, number>,
	used: Set<number>,
): void {
	const added: string[] = [];
	for (const line of names) {
		const { name, unit, units, beside, as, phases, from } = typeof line === "string" ? readNameRow(line) : line;
		if (beside !== undefined && !codes.has(beside))
			continue;
		const isThere = (terms: readonly string[]): boolean => {
			const place = codes.get(terms[0]!);
			return place !== undefined && (!units || units.includes(readings[place]!.unit));
		};
		const found = (terms: readonly string[]): Sum | undefined => isThere(terms) ? findSum(terms, codes, used) : undefined;
		const alternative = from?.find(isThere);
		const parts = phases ? phases.map(found) : alternative ? [found(alternative)] : [];
		while (parts.length && !parts[parts.length - 1])
			parts.pop();
		if (!parts.length || added.includes(name))
			continue;
		added.push(name);
		object.add({ name, unit, as, parts, array: parts.length > 1 });
	}
}

/** One value as a sum of itself, or several. */
export function sum(at: readonly number[]): Sum {
	return { at, minus: at.map(() => false) };
}

function findSum(terms: readonly string[], codes: ReadonlyMap<string, number>, used: Set<number>): Sum {
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
}
