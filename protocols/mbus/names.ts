import type { Reading } from "../reading";
import { wordsOf } from "../text-shape";

/** What a reading is called is made of these. */
export interface NameParts {
	readonly quantity: string;
	readonly function: NonNullable<Reading["function"]>;
	readonly storage: number;
	readonly tariff: number;
	readonly subunit: number;
	/** From the VIFEs: a phase, a limit, a direction … */
	readonly suffixes: readonly string[];
	/** Hexadecimal digits of the value information, for quantities that have no name. */
	readonly code: string;
}

/** Quantities whose name is not simply their words put together. */
const NAMES: Readonly<Record<string, string>> = Object.freeze({
	"Any value": "Value",
	"Date and time": "DateTime",
	"Heat cost allocation": "HeatCost",
	"Parameter set identification": "ParameterSet",
	"Phase angle voltage to voltage": "PhaseAngleUU",
	"Phase angle voltage to current": "PhaseAngleUI",
});

const FUNCTIONS: Readonly<Record<NameParts["function"], string>> = Object.freeze({
	instantaneous: "",
	maximum: "_max",
	minimum: "_min",
	error: "_error",
});

/**
 * A name that stays the same from telegram to telegram: the quantity, then what tells this value from others of it, in a fixed order:
 * VIFEs, function, subunit `_U`, tariff `_T`, storage `_S`.
 *
 * `Energy`, `Energy_T1`, `Volume_S1`, `Power_max_S1`, `Voltage_L1`, `Volume_U2_S1`
 */
export function readingName(parts: NameParts): string {
	let name = nameOf(parts);
	for (const suffix of parts.suffixes)
		name += `_${suffix}`;
	name += FUNCTIONS[parts.function];
	if (parts.subunit !== 0)
		name += `_U${parts.subunit}`;
	if (parts.tariff !== 0)
		name += `_T${parts.tariff}`;
	return parts.storage === 0 ? name : `${name}_S${parts.storage}`;
}

function nameOf(parts: NameParts): string {
	const { quantity, code } = parts;
	if (quantity === "Unknown")
		return `Unknown_${code}`;
	if (quantity === "Manufacturer specific")
		return `Manufacturer_${code.slice(2) || code}`;
	const name = NAMES[quantity] ?? pascalCase(quantity);
	return name === "" ? "Unnamed" : name;
}

/** Letters and digits only, as topics and JSON keys like them: also for the words that a meter made up itself. */
function pascalCase(words: string): string {
	return wordsOf(words).map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}
