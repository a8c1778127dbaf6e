import { Address } from "../protocols/mbus/frame";
import type { SecondaryAddress } from "../protocols/mbus/frames";
import { hex } from "../protocols/octets";
import { manufacturerLetters } from "../protocols/mbus/manufacturer";
import { isDigits, isHexadecimal } from "../protocols/text-shape";

/** How a meter is addressed: one of the two. */
export interface MbusAddress {
	readonly primary?: number;
	readonly secondary?: SecondaryAddress;
}

const idLength = 8;
const fullLength = 16;
const any = 0xFF;

/**
 * Reads an address as a user writes it: `68` is a primary one (0 to 250, or 254 for the only meter on a bus), `68123402` the number on
 * the meter, and `681234022D2C1904` the whole secondary address: number, then maker, version and medium as they stand in a telegram. `F` and `FF`
 * match any. `undefined` for anything else.
 */
export function parseMbusAddress(text: string): MbusAddress | undefined {
	const { length } = text;
	if (length <= 3 && isDigits(text)) {
		const primary = Number(text);
		return primary <= 250 || primary === Address.TEST ? { primary } : undefined;
	}
	if (length !== idLength && length !== fullLength || !isHexadecimal(text))
		return undefined;
	const upper = text.toUpperCase();
	const id = upper.slice(0, idLength);
	if (length === idLength)
		return { secondary: { id } };
	const byte = (at: number) => parseInt(upper.slice(at, at + 2), 16);
	const manufacturer = byte(8) | byte(10) << 8, version = byte(12), medium = byte(14);
	return {
		secondary: {
			id,
			...(manufacturer !== 0xFFFF && { manufacturer }),
			...(version !== any && { version }),
			...(medium !== any && { medium }),
		},
	};
}

/** The shortest text that `parseMbusAddress` reads as this. */
export function formatMbusAddress({ primary, secondary }: MbusAddress): string {
	if (!secondary)
		return String(primary);
	const { id = "FFFFFFFF", manufacturer, version, medium } = secondary;
	if (manufacturer === undefined && version === undefined && medium === undefined)
		return id;
	const maker = manufacturer ?? 0xFFFF;
	return id + hex(maker & 0xFF) + hex(maker >> 8) + hex(version ?? any) + hex(medium ?? any);
}

/** For the log and the page: `number 68123402 (KAM)`, `primary address 5`. */
export function describeMbusAddress({ primary, secondary }: MbusAddress): string {
	if (!secondary)
		return `primary address ${primary}`;
	const letters = secondary.manufacturer === undefined ? undefined : manufacturerLetters(secondary.manufacturer);
	return `number ${secondary.id}${letters ? ` (${letters})` : ""}`;
}
