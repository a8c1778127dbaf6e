import { freezeTable } from "../freeze-table";
import { obisGroup } from "../obis";

/** A unit and a power of ten for a register that is sent without them. */
export interface RegisterScale {
	readonly unit: string;
	readonly power: number;
}

type Kind = "energy" | "power" | "voltage" | "current" | "factor";

interface Profile {
	/** How the name of the meter's list of values begins. */
	readonly list: string;
	readonly powers: Readonly<Record<Kind, number>>;
}

/** What the quantities (C of the OBIS code) are, by the kind of value (D): 7 is the instant value, 8 the time integral. */
const UNITS: readonly (readonly [Kind, string, readonly number[]])[] = freezeTable<[Kind, string, number[]][]>([
	["power", "W", [1, 2, 15, 16, 21, 22, 36, 41, 42, 56, 61, 62, 76]],
	["power", "var", [3, 4, 5, 6, 7, 8, 23, 24, 43, 44, 63, 64]],
	["power", "VA", [9, 10, 29, 30, 49, 50, 69, 70]],
	["voltage", "V", [12, 32, 52, 72]],
	["current", "A", [11, 31, 51, 71, 90, 91]],
	["factor", "", [13, 33, 53, 73]],
]);

/**
 * Scales of meters that do not send them, by the name of their list. Kaifa and Kamstrup: "OBIS list" of the Norwegian makers for the HAN port,
 * published by NEK. The last: IDIS meters (Landis+Gyr, Iskraemeco) as Swiss and Slovene grid operators have set them up.
 */
const PROFILES: readonly Profile[] = freezeTable([
	{ list: "KFM_", powers: { energy: 0, power: 0, voltage: -1, current: -3, factor: -3 } },
	{ list: "Kamstrup_", powers: { energy: 1, power: 0, voltage: 0, current: -2, factor: -2 } },
	{ list: "", powers: { energy: 0, power: 0, voltage: -1, current: -2, factor: -3 } },
]);

/** What the register `code` counts in a list of this name; `undefined` when it is no register that is known. */
export function registerScale(code: string, listName: string): RegisterScale | undefined {
	const [quantity, kindOfValue] = obisGroup(code).split(".").map(Number);
	if (kindOfValue !== 7 && kindOfValue !== 8)
		return;
	for (const [kind, unit, quantities] of UNITS) {
		if (!quantities.includes(quantity!))
			continue;
		const isEnergy = kindOfValue === 8;
		if (isEnergy && kind !== "power")
			return;
		const { powers } = PROFILES.find(({ list }) => listName.startsWith(list))!;
		return { unit: isEnergy ? `${unit}h` : unit, power: powers[isEnergy ? "energy" : kind] };
	}
	return;
}
