import { obisGroup, obisValue } from "../obis";

/**
 * How the brackets of an object are read.
 *
 * - `value`: numbers with or without unit, time stamps before them.
 * - `list`: the same many times over, with the list's length in front.
 * - `text`: a status, a version: leading zeros count.
 * - `octets`: an identifier or a message: a text too, sent as hexadecimal octets by most meters.
 * - `clock`: the telegram's own time.
 * - `submeter`: a meter on an M-Bus channel; without a unit there is no such meter.
 * - `buffer`: the DSMR 2 and 3 form of the same, with its unit in a bracket of its own.
 */
export type ObjectKind = "value" | "list" | "text" | "octets" | "clock" | "submeter" | "buffer";

/** By C and D of the OBIS code, or by C, D and E: P1 Companion Standard 5.0.2 section 6.12, e-MUCS-P1 section 5, IEC 62056-61 for the rest. */
const kinds: Readonly<Record<string, ObjectKind>> = Object.freeze({
	"0.0": "text", // device number
	"0.2": "text", // version of the P1 output, of the firmware
	"1.0": "clock",
	"24.2": "submeter",
	"24.3": "buffer",
	"42.0": "octets", // logical device name
	"96.1": "octets", // equipment identifiers
	"96.1.4": "text", // version of the P1 output, Belgium
	"96.4": "text", // status
	"96.5": "text", // status
	"96.13": "octets", // messages
	"96.14": "text", // tariff, sent as a text of four characters
	"96.50": "text", // breaker and relays, Hungary: ON, OFF
	"97.97": "text", // error register
	"98.1": "list", // closing values, monthly peaks
	"99.1": "list", // load profile
	"99.97": "list", // power failures
});

/** The kind of a whole OBIS code. */
export function objectKind(code: string): ObjectKind {
	return kinds[obisValue(code)] ?? kinds[obisGroup(code)] ?? "value";
}

/** Units that some meters write right behind the number, without the `*`. */
export const gluedUnits: readonly string[] = Object.freeze("kWh Wh kW W kvarh kvar kVArh kVAr kVA V A Hz m3 GJ MJ".split(" "));
