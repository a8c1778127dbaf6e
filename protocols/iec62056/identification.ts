import { consistsOf, isPrintable, isWithin } from "../text-shape";

/** What a meter says of itself before its data (IEC 62056-21, section 6.3.2 and 6.3.14): `/ISk5MT174-0001`. */
export interface Identification {
	/** The line as sent, without the end of line. */
	readonly text: string;
	/** Three letters as sent; see `fast`. */
	readonly manufacturer: string;
	/** The character that names the baud rate. */
	readonly baudCharacter: string;
	/**
	 * What the baud character says: `C` a digit (acknowledge, then change), `B` a letter (change without acknowledge), `A` anything else
	 * (no change); `E` when the identification also offers HDLC (`\2`), with mode C as fall-back. Pushed telegrams (mode D) carry any.
	 */
	readonly mode: "A" | "B" | "C" | "E";
	/** The rate that the meter offers for the data; 300 where it offers none. */
	readonly baud: number;
	/** The third letter is lower-case: the meter answers within 20 ms, not 200 ms. */
	readonly fast: boolean;
	/** What stands behind `\`, one character each; empty for most. */
	readonly enhanced: string;
	/** The rest: model, version, as the maker likes. */
	readonly model: string;
}

/** Section 6.3.14, item 13: the rates of modes C and E from `0` on, and of mode B from `A` on. */
const BAUDS_C: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200]);
const BAUDS_B: readonly number[] = Object.freeze([600, 1200, 2400, 4800, 9600, 19200]);
const INITIAL_BAUD = 300;
/** `/`, three letters and the baud character. */
const BEGINNING = 5;

/** Reads an identification line; `undefined` when the text is none, such as a request (`/?!`). */
export function parseIdentification(text: string): Identification | undefined {
	// One that was cut and begun anew has its beginning twice.
	text = text.slice(text.lastIndexOf(text.slice(0, BEGINNING)));
	const manufacturer = text.slice(1, 4), baudCharacter = text.charAt(4);
	if (!text.startsWith("/") || !consistsOf(manufacturer, "AZaz", 3) || !isWithin(baudCharacter.charCodeAt(0), " .0~") || !isPrintable(text))
		return undefined;
	let at = BEGINNING;
	// A last one with nothing behind it is part of the model.
	while (text.charAt(at) === "\\" && at + 1 < text.length)
		at += 2;
	const enhanced = text.slice(BEGINNING, at).split("\\").join("");
	const fast = manufacturer.charAt(2) >= "a";
	return { text, manufacturer, baudCharacter, ...offer(baudCharacter, enhanced), fast, enhanced, model: text.slice(at).trim() };
}

function offer(baudCharacter: string, enhanced: string): Pick<Identification, "mode" | "baud"> {
	const code = baudCharacter.charCodeAt(0);
	const baudC = BAUDS_C[code - 0x30];
	if (baudC)
		return { mode: enhanced.includes("2") ? "E" : "C", baud: baudC };
	const baudB = BAUDS_B[code - 0x41];
	return baudB ? { mode: "B", baud: baudB } : { mode: "A", baud: INITIAL_BAUD };
}
