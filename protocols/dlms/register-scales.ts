import { freezeTable } from "../freeze-table";
import { obisGroup } from "../obis";

/** A unit and a power of ten for a register that is sent without them. */
export interface RegisterScale {
	readonly unit: string;
	readonly power: number;
}

type Kind = "energy" | "power" | "voltage" | "current" | "factor";

/** The powers of ten of each kind. */
interface Profile extends Readonly<Record<Kind, number>> {
	/** How the name of the meter's list of values begins. */
	readonly list: string;
}

interface Quantities {
	readonly kind: Kind;
	readonly unit: string;
	/** With a blank before and behind each of them. */
	readonly list: string;
}

/** What the quantities (C of the OBIS code) are, by the kind of value (D): 7 is the instant value, 8 the time integral. */
const UNITS: readonly Quantities[] = freezeTable<Quantities[]>([
	{ kind: "power", unit: "W", list: " 1 2 15 16 21 22 36 41 42 56 61 62 76 " },
	{ kind: "power", unit: "var", list: " 3 4 5 6 7 8 23 24 43 44 63 64 " },
	{ kind: "power", unit: "VA", list: " 9 10 29 30 49 50 69 70 " },
	{ kind: "voltage", unit: "V", list: " 12 32 52 72 " },
	{ kind: "current", unit: "A", list: " 11 31 51 71 90 91 " },
	{ kind: "factor", unit: "", list: " 13 33 53 73 " },
]);

/**
 * Scales of meters that do not send them, by the name of their list. Kaifa and Kamstrup: "OBIS list" of the Norwegian makers for the HAN port,
 * published by NEK. The last: IDIS meters (Landis+Gyr, Iskraemeco) as Swiss and Slovene grid operators have set them up.
 */
const PROFILES: readonly Profile[] = freezeTable([
	{ list: "KFM_", energy: 0, power: 0, voltage: -1, current: -3, factor: -3 },
	{ list: "Kamstrup_", energy: 1, power: 0, voltage: 0, current: -2, factor: -2 },
	{ list: "", energy: 0, power: 0, voltage: -1, current: -2, factor: -3 },
]);

/** What the register `code` counts in a list of this name; `undefined` when it is no register that is known. */
export function registerScale(code: string, listName: string): RegisterScale | undefined {
	const parts = obisGroup(code).split("."), kindOfValue = Number(parts[1]);
	if (kindOfValue !== 7 && kindOfValue !== 8)
		return;
	const quantity = ` ${Number(parts[0])} `;
	const row = UNITS.find(({ list }) => list.includes(quantity)), isEnergy = kindOfValue === 8;
	if (!row || isEnergy && row.kind !== "power")
		return;
	const profile = PROFILES.find(({ list }) => listName.startsWith(list))!;
	return { unit: isEnergy ? `${row.unit}h` : row.unit, power: profile[isEnergy ? "energy" : row.kind] };
}
