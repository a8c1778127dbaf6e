/*
	Times of the encoder port in milliseconds. None is the maker's: they are the careful choices of specs/elster-encoder.md 1.6, 5 and 6.
*/

/** The line stays off at least this long, so that the meter's capacitor is empty and its choice of protocol forgotten. */
export const offTime = 10_000;
/** From power to the first request. */
export const scrUpTime = 1_500;
export const mbusUpTime = 3_000;
/** How long an encoder that talks by itself is listened for. */
export const listenTime = 6_000;
/** From the request to the answer's first character, between two characters, and in all. */
export const firstTime = 5_000;
export const characterTime = 1_500;
export const totalTime = 10_000;
/** Line on after an answer. */
export const holdTime = 1_000;
/** Between two requests on M-Bus; also between the two readouts after power, the first of which may be an old value. */
export const mbusGapTime = 2_000;
/** Requests on M-Bus before it is given up. */
export const mbusTries = 3;
/** The limiter is at work for longer than any meter's capacitor takes: a short circuit (470 µF take 47 ms at 43 mA). */
export const shortTime = 250;
/** Without current for so long after power: nothing seems to be plugged in. */
export const openTime = 1_000;
/** Line off after a short circuit. */
export const tripTime = 60_000;
/** No two reads begin closer than this, whoever asks. */
export const floorTime = 15_000;
/** A failed or unreadable read is repeated once after this. */
export const retryTime = 15_000;
/** A port that has lost its meter looks for it anew after so many failed reads in a row, and not more often than once a day. */
export const doubts = 3;
export const detectionRest = 24 * 3_600_000;
