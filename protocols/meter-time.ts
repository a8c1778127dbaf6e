import type { MeterTime } from "./reading";
import { hasShape, isDigits, isHexadecimal, replaceEach } from "./text-shape";

// No meter with such a stamp is older, and no clock that was ever set says otherwise: 2000-01-01 is where an unset one starts.
const firstYear = 2005;
const lastYear = 2060;

/** Minutes that central European time is ahead of UTC. */
const summer = 120;
const winter = 60;

/**
 * Reads a meter's time stamp; `undefined` when the text is none. `epoch` is missing when the stamp cannot be placed in time: no S or W (it is
 * local time of an unknown zone, and twice a year not even that is clear), a date that does not exist, a clock that was never set.
 */
export function parseMeterTime(text: string): MeterTime | undefined {
	const { length } = text;
	if ((length === 13 || length === 12) && isStamp(text))
		return stampTime(text);
	// Local time as some older meters write it.
	if (length === 17 && hasShape(text, "00-00-00 00:00:00"))
		return { text };
	// A COSEM date-time as hexadecimal octets (IEC 62056-6-2, date_time), which some meters put where a stamp belongs.
	if (length === 24 && isHexadecimal(text))
		return octetTime(text);
}

/** True for a stamp (with or without letter) whose date and time of day exist; also for an unset clock's 2000-01-01. */
export function isCalendarTime(text: string): boolean {
	return isStamp(text) && epochOf(text, 0, 99) !== undefined;
}

/** `YYMMDDhhmmss` and S or W for a time in milliseconds since 1970; `offset` is 120 (S) or 60 (W) minutes. */
export function formatStamp(epoch: number, offset: number): string {
	const local = new Date(epoch + offset * 60_000).toISOString();
	return replaceEach(local.slice(2, 19), "-T:", "") + (offset === summer ? "S" : "W");
}

/** `2014-12-27T18:03:23+01:00`; ends in `Z` without a known offset. The meter's own text where it has no place in time. */
export function isoTime({ text, epoch, offset }: MeterTime): string {
	if (epoch === undefined)
		return text;
	if (offset === undefined)
		return `${new Date(epoch).toISOString().slice(0, 19)}Z`;
	const local = new Date(epoch + offset * 60_000).toISOString().slice(0, 19);
	const minutes = Math.abs(offset);
	return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `YYMMDDhhmmss` and S (summer time) or W (winter time): P1 Companion Standard 5.0.2 section 6.4, TST. Some meters leave the letter out. */
function isStamp(text: string): boolean {
	const { length } = text;
	return (length === 12 || length === 13 && (text.endsWith("W") || text.endsWith("S"))) && isDigits(text.slice(0, 12));
}

function stampTime(text: string): MeterTime {
	if (text.length === 12)
		return { text };
	const offset = text.endsWith("S") ? summer : winter;
	const local = epochOf(text, firstYear - 2000, lastYear - 2000);
	return local === undefined ? { text } : { text, epoch: local - offset * 60_000, offset };
}

/** Milliseconds of the stamp's digits taken as UTC; `undefined` when there is no such time or the year is not between the two. */
function epochOf(text: string, first: number, last: number): number | undefined {
	// Two small integers cost the chip less than six texts.
	const date = Number(text.slice(0, 6)), clock = Number(text.slice(6, 12));
	const year = date / 10_000 | 0, hour = clock / 10_000 | 0, minute = (clock / 100 | 0) % 100, second = clock % 100;
	if (year < first || year > last || hour > 23 || minute > 59 || second > 59)
		return;
	return utc(2000 + year, (date / 100 | 0) % 100, date % 100, hour, minute, second);
}

function octetTime(text: string): MeterTime {
	const at = (place: number, octets = 1) => parseInt(text.slice(place * 2, (place + octets) * 2), 16);
	const year = at(0, 2), hour = at(5), minute = at(6), second = at(7), deviation = at(9, 2);
	// A deviation of 0x8000 and fields of 0xFF stand for "not specified".
	if (year < firstYear || year > lastYear || hour > 23 || minute > 59 || second > 59 || deviation === 0x8000)
		return { text };
	const local = utc(year, at(2), at(3), hour, minute, second);
	// COSEM counts from local time to UTC: central European time is −60.
	const offset = deviation < 0x8000 ? 0 - deviation : 0x10000 - deviation;
	return local === undefined ? { text } : { text, epoch: local - offset * 60_000, offset };
}

function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
	const epoch = Date.UTC(year, month - 1, day, hour, minute, second);
	// 30 February comes out as another day, of the next month.
	return month >= 1 && month <= 12 && new Date(epoch).getUTCDate() === day ? epoch : undefined;
}

function two(value: number): string {
	return String(value).padStart(2, "0");
}
