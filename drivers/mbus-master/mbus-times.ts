/** Rates of EN 13757-2, 5.2, in bits per second. 300 is what every slave knows, 2400 what nearly all are set to. */
export const mbusBauds: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200, 38400]);

/** A start bit, eight data bits, even parity and a stop bit. */
export const characterBits = 11;

/** The longest frame takes 261 characters; a meter that has not come to an end by then has none. */
const longestAnswer = 300;

/** Milliseconds that so many bits take. */
export function bitTime(bits: number, baud: number): number {
	return bits * 1000 / baud;
}

/**
 * Milliseconds from the end of a request to the moment at which the first character of an answer must be here: a slave begins 11 to 330 bit
 * times and 50 ms after it (EN 13757-2, 5.5), and its first character takes eleven more bits.
 */
export function answerTime(baud: number): number {
	return Math.ceil(bitTime(330 + characterBits, baud) + 50);
}

/** Milliseconds of silence after a whole frame that tell that nothing else follows; it also is the rest that slaves need before a request. */
export function settleTime(baud: number): number {
	return Math.ceil(bitTime(3 * characterBits, baud)) + 1;
}

/** Milliseconds of silence after which a frame that is not whole will not become so. Longer than converters hold bytes back. */
export function gapTime(baud: number): number {
	return Math.ceil(bitTime(5 * characterBits, baud)) + 30;
}

/** Milliseconds that the longest answer takes. */
export function longestTime(baud: number): number {
	return Math.ceil(bitTime(longestAnswer * characterBits, baud));
}

/** Throws a RangeError for a rate that the M-Bus has not. */
export function checkBaud(baud: number): number {
	if (!mbusBauds.includes(baud))
		throw new RangeError(`M-Bus: baud must be one of ${mbusBauds.join(", ")}, not ${String(baud)}`);
	return baud;
}
