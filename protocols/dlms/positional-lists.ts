import { freezeTable } from "../freeze-table";

interface PositionalList {
	/** How the first text begins. Empty: there is no text. */
	readonly begins: string;
	/** What stands at each place. Empty: nothing that is published. */
	readonly codes: readonly string[];
}

const IDENTITY: readonly string[] = Object.freeze(["1-1:0.2.129*255", "0-0:96.1.0*255", "0-0:96.1.7*255"]);
const POWERS: readonly string[] = Object.freeze(["1-0:1.7.0*255", "1-0:2.7.0*255", "1-0:3.7.0*255", "1-0:4.7.0*255"]);
const ENERGIES: readonly string[] = Object.freeze(["0-0:1.0.0*255", "1-0:1.8.0*255", "1-0:2.8.0*255", "1-0:3.8.0*255", "1-0:4.8.0*255"]);
const CURRENTS: readonly string[] = Object.freeze(["1-0:31.7.0*255", "1-0:51.7.0*255", "1-0:71.7.0*255"]);
const VOLTAGES: readonly string[] = Object.freeze(["1-0:32.7.0*255", "1-0:52.7.0*255", "1-0:72.7.0*255"]);
const ONE_PHASE: readonly string[] = Object.freeze([...IDENTITY, ...POWERS, CURRENTS[0]!, VOLTAGES[0]!]);
const THREE_PHASES: readonly string[] = Object.freeze([...IDENTITY, ...POWERS, ...CURRENTS, ...VOLTAGES]);

/**
 * Meters that send values without their OBIS codes, by the number of values. Kaifa: the maker's "OBIS list" for the Norwegian HAN port. ISK: the
 * two lists of Slovene meters (Iskraemeco), as the grid operators describe them.
 */
const LISTS: readonly PositionalList[] = freezeTable([
	{ begins: "KFM_", codes: ONE_PHASE },
	{ begins: "KFM_", codes: [...ONE_PHASE, ...ENERGIES] },
	{ begins: "KFM_", codes: THREE_PHASES },
	{ begins: "KFM_", codes: [...THREE_PHASES, ...ENERGIES] },
	{
		begins: "ISK",
		codes: [
			"0-0:42.0.0*255",
			"0-0:96.1.1*255",
			...POWERS,
			...VOLTAGES,
			...CURRENTS,
			"1-0:21.7.0*255",
			"1-0:41.7.0*255",
			"1-0:61.7.0*255",
			"1-0:22.7.0*255",
			"1-0:42.7.0*255",
			"1-0:62.7.0*255",
		],
	},
	{
		begins: "ISK",
		codes: [
			"0-0:42.0.0*255",
			"",
			"0-0:96.3.10*255",
			"0-0:96.14.0*255",
			"1-0:1.8.0*255",
			"1-0:1.8.1*255",
			"1-0:1.8.2*255",
			"1-0:2.8.0*255",
			"1-0:2.8.1*255",
			"1-0:2.8.2*255",
			"1-0:3.8.0*255",
			"1-0:4.8.0*255",
		],
	},
	// Kaifa's shortest list is a single number.
	{ begins: "", codes: ["1-0:1.7.0*255"] },
]);

/** The codes of a list without any: by its first text and the number of its values. `undefined` for a list that is not known. */
export function positionalCodes(firstText: string | undefined, count: number): readonly string[] | undefined {
	return LISTS.find(({ begins, codes }) => codes.length === count && (begins ? firstText?.startsWith(begins) : firstText === undefined))
		?.codes;
}
