import { civilText, civilTime } from "./civil-time";
import { parseTimeZone, type TransitionRule, type ZoneRules } from "./time-zone-parser";

const millisecondsPerDay = 86_400_000;

/**
 * Local time after a POSIX `TZ` text such as `CET-1CEST,M3.5.0,M10.5.0/3` (IEEE Std 1003.1, 8.3; RFC 8536, 3.3.1 for times from −167 to 167
 * hours). The constructor throws a `RangeError` that names the position of the fault.
 */
export class PosixTimeZone {
	#rules: ZoneRules;
	/** The span in which `#offset` holds, so that a clock that is asked each second computes twice a year. */
	#from = 0;
	#until = 0;
	#summer = false;

	constructor(text: string) {
		this.#rules = parseTimeZone(text);
	}

	/** What to add to UTC for local time, in seconds. */
	offset(epoch: number): number {
		const { standard, summer } = this.#rules;
		return summer && this.#isSummer(epoch) ? summer.offset : standard.offset;
	}

	/** The abbreviation in use: `CET`, `CEST`. */
	name(epoch: number): string {
		const { standard, summer } = this.#rules;
		return summer && this.#isSummer(epoch) ? summer.name : standard.name;
	}

	/** `2026-11-21T12:00:00` for milliseconds since 1970. */
	local(epoch: number): string {
		return civilText(epoch + this.offset(epoch) * 1000);
	}

	#isSummer(epoch: number): boolean {
		if (epoch < this.#from || epoch >= this.#until)
			this.#find(epoch);
		return this.#summer;
	}

	/** Looks among the transitions of three years: a rule may reach a week into the year before or after. */
	#find(epoch: number): void {
		const { standard, summer } = this.#rules;
		const year = civilTime(epoch).year;
		this.#from = -Infinity;
		this.#until = Infinity;
		for (let each = year - 1; each <= year + 1; each++) {
			// The end comes first: where one summer ends when the next begins, the beginning counts.
			this.#consider(epoch, moment(summer!.end, each) - summer!.offset * 1000, false);
			this.#consider(epoch, moment(summer!.start, each) - standard.offset * 1000, true);
		}
	}

	#consider(epoch: number, at: number, summer: boolean): void {
		if (at <= epoch) {
			if (at >= this.#from) {
				this.#from = at;
				this.#summer = summer;
			}
		}
		else if (at < this.#until)
			this.#until = at;
	}
}

/** When a rule applies in a year, as local milliseconds since 1970. */
function moment(rule: TransitionRule, year: number): number {
	const newYear = Date.UTC(year, 0, 1);
	switch (rule.kind) {
		case "month": {
			const first = Date.UTC(year, rule.month - 1, 1);
			const days = Math.round((Date.UTC(year, rule.month, 1) - first) / millisecondsPerDay);
			let day = (rule.weekday - civilTime(first).weekday + 7) % 7 + (rule.week - 1) * 7;
			// Week 5 is the last one of the month, which may be the fourth.
			if (day >= days)
				day -= 7;
			return first + day * millisecondsPerDay + rule.time * 1000;
		}
		case "julian": {
			// Day 60 is always 1 March: 29 February is not counted.
			const leap = Date.UTC(year, 2, 1) - Date.UTC(year, 1, 1) === 29 * millisecondsPerDay;
			return newYear + (rule.day - 1 + (leap && rule.day >= 60 ? 1 : 0)) * millisecondsPerDay + rule.time * 1000;
		}
		case "day":
			return newYear + rule.day * millisecondsPerDay + rule.time * 1000;
	}
}
