/**
 * The local time of Dutch, Belgian and Hungarian meters and its text in their telegrams: `YYMMDDhhmmss` and `S` for summer, `W` for winter
 * (P1 Companion Standard 5.0.2 section 6.4, TST).
 */
const hour = 3_600_000;

/** Milliseconds that local time is ahead of UTC at `epoch` (milliseconds since 1970 in UTC). */
export function localOffset(epoch: number): number {
	const year = new Date(epoch).getUTCFullYear();
	// Summer time runs from the last Sunday of March to that of October, both at 01:00 UTC.
	const summer = epoch >= lastSunday(year, 2) + hour && epoch < lastSunday(year, 9) + hour;
	return summer ? 2 * hour : hour;
}

/** A Date whose UTC getters give local time. */
export function localDate(epoch: number): Date {
	return new Date(epoch + localOffset(epoch));
}

export function formatStamp(epoch: number): string {
	const text = localDate(epoch).toISOString();
	return text.slice(2, 19).replace(/\D/g, "") + (localOffset(epoch) === hour ? "W" : "S");
}

/** The opposite of `formatStamp`. */
export function parseStamp(text: string): number {
	const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])$/.exec(text);
	if (!match)
		throw new RangeError(`Not a time stamp: ${text}`);
	const [year, month, day, hours, minutes, seconds] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
	return Date.UTC(2000 + year, month - 1, day, hours, minutes, seconds) - (match[7] === "S" ? 2 : 1) * hour;
}

function lastSunday(year: number, month: number): number {
	const last = new Date(Date.UTC(year, month + 1, 0));
	return last.getTime() - last.getUTCDay() * 24 * hour;
}
