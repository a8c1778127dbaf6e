/** Calendar fields of a moment, without a time zone. */
export interface CivilTime {
	year: number;
	/** 1 … 12 */
	month: number;
	/** 1 … 31 */
	day: number;
	/** 0 is Sunday. */
	weekday: number;
	hour: number;
	minute: number;
	second: number;
}

/** The calendar fields of a count of milliseconds since 1970. */
export function civilTime(epoch: number): CivilTime {
	const date = new Date(epoch);
	return {
		year: date.getUTCFullYear(),
		month: date.getUTCMonth() + 1,
		day: date.getUTCDate(),
		weekday: date.getUTCDay(),
		hour: date.getUTCHours(),
		minute: date.getUTCMinutes(),
		second: date.getUTCSeconds(),
	};
}

/** `2026-11-21T12:00:00`. */
export function civilText(epoch: number): string {
	const { year, month, day, hour, minute, second } = civilTime(epoch);
	return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `0T00:15:12`: days, hours, minutes, seconds, as Tasmota writes durations. */
export function durationText(seconds: number): string {
	const whole = Math.floor(seconds);
	return `${Math.floor(whole / 86400)}T${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function two(value: number): string {
	return String(value).padStart(2, "0");
}
