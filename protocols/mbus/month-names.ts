import type { MeterTime } from "../reading";

/** Months since year 0 of the month that a moment closes: the last day of October and the first of November both close October. */
function closedMonth(text: string): number | undefined {
	const year = Number(text.slice(0, 4)), month = Number(text.slice(5, 7)), day = Number(text.slice(8, 10));
	if (!year || !month || !day)
		return undefined;
	if (day === 1)
		return year * 12 + month - 2;
	const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return day === last ? year * 12 + month - 1 : undefined;
}

/**
 * What to call the storages of a meter that keeps a value of each month: by storage number, `last_month`, `2_months_ago` and so on. They are known by
 * their dates: the ends of two and more months in a row, the newest of which is the one before the meter's clock. A due date by itself is none:
 * in January it would be last month's.
 *
 * @param dates when the values of each storage were taken
 */
export function monthNames(dates: ReadonlyMap<number, MeterTime>, clock: MeterTime | undefined): ReadonlyMap<number, string> {
	const storages = new Map<number, number>();
	let newest = -1;
	for (const [storage, { text }] of dates) {
		const month = closedMonth(text);
		if (month === undefined || storages.has(month))
			continue;
		storages.set(month, storage);
		newest = Math.max(newest, month);
	}
	const names = new Map<number, string>();
	const now = clock && Number(clock.text.slice(0, 4)) * 12 + Number(clock.text.slice(5, 7)) - 1;
	if (!storages.has(newest - 1) || now !== undefined && now !== newest + 1)
		return names;
	for (let age = 1; storages.has(newest + 1 - age); age++)
		names.set(storages.get(newest + 1 - age)!, age === 1 ? "last_month" : `${age}_months_ago`);
	return names;
}
