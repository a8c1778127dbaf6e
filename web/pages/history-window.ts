import { language } from "../languages/language";

export type Period = "quarter" | "day" | "month";

/** What one picture shows: a day of quarter hours, a month of days, a year of months; `back` of them ago. Seconds since 1970. */
export function historyWindow(period: Period, back: number): { from: number; to: number; } {
	const now = new Date();
	const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
	const at = (step: number) => {
		switch (period) {
			case "quarter":
				return new Date(year, month, day + step);
			case "day":
				return new Date(year, month + step, 1);
			case "month":
				return new Date(year + step, 0, 1);
		}
	};
	return { from: at(-back).getTime() / 1000, to: at(1 - back).getTime() / 1000 };
}

/** When each bar of the picture begins, also those that nothing is kept for. */
export function slotTimes(period: Period, from: number, to: number): number[] {
	const times: number[] = [];
	const first = new Date(from * 1000);
	for (let index = 0, time = from; time < to; index++) {
		times.push(time);
		const [year, month, day] = [first.getFullYear(), first.getMonth(), first.getDate()];
		// A day may have 23 or 25 hours.
		time = period === "quarter"
			? from + 900 * (index + 1)
			: (period === "day" ? new Date(year, month, day + index + 1) : new Date(year, month + index + 1, 1)).getTime() / 1000;
	}
	return times;
}

const titles: Readonly<Record<Period, Intl.DateTimeFormatOptions>> = {
	quarter: { dateStyle: "full" },
	day: { month: "long", year: "numeric" },
	month: { year: "numeric" },
};

export function windowTitle(period: Period, from: number): string {
	return new Intl.DateTimeFormat(language(), titles[period]).format(from * 1000);
}

const labels: Readonly<Record<Period, Intl.DateTimeFormatOptions>> = {
	quarter: { hour: "2-digit", minute: "2-digit" },
	day: { weekday: "short", day: "numeric", month: "short" },
	month: { month: "long", year: "numeric" },
};

/** When a bar begins. */
export function rowLabel(period: Period, time: number): string {
	return new Intl.DateTimeFormat(language(), labels[period]).format(time * 1000);
}

/** For the axis: every sixth hour, every fifth day, every month. */
export function rowTick(period: Period, time: number): string {
	const date = new Date(time * 1000);
	switch (period) {
		case "quarter":
			return date.getMinutes() === 0 && date.getHours() % 6 === 0 ? String(date.getHours()) : "";
		case "day":
			return date.getDate() % 5 === 0 || date.getDate() === 1 ? String(date.getDate()) : "";
		case "month":
			return new Intl.DateTimeFormat(language(), { month: "narrow" }).format(date);
	}
}
