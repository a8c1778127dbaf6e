import { octetsToText } from "../octets";

/** A meter's server id, taken apart as far as its form is known. */
export interface ServerId {
	/** As it is printed on the meter where that is known, else as text or hexadecimal. */
	readonly text: string;
	/** Three letters by FLAG. */
	readonly manufacturer?: string;
	/** The eight-digit number at the end of an identification by DIN 43863-5. */
	readonly serial?: number;
}

/**
 * Reads a server id.
 *
 * Ten bytes beginning with 0A (its own length; some makers count 09) are an identification by DIN 43863-5: medium, three letters of the
 * manufacturer, two digits of the fabrication block, and a number that is printed in eight decimal digits: 0A 01 49 53 4B 00 00 BC 61 4E is
 * `1ISK0012345678`. Before that standard 06, three letters and a serial number without a common form were used.
 */
export function readServerId(octets: Uint8Array): ServerId {
	if (octets.length !== 10)
		return { text: octetsToText(octets) };
	const kind = octets[0];
	if (kind === 0x06) {
		const manufacturer = letters(octets, 1);
		return { text: octetsToText(octets), manufacturer };
	}
	const manufacturer = letters(octets, 2);
	const medium = octets[1]!;
	const serial = ((octets[6]! * 256 + octets[7]!) * 256 + octets[8]!) * 256 + octets[9]!;
	if (kind !== 0x0A && kind !== 0x09 || !manufacturer || medium < 1 || medium > 15 || serial > 99_999_999)
		return { text: octetsToText(octets) };
	const block = octets[5]!.toString(16).toUpperCase().padStart(2, "0");
	return { text: medium.toString(16).toUpperCase() + manufacturer + block + String(serial).padStart(8, "0"), manufacturer, serial };
}

function letters(octets: Uint8Array, at: number): string | undefined {
	for (let index = at; index < at + 3; index++) {
		if (octets[index]! < 0x41 || octets[index]! > 0x5A)
			return undefined;
	}
	return String.fromCharCode(octets[at]!, octets[at + 1]!, octets[at + 2]!);
}
