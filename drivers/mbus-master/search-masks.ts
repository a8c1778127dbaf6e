import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { manufacturerCode } from "../../protocols/mbus/manufacturer";

/** A secondary address with its id always there. */
export interface SearchMask extends SecondaryAddress {
	readonly id: string;
}

const digits = "0123456789";
/** Some meters number in hexadecimal. F is the wildcard. */
const letters = "ABCDE";

/** Device types of EN 13757-7, table 13, that meters on a wire have, in hexadecimal. */
const media = "07 06 04 03 02 0A 0B 0C 0D 0E 0F 00 01 05 08 09 15 16 17 18 19 1A 1B 20 21 25 28 31 32 33 36 37";

/** Makers whose meters are met on wired buses. All 27,000 codes cannot be tried. */
const makers =
	"ABB ACW AMT APA ATS BEC BER BMP CAR DME EFE EIE ELS ELV EMH EMU ENP ESY FIN GAV GMC GWF HYD IME INE INV ISK ITR ITW JAN KAM KRO LGB LSE LSZ LUG MAD MEI MTX NZR PAD QDS RAM REL SAP SBC SCH SEN SEO SHE SIE SLB SON SPX SVM TCH TEC WEP WZG YTE ZPA ZRI";

/**
 * The parts of a mask, together as much as the mask. The last digit first: meters of one delivery have numbers in a row, which differ there.
 * When all digits are given: medium, manufacturer, version. Empty when nothing is open any more.
 */
export function splitMask(mask: SearchMask): readonly SearchMask[] {
	const { id, medium, manufacturer, version } = mask;
	if (id.includes("F"))
		return withDigits(mask, digits);
	if (medium === undefined)
		return media.split(" ").map(code => ({ ...mask, medium: parseInt(code, 16) }));
	if (manufacturer === undefined) {
		return makers.split(" ").map(manufacturerCode).filter(code => code !== undefined).map(code => ({ ...mask, manufacturer: code }));
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
