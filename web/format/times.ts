import { language } from "../languages/language";
import type { Texts } from "../languages/texts";
import { fill } from "./fill";

const units = [["days", 86_400], ["hours", 3600], ["minutes", 60]] as const;

/** How long ago something was. */
export function formatAge(seconds: number, t: Texts): string {
	if (seconds < 1)
		return t.common.now;
	for (const [name, size] of units)
		if (seconds >= 2 * size)
			return fill(t.common[name], { count: Math.floor(seconds / size) });
	return fill(t.common.seconds, { count: Math.floor(seconds) });
}

/** How long something lasts. */
export function formatDuration(seconds: number, t: Texts): string {
	return fill(t.common.duration, {
		days: Math.floor(seconds / 86_400),
		hours: Math.floor(seconds / 3600) % 24,
		minutes: Math.floor(seconds / 60) % 60,
	});
}

/** @param time Seconds since 1970. */
export function formatTime(
	time: number | null | undefined,
	options: Intl.DateTimeFormatOptions = { dateStyle: "short", timeStyle: "medium" },
): string {
	return time === null || time === undefined ? "–" : new Intl.DateTimeFormat(language(), options).format(time * 1000);
}
