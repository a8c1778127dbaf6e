import { findCode } from "../code-lines";

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

type Columns = [codes: string, string, ControlInformation["from"], ControlInformation["header"], ControlInformation["content"]];

/** Columns: `codes|words|from|header|content`. Codes A0h to B7h belong to the manufacturer. */
export const CONTROL_INFORMATION: readonly string[] = Object.freeze([
	"50|application reset or selection|master|none|raw",
	"51|data to the meter|master|none|records",
	"52|selection of slaves|master|none|raw",
	"53|application reset or selection|master|long|raw",
	"54|request for a selected application|master|none|raw",
	"55|data to the meter|master|none|records",
	"56|selection of slaves|master|none|raw",
	// Meters that push send these too: the bits of the control field do not tell who is who.
	"5A|data with short header|meter|short|records",
	"5B|data with long header|meter|long|records",
	"5C|synchronisation|master|none|raw",
	"69|format of compact telegrams|meter|none|raw",
	"6A|format of compact telegrams|meter|short|raw",
	"6B|format of compact telegrams|meter|long|raw",
	"6C|setting of the clock|master|long|raw",
	"6D|shift of the clock|master|long|raw",
	"6E|application error|meter|short|error",
	"6F|application error|meter|long|error",
	"70|application error|meter|none|error",
	"71|alarm|meter|none|alarm",
	"72|variable data with long header|meter|long|records",
	"73|fixed data|meter|none|fixed",
	"74|alarm|meter|short|alarm",
	"75|alarm|meter|long|alarm",
	// In mode 2 (most significant octet first) the old standard moved the two structures up by four.
	"76|variable data with long header, most significant octet first|meter|long|records",
	"77|fixed data, most significant octet first|meter|none|fixed",
	"78|variable data without header|meter|none|records",
	"79|compact data|meter|none|raw",
	"7A|variable data with short header|meter|short|records",
	"7B|compact data|meter|short|raw",
	"7C|DLMS data|meter|long|raw",
	"7D|DLMS data|meter|short|raw",
	"80|transport layer alone|master|long|raw",
	"8A|transport layer alone|meter|short|raw",
	"8B|transport layer alone|meter|long|raw",
	"A0-B7|the manufacturer's own data|meter|none|raw",
	"B8-BF|setting of the baud rate|master|none|raw",
]);

const REVERSED: readonly number[] = Object.freeze([0x55, 0x56, 0x76, 0x77]);

/** Looks a control information field up; `undefined` for what no standard has. */
export function controlInformation(code: number): ControlInformation | undefined {
	const columns = findCode(CONTROL_INFORMATION, code);
	if (columns === undefined)
		return undefined;
	const { 1: words, 2: from, 3: header, 4: content } = columns as Columns;
	return { words, from, header, content, reversed: REVERSED.includes(code) };
}
