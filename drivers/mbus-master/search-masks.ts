import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { manufacturerCode } from "../../protocols/mbus/manufacturer";

/** A secondary address with its id always there. */
export interface SearchMask extends SecondaryAddress {
	readonly id: string;
}

const digits = "0123456789";
/** Some meters number in hexadecimal. F is the wildcard. */
const letters = "ABCDE";

/** Device types of EN 13757-7, table 13, that meters on a wire have. */
const media: readonly number[] = Object.freeze([
	0x07,
	0x06,
	0x04,
	0x03,
	0x02,
	0x0A,
	0x0B,
	0x0C,
	0x0D,
	0x0E,
	0x0F,
	0x00,
	0x01,
	0x05,
	0x08,
	0x09,
	0x15,
	0x16,
	0x17,
	0x18,
	0x19,
	0x1A,
	0x1B,
	0x20,
	0x21,
	0x25,
	0x28,
	0x31,
	0x32,
	0x33,
	0x36,
	0x37,
]);

/** Makers whose meters are met on wired buses. All 27,000 codes cannot be tried. */
const makers: readonly string[] = Object.freeze([
	"ABB",
	"ACW",
	"AMT",
	"APA",
	"ATS",
	"BEC",
	"BER",
	"BMP",
	"CAR",
	"DME",
	"EFE",
	"EIE",
	"ELS",
	"ELV",
	"EMH",
	"EMU",
	"ENP",
	"ESY",
	"FIN",
	"GAV",
	"GMC",
	"GWF",
	"HYD",
	"IME",
	"INE",
	"INV",
	"ISK",
	"ITR",
	"ITW",
	"JAN",
	"KAM",
	"KRO",
	"LGB",
	"LSE",
	"LSZ",
	"LUG",
	"MAD",
	"MEI",
	"MTX",
	"NZR",
	"PAD",
	"QDS",
	"RAM",
	"REL",
	"SAP",
	"SBC",
	"SCH",
	"SEN",
	"SEO",
	"SHE",
	"SIE",
	"SLB",
	"SON",
	"SPX",
	"SVM",
	"TCH",
	"TEC",
	"WEP",
	"WZG",
	"YTE",
	"ZPA",
	"ZRI",
]);

/**
 * The parts of a mask, together as much as the mask. The last digit first: meters of one delivery have numbers in a row, which differ there.
 * When all digits are given: medium, manufacturer, version. Empty when nothing is open any more.
 */
export function splitMask(mask: SearchMask): readonly SearchMask[] {
	const { id, medium, manufacturer, version } = mask;
	if (id.includes("F"))
		return withDigits(mask, digits);
	if (medium === undefined)
		return media.map(value => ({ ...mask, medium: value }));
	if (manufacturer === undefined) {
		return makers.map(manufacturerCode).filter(code => code !== undefined).map(code => ({ ...mask, manufacturer: code }));
	}
	if (version === undefined)
		return Array.from({ length: 0xFF }, (_, value) => ({ ...mask, version: value }));
	return [];
}

/** What is tried when the parts have not shown who collided: first ids with letters, then the same again. */
export function moreMasks(mask: SearchMask, round: number): readonly SearchMask[] {
	if (mask.id.includes("F"))
		return round > 1 ? [] : withDigits(mask, round ? digits : letters);
	return round ? [] : splitMask(mask);
}

function withDigits(mask: SearchMask, choice: string): readonly SearchMask[] {
	const { id } = mask;
	const at = id.lastIndexOf("F");
	return Array.from(choice, digit => ({ ...mask, id: id.slice(0, at) + digit + id.slice(at + 1) }));
}
