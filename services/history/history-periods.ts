import { civilTime } from "../clock/civil-time";
import { quarter } from "./history-point";

export type HistoryPeriod = "quarter" | "day" | "month";

/** Each has a ring of its own: how many blocks of the flash, and how late a period's first record may come, in seconds of local time. */
export const periods = Object.freeze({
	quarter: Object.freeze({ ring: 0, blocks: 7, late: 0 }),
	day: Object.freeze({ ring: 1, blocks: 2, late: 7200 }),
	month: Object.freeze({ ring: 2, blocks: 2, late: 86_400 }),
});

/** Seconds to add to UTC at a moment in milliseconds since 1970. */
export type ZoneOffset = (epoch: number) => number;

/** A number for the period that a moment lies in; the next period has the next number. `time` in quarter hours since 1970. */
export function periodNumber(period: HistoryPeriod, time: number, offset: ZoneOffset): number {
	if (period === "quarter")
		return time;
	const local = localSeconds(time, offset);
	if (period === "day")
		return Math.floor(local / 86_400);
	const { year, month } = civilTime(local * 1000);
	return year * 12 + month - 1;
}

/** Seconds of local time since the period began. */
export function secondsInto(period: HistoryPeriod, time: number, offset: ZoneOffset): number {
	if (period === "quarter")
		return 0;
	const local = localSeconds(time, offset), inDay = local % 86_400;
	return period === "day" ? inDay : (civilTime(local * 1000).day - 1) * 86_400 + inDay;
}

function localSeconds(time: number, offset: ZoneOffset): number {
	return time * quarter + offset(time * quarter * 1000);
}
