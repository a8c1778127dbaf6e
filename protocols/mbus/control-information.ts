import { freezeTable } from "../freeze-table";

/** What the control information field announces (EN 13757-7, table 2; EN 13757-3, 5.2). */
export interface ControlInformation {
	readonly words: string;
	/** Only what a meter sends is decoded. */
	readonly from: "meter" | "master";
	readonly header: "none" | "short" | "long";
	readonly content: "records" | "fixed" | "error" | "alarm" | "raw";
	/** Multi-octet fields begin with their most significant octet. */
	readonly reversed: boolean;
}

type Row = readonly [ControlInformation["words"], ControlInformation["from"], ControlInformation["header"], ControlInformation["content"]];

const TABLE: Readonly<Record<number, Row>> = freezeTable({
	0x50: ["application reset or selection", "master", "none", "raw"],
	0x51: ["data to the meter", "master", "none", "records"],
	0x52: ["selection of slaves", "master", "none", "raw"],
	0x53: ["application reset or selection", "master", "long", "raw"],
	0x54: ["request for a selected application", "master", "none", "raw"],
	0x55: ["data to the meter", "master", "none", "records"],
	0x56: ["selection of slaves", "master", "none", "raw"],
	// Meters that push send these too: the bits of the control field do not tell who is who.
	0x5A: ["data with short header", "meter", "short", "records"],
	0x5B: ["data with long header", "meter", "long", "records"],
	0x5C: ["synchronisation", "master", "none", "raw"],
	0x69: ["format of compact telegrams", "meter", "none", "raw"],
	0x6A: ["format of compact telegrams", "meter", "short", "raw"],
	0x6B: ["format of compact telegrams", "meter", "long", "raw"],
	0x6C: ["setting of the clock", "master", "long", "raw"],
	0x6D: ["shift of the clock", "master", "long", "raw"],
	0x6E: ["application error", "meter", "short", "error"],
	0x6F: ["application error", "meter", "long", "error"],
	0x70: ["application error", "meter", "none", "error"],
	0x71: ["alarm", "meter", "none", "alarm"],
	0x72: ["variable data with long header", "meter", "long", "records"],
	0x73: ["fixed data", "meter", "none", "fixed"],
	0x74: ["alarm", "meter", "short", "alarm"],
	0x75: ["alarm", "meter", "long", "alarm"],
	0x78: ["variable data without header", "meter", "none", "records"],
	0x79: ["compact data", "meter", "none", "raw"],
	0x7A: ["variable data with short header", "meter", "short", "records"],
	0x7B: ["compact data", "meter", "short", "raw"],
	0x7C: ["DLMS data", "meter", "long", "raw"],
	0x7D: ["DLMS data", "meter", "short", "raw"],
	// In mode 2 (most significant octet first) the old standard moved the two structures up by four.
	0x76: ["variable data with long header, most significant octet first", "meter", "long", "records"],
	0x77: ["fixed data, most significant octet first", "meter", "none", "fixed"],
	0x80: ["transport layer alone", "master", "long", "raw"],
	0x8A: ["transport layer alone", "meter", "short", "raw"],
	0x8B: ["transport layer alone", "meter", "long", "raw"],
});

const REVERSED: readonly number[] = Object.freeze([0x55, 0x56, 0x76, 0x77]);
const OWN: Row = Object.freeze(["the manufacturer's own data", "meter", "none", "raw"] as const);
const BAUD: Row = Object.freeze(["setting of the baud rate", "master", "none", "raw"] as const);

/** Looks a control information field up. Codes A0h to B7h belong to the manufacturer; `undefined` for what no standard has. */
export function controlInformation(code: number): ControlInformation | undefined {
	const row = TABLE[code] ?? range(code);
	if (row === undefined)
		return undefined;
	const [words, from, header, content] = row;
	return { words, from, header, content, reversed: REVERSED.includes(code) };
}

function range(code: number): Row | undefined {
	if (code >= 0xA0 && code <= 0xB7)
		return OWN;
	return code >= 0xB8 && code <= 0xBF ? BAUD : undefined;
}
