import { consistsOf } from "../../protocols/text-shape";
import { opticalBauds } from "./optical-formats";

/** Rates of mode B: `A` is the first. */
const modeBBauds: readonly number[] = Object.freeze([600, 1200, 2400, 4800, 9600, 19200]);

/** What a meter says of itself in its identification (IEC 62056-21 section 6.3.2), as far as the one who asks needs it. */
export interface Identification {
	/** Baud identification character, the fifth of the line. */
	readonly baudCharacter: string;
	/** The third manufacturer letter is lower-case: the meter reacts after 20 ms. */
	readonly fast: boolean;
}

/** How the readout goes on after the identification. */
export interface Continuation {
	readonly mode: "A" | "B" | "C";
	/** Rate of the data. */
	readonly baud: number;
	/** What to send first; `undefined` in modes A and B. */
	readonly acknowledgement: Uint8Array | undefined;
}

/** Asks for the block again (section 6.3.4). */
export const repeatRequest = 0x15;

/** Throws a RangeError for a device address that cannot be: up to 32 letters, digits or blanks (section 6.3.1). */
export function checkAddress(address: string): string {
	if (!consistsOf(address, "09AZaz  ", 0, 32))
		throw new RangeError(`optical head: the device address must be up to 32 letters, digits or blanks, not ${JSON.stringify(address)}`);
	return address;
}

/** `/?address!` CR LF. */
export function signOn(address: string): Uint8Array {
	return ascii(`/?${address}!\r\n`);
}

/**
 * Chooses the rate: what the meter offers, but not above `maximum`. In mode C (and E, whose HDLC is not used) the acknowledgement asks for data
 * readout: its last character is always `0`, never the `1` of programming mode (section 6.3.3). Without `acknowledge` nothing is sent: a meter
 * in mode C then sends its data at the rate of the sign-on.
 */
export function continuation(
	{ baudCharacter }: Identification,
	initialBaud: number,
	maximum: number,
	acknowledge: boolean,
): Continuation {
	const code = baudCharacter.charCodeAt(0);
	let digit = code - 0x30;
	if (acknowledge && opticalBauds[digit] !== undefined) {
		while (digit > 0 && opticalBauds[digit]! > maximum)
			digit--;
		return { mode: "C", baud: opticalBauds[digit]!, acknowledgement: ascii(`\x060${digit}0\r\n`) };
	}
	const baud = modeBBauds[code - 0x41];
	return baud
		? { mode: "B", baud, acknowledgement: undefined }
		: { mode: "A", baud: initialBaud, acknowledgement: undefined };
}

function ascii(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let at = 0; at < text.length; at++)
		bytes[at] = text.charCodeAt(at);
	return bytes;
}
