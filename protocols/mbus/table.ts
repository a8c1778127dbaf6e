import { codeStep, findCode } from "../code-lines";

/** How the bytes of a record are to be taken where the DIF alone does not say. */
export type ValueKind =
	| "number"
	/** A whole number without a sign: a state, a version, a set of bits. */
	| "unsigned"
	/** Types F, G, I, J of EN 13757-3 annex A, by length. */
	| "date"
	/** Digits that are a name, not a quantity: kept with their leading zeros. */
	| "identifier"
	/** Identification, manufacturer, version and medium in one (EN 13757-3, 6.4.4 "enhanced identification"). */
	| "enhanced"
	| "manufacturer"
	| "medium"
	/** Bytes with a structure of their own: kept as hexadecimal digits. */
	| "raw";

/**
 * What a line of a value information table says of one code. Its columns: `codes|quantity|unit|scale|kind`; empty ones at its end are left out.
 *
 * `scale` is the power of ten of the first code, and each further code is ten times the one before; or a letter of `PERIODS` for each of the codes.
 */
export interface VifRow {
	readonly quantity: string;
	readonly unit: string;
	readonly scale: Scale;
	readonly kind: ValueKind;
}

/** The value is what was sent × `factor` × 10^`power`. */
export interface Scale {
	readonly factor: number;
	readonly power: number;
}

/**
 * What a line of a table of orthogonal VIFEs says of one code: what it adds to the value information before it. Its columns:
 * `codes|words|suffix|effect`. `suffix`: what the reading's name gets; empty when the meaning of the value stays as it is.
 *
 * | effect | |
 * |---|---|
 * | `error` | the meter could not give the value |
 * | `foreign` | the unit is not the one that the table says |
 * | `raw`, `unsigned` | how the bytes are to be taken |
 * | `date`, `count`, `duration` | the record holds this of the quantity, e.g. how long a limit was exceeded: unit and scale are others |
 * | `/h`, `*s` | added to the unit |
 * | a number | a power of ten that the value gets as well; each further code is ten times the one before |
 */
export interface VifeRow {
	readonly words: string;
	readonly suffix: string;
	readonly effect: string;
	/** How far the code stands behind the first of its line. */
	readonly step: number;
}

type VifColumns = [codes: string, quantity: string, unit?: string, scale?: string, kind?: ValueKind];
type VifeColumns = [codes: string, words: string, suffix?: string, effect?: string];

/** Second, minute, hour and day, in seconds. */
const PERIODS: Readonly<Record<string, number>> = Object.freeze({ s: 1, m: 60, h: 3600, d: 86400 });
/** A twelfth of the tropical year of 365.2422 days, and that year, in hundredths of a second (what libmbus takes too). */
const LONG_PERIODS: Readonly<Record<string, number>> = Object.freeze({ M: 262974383, Y: 3155692596 });

/** The scale of the code that stands `step` behind the first of a line whose column `scale` this is. */
export function readScale(scale: string, step: number): Scale {
	const power = Number(scale);
	if (!Number.isNaN(power))
		return { factor: 1, power: power + step };
	const letter = scale.charAt(step), period = PERIODS[letter];
	return period ? { factor: period, power: 0 } : { factor: LONG_PERIODS[letter]!, power: -2 };
}

/** Looks a VIF up, without its extension bit. */
export function findVif(lines: readonly string[], code: number): VifRow | undefined {
	const columns = findCode(lines, code);
	if (columns === undefined)
		return undefined;
	const { 0: codes, 1: quantity, 2: unit = "", 3: scale = "", 4: kind = "number" } = columns as VifColumns;
	return { quantity, unit, scale: readScale(scale, codeStep(codes, code)), kind };
}

/** Looks an orthogonal VIFE up, without its extension bit. */
export function findVife(lines: readonly string[], code: number): VifeRow | undefined {
	const columns = findCode(lines, code);
	if (columns === undefined)
		return undefined;
	const { 0: codes, 1: words, 2: suffix = "", 3: effect = "" } = columns as VifeColumns;
	return { words, suffix, effect, step: codeStep(codes, code) };
}
