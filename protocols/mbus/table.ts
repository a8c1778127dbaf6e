import { freezeTable } from "../freeze-table";

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

/** A row of a value information table: the codes `first` to `last` and what they stand for. */
export interface VifRow {
	readonly first: number;
	readonly last: number;
	readonly quantity: string;
	readonly unit: string;
	/** Power of ten for the first code. Without `factors` each further code is ten times the one before. */
	readonly power?: number;
	/** What each code multiplies by, from the first on. */
	readonly factors?: readonly number[];
	readonly kind?: ValueKind;
}

/** A row of the table of orthogonal VIFEs: what they add to the value information before them. */
export interface VifeRow {
	readonly first: number;
	readonly last: number;
	readonly words: string;
	/** What the reading's name gets; empty when the meaning of the value stays as it is. */
	readonly suffix: string;
	/** Added to the unit. */
	readonly per?: string;
	/** Power of ten that the value gets as well; each further code is ten times the one before. */
	readonly power?: number;
	/** Takes the place of unit and scale: the record holds something else of the quantity, e.g. how long a limit was exceeded. */
	readonly instead?: { readonly unit: string; readonly factors?: readonly number[]; readonly kind?: ValueKind; };
	/** The meter could not give the value. */
	readonly error?: boolean;
	/** The unit is not the one that the table says. */
	readonly foreign?: boolean;
	readonly kind?: ValueKind;
}

/** Seconds, minutes, hours and days in seconds. */
export const TIME: readonly number[] = Object.freeze([1, 60, 3600, 86400]);

/**
 * Lays rows out by code, so that a look-up costs one step. Preloaded modules do this on the build machine; the result lives in
 * flash.
 */
export function indexRows<Row extends { readonly first: number; readonly last: number; }>(rows: readonly Row[]): readonly (Row | null)[] {
	const index: (Row | null)[] = new Array<Row | null>(128).fill(null);
	for (const row of rows)
		index.fill(freezeTable(row), row.first, row.last + 1);
	return Object.freeze(index);
}
