/** Baud identification characters of modes C and E (IEC 62056-21 section 6.3.13): the digit is the place in the list. */
export const modeCBauds: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200]);
/** Mode B: `A` is the first. */
export const modeBBauds: readonly number[] = Object.freeze([600, 1200, 2400, 4800, 9600, 19200]);

/** What a meter says of itself in its identification (section 6.3.2), as far as the one who asks needs it. */
export interface Identification {
	/** Baud identification character, the fifth of the line. */
	readonly baudCharacter: string;
	/** The third manufacturer letter is lower-case: the meter reacts within 20 ms. */
	readonly fast: boolean;
}

/** How the readout goes on after the identification. */
export interface Continuation {
	readonly mode: "A" | "B" | "C";
	/** Rate of the readout. */
	readonly baud: number;
	/** What to send first; `undefined` in modes A and B. */
	readonly acknowledgement: Uint8Array | undefined;
}

/** `/?address!` CR LF. */
export function signOn(address: string): Uint8Array {
	if (!/^[0-9A-Za-z ]{0,32}$/.test(address))
		throw new RangeError(`optical head: the device address must be up to 32 letters, digits or blanks, not "${address}"`);
	return ascii(`/?${address}!\r\n`);
}

/**
 * Chooses the rate: what the meter offers, but not above `maximum`. In mode C (and E, whose HDLC is not used) the acknowledgement asks for data
 * readout: its middle character is always `0`, never that of programming mode.
 */
export function continuation(identification: Identification, initialBaud: number, maximum: number): Continuation {
	const character = identification.baudCharacter;
	const digit = character >= "0" && character <= "9" ? Number(character) : -1;
	if (digit >= 0) {
		let choice = Math.min(digit, modeCBauds.length - 1);
		while (choice > 0 && modeCBauds[choice]! > maximum)
			choice--;
		return { mode: "C", baud: modeCBauds[choice]!, acknowledgement: ascii(`\x060${choice}0\r\n`) };
	}
	const letter = character >= "A" && character <= "F" ? character.charCodeAt(0) - 0x41 : -1;
	if (letter >= 0)
		return { mode: "B", baud: modeBBauds[letter]!, acknowledgement: undefined };
	return { mode: "A", baud: initialBaud, acknowledgement: undefined };
}

/** Asks for the block again (section 6.3.4). */
export const repeatRequest = 0x15;

function ascii(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let at = 0; at < text.length; at++)
		bytes[at] = text.charCodeAt(at);
	return bytes;
}
