/** A point in time that a meter sent. Meters on this bus tell local time and no zone. */
export interface MbusDate {
	/** As in ISO 8601, as fine as it was sent: `2012-07-10`, `2012-07-10T15:25`, `2012-07-10T15:25:07` or `15:25:07`. */
	readonly text: string;
	/** The meter counts summer time, where the type can say so. */
	readonly summer?: boolean;
}

/** Says that the octets are no point in time, and why. */
export interface InvalidDate {
	readonly invalid: string;
}

const DAYS: readonly number[] = Object.freeze([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
/** A year of two digits up to this one is in this century (EN 13757-3 annex A, type F). */
const LAST_OF_2000 = 80;
const UNSET: InvalidDate = Object.freeze({ invalid: "not set" });
const MARKED: InvalidDate = Object.freeze({ invalid: "marked as invalid by the meter" });
const NO_DATE: InvalidDate = Object.freeze({ invalid: "no such date" });
const NO_TIME: InvalidDate = Object.freeze({ invalid: "no such time" });
const NO_TYPE: InvalidDate = Object.freeze({ invalid: "no date type has this length" });

/** Reads a date or time by its length: types G (2 octets), J (3), F (4) and I (6) of EN 13757-3 annex A. */
export function readDate(bytes: Uint8Array): MbusDate | InvalidDate {
	switch (bytes.length) {
		case 2:
			return readTypeG(bytes);
		case 3:
			return readTypeJ(bytes);
		case 4:
			return readTypeF(bytes);
		case 6:
			return readTypeI(bytes);
		default:
			return NO_TYPE;
	}
}

/** Date: day, month, year of two digits. */
function readTypeG(bytes: Uint8Array): MbusDate | InvalidDate {
	if (bytes[0] === 0xFF && bytes[1] === 0xFF)
		return UNSET;
	const year = yearOf(bytes[0]!, bytes[1]!);
	return day(century(year), bytes[1]! & 15, bytes[0]! & 31, year);
}

/** Date and time to the minute, with a mark for invalid times, one for summer time and the hundreds of the year. */
function readTypeF(bytes: Uint8Array): MbusDate | InvalidDate {
	if (bytes[0]! & 0x80)
		return MARKED;
	const hundreds = (bytes[1]! >> 5) & 3;
	const year = yearOf(bytes[2]!, bytes[3]!);
	const date = day(hundreds === 0 ? century(year) : 1900 + 100 * hundreds + year, bytes[3]! & 15, bytes[2]! & 31, year);
	if ("invalid" in date)
		return date;
	const minute = bytes[0]! & 63;
	const hour = bytes[1]! & 31;
	if (minute > 59 || hour > 23)
		return NO_TIME;
	return { text: `${date.text}T${two(hour)}:${two(minute)}`, summer: (bytes[1]! & 0x80) !== 0 };
}

/** Date and time to the second. Day of week, week and the size of the summer time shift are left aside. */
function readTypeI(bytes: Uint8Array): MbusDate | InvalidDate {
	if (bytes[1]! & 0x80)
		return MARKED;
	const year = yearOf(bytes[3]!, bytes[4]!);
	const date = day(2000 + year, bytes[4]! & 15, bytes[3]! & 31, year);
	if ("invalid" in date)
		return date;
	const time = clock(bytes[2]! & 31, bytes[1]! & 63, bytes[0]! & 63);
	if ("invalid" in time)
		return time;
	return { text: `${date.text}T${time.text}`, summer: (bytes[0]! & 0x40) !== 0 };
}

/** Time of day. */
function readTypeJ(bytes: Uint8Array): MbusDate | InvalidDate {
	if (bytes[0] === 0xFF && bytes[1] === 0xFF && bytes[2] === 0xFF)
		return UNSET;
	return clock(bytes[2]! & 31, bytes[1]! & 63, bytes[0]! & 63);
}

function clock(hour: number, minute: number, second: number): MbusDate | InvalidDate {
	if (hour > 23 || minute > 59 || second > 59)
		return NO_TIME;
	return { text: `${two(hour)}:${two(minute)}:${two(second)}` };
}

/** The year's low three bits are over the day, its high four over the month. */
function yearOf(low: number, high: number): number {
	return (low >> 5) | ((high >> 4) << 3);
}

function century(year: number): number {
	return year <= LAST_OF_2000 ? 2000 + year : 1900 + year;
}

/** @param sent the year as it was sent: 127 stands for every year, as 0 does for every day and 15 for every month */
function day(year: number, month: number, date: number, sent: number): MbusDate | InvalidDate {
	if (date === 0 && month === 0)
		return UNSET;
	if (sent > 99 || month < 1 || month > 12 || date < 1 || date > DAYS[month - 1]!)
		return NO_DATE;
	if (month === 2 && date === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)))
		return NO_DATE;
	return { text: `${year}-${two(month)}-${two(date)}` };
}

function two(value: number): string {
	return value < 10 ? `0${value}` : String(value);
}
