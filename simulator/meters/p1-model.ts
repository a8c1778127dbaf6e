import type { Household } from "./household";

/** A register that counts a power: its name, the power's, and the tariff during which it counts (always when absent). */
export type Register = readonly [name: string, power: string, tariff?: 1 | 2];

/** A counter that a sub-meter reports at full multiples of `minutes`: its name, and the most that it counts in that time. */
export interface SubMeter {
	readonly name: string;
	readonly minutes: number;
	/** Litres per report. */
	readonly most: number;
}

/** What goes on behind a meter, as data: see `Household`. Quantities are whole thousandths of what the telegram prints: Wh, W, mV, mA, litres. */
export interface HouseholdModel {
	/** Time of the first telegram. */
	readonly start: string;
	readonly phases: 1 | 3;
	/** Most that solar panels give, in W; 0 for none. */
	readonly solar: number;
	/** Tariff from 07:00 to 22:00 on working days, and otherwise. */
	readonly tariffs: readonly [day: 1 | 2, other: 1 | 2];
	readonly registers: readonly Register[];
	readonly subMeters: readonly SubMeter[];
	/** First values. */
	readonly values: Readonly<Record<string, number>>;
	/** First texts. */
	readonly texts: Readonly<Record<string, string>>;
	/** What else changes when time has gone on from `before` (epoch, ms). */
	develop?(household: Household, before: number): void;
}

/** A type of P1 meter, as data. */
export interface P1Model extends HouseholdModel {
	readonly name: string;
	readonly format: { readonly baud: number; readonly data: 7 | 8; readonly parity: "none" | "even"; readonly stop: 1; };
	/** Milliseconds from one telegram to the next. */
	readonly period: number;
	/** CRC-16 after the exclamation mark (DSMR 4 and later), or nothing. */
	readonly check: "crc16" | "none";
	/** What is sent before the exclamation mark: `{name}` is a text, `{name:6.3}` a quantity with so many digits before and after the point. */
	readonly lines: readonly string[];
	/** What goes out on the wire for a telegram: `text` is what the lines give, with its check. Absent: the text itself. */
	encode?(household: Household, text: Uint8Array): Uint8Array;
}
