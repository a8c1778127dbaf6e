import type { SerialFormat } from "../serial";

/** A way in which a P1 port may talk: what `P1Port` tries, finds, and remembers. */
export interface P1Format {
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even";
	/** The pin idles low: the port's own open collector without a transistor behind it. */
	readonly inverted: boolean;
}

const format = (baud: number, data: 7 | 8, parity: "none" | "even", inverted: boolean): P1Format =>
	Object.freeze({ baud, data, parity, inverted });

/**
 * The formats that real P1 ports use, the likely ones first: DSMR 4, 5 and their descendants at 115200 8N1, DSMR 2.2 and 3 at 9600 7E1 (P1
 * Companion Standard 5.0.2 section 5.4, 2.2 section 3.4); the Slovene AM550 at 115200 7E1, NES meters at 115200 8E1, and 9600 8N1. The last are
 * ports on which DLMS comes: M-Bus interfaces at 2400 8E1 and 8N1 (Norway, Austria, Switzerland), Landis+Gyr's E360 at 38400 8N1. Each direct at
 * the pin and inverted.
 */
export const p1Formats: readonly P1Format[] = Object.freeze([
	format(115200, 8, "none", true),
	format(115200, 8, "none", false),
	format(9600, 7, "even", true),
	format(9600, 7, "even", false),
	format(115200, 7, "even", true),
	format(115200, 7, "even", false),
	format(115200, 8, "even", true),
	format(115200, 8, "even", false),
	format(9600, 8, "none", true),
	format(9600, 8, "none", false),
	format(2400, 8, "even", false),
	format(2400, 8, "even", true),
	format(2400, 8, "none", false),
	format(2400, 8, "none", true),
	format(38400, 8, "none", true),
	format(38400, 8, "none", false),
]);

/** `115200 8N1, inverted`: for the user, the log, and as the text that is remembered. */
export function describeP1Format(format: P1Format): string {
	return `${format.baud} ${format.data}${format.parity === "even" ? "E" : "N"}1${format.inverted ? ", inverted" : ""}`;
}

/** The format with this description; `undefined` for any other text. */
export function findP1Format(text: string | undefined): P1Format | undefined {
	return p1Formats.find(format => describeP1Format(format) === text);
}

export function serialFormat(format: P1Format): SerialFormat & { quiet: number; } {
	return {
		baud: format.baud,
		data: format.data,
		parity: format.parity,
		stop: 1,
		invert: { receive: format.inverted, transmit: false },
		// Five characters of silence: a telegram's end is seen soon, and the gap between two characters is never taken for it.
		quiet: Math.max(3, Math.ceil(50_000 / format.baud)),
	};
}
