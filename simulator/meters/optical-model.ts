import type { LineFormat } from "../wire/line-format";
import type { Household } from "./household";
import type { HouseholdModel } from "./p1-model";

/** A meter that sends by itself. */
export interface PushTalk {
	readonly kind: "push";
	readonly format: LineFormat;
	/** Milliseconds from one telegram to the next. */
	readonly period: number;
	/** How far from a telegram's end a byte of its check stands; 0: it has none. */
	readonly checkAt: number;
}

/** A meter that wants to be asked, after IEC 62056-21. */
export interface AskTalk {
	readonly kind: "ask";
	readonly mode: "A" | "B" | "C";
	/** `/LOG5LK11BL804011` without its end. */
	readonly identification: string;
	/** Rate of the data that it promises. */
	readonly baud: number;
	/** Answers to this device address, and to none. */
	readonly address: string;
	/** Milliseconds from the end of what it hears to its own first bit (tr). */
	readonly reaction: number;
	/** Sleeps until it has seen so many NULs in a row. */
	readonly wakeUp?: number;
}

/** A meter that answers binary requests. */
export interface RequestTalk {
	readonly kind: "request";
	readonly format: LineFormat;
	/** Byte that ends a request. */
	readonly last: number;
	/** Milliseconds from the end of a request to its own first bit. */
	readonly reaction: number;
	/** How far from an answer's end a byte of its check stands. */
	readonly checkAt: number;
	/** `undefined`: it says nothing. */
	answer(request: Uint8Array, values: Readonly<Record<string, number>>): Uint8Array | undefined;
}

/** A type of meter with an optical port, as data. Quantities of its household are whole thousandths: Wh, W, mV, mA. */
export interface OpticalModel extends HouseholdModel {
	readonly name: string;
	readonly talk: PushTalk | AskTalk | RequestTalk;
	/** What it sends now: a whole telegram, or the lines of a data block without `!`. `pin`: its PIN was entered. */
	write(household: Household, pin: boolean): Uint8Array;
}
