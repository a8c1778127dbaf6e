import { isWithin } from "../../protocols/text-shape";

/** When a year's summer time begins or ends; `time` in seconds after that day's midnight. */
export type TransitionRule =
	| { kind: "month"; month: number; week: number; weekday: number; time: number; }
	/** Day 1 … 365, 29 February not counted. */
	| { kind: "julian"; day: number; time: number; }
	/** Day 0 … 365, 29 February counted. */
	| { kind: "day"; day: number; time: number; };

export interface ZoneRules {
	/** `offset`: seconds to add to UTC. POSIX writes it with the opposite sign. */
	standard: { name: string; offset: number; };
	summer?: { name: string; offset: number; start: TransitionRule; end: TransitionRule; };
}

const digits = "09";
const hour = 3600;
const defaultTime = 2 * hour;
/** What C libraries assume when a summer name stands without rules. */
const defaultRules = ",M3.2.0,M11.1.0";

/** Reads a POSIX `TZ` text (IEEE Std 1003.1, 8.3). Throws a `RangeError` naming the position, counted from 1. */
export function parseTimeZone(text: string): ZoneRules {
	return new TimeZoneParser(text).parse();
}

class TimeZoneParser {
	#text: string;
	#position = 0;

	constructor(text: string) {
		this.#text = text;
	}

	parse(): ZoneRules {
		const standard = { name: this.#name(), offset: -this.#time(24) };
		if (this.#atEnd())
			return { standard };
		const name = this.#name();
		const offset = this.#atEnd() || this.#peek() === "," ? standard.offset + hour : -this.#time(24);
		if (this.#atEnd())
			this.#text += defaultRules;
		const start = this.#rule();
		const end = this.#rule();
		if (!this.#atEnd())
			this.#fail("nothing more");
		return { standard, summer: { name, offset, start, end } };
	}

	#name(): string {
		const quoted = this.#accept("<");
		const letters = quoted ? "AZaz09++--" : "AZaz";
		const start = this.#position;
		while (this.#sees(letters))
			this.#position++;
		const name = this.#text.slice(start, this.#position);
		if (name.length < 3) {
			this.#position = start;
			this.#fail("a name of at least three letters");
		}
		if (quoted && !this.#accept(">"))
			this.#fail(">");
		return name;
	}

	/** `[+-]hh[:mm[:ss]]` in seconds. */
	#time(mostHours: number): number {
		const sign = this.#accept("-") ? -1 : 1;
		if (sign > 0)
			this.#accept("+");
		let seconds = this.#number(0, mostHours) * hour;
		if (this.#accept(":")) {
			seconds += this.#number(0, 59) * 60;
			if (this.#accept(":"))
				seconds += this.#number(0, 59);
		}
		return sign * seconds;
	}

	#rule(): TransitionRule {
		this.#expect(",");
		if (this.#accept("M")) {
			const month = this.#number(1, 12);
			this.#expect(".");
			const week = this.#number(1, 5);
			this.#expect(".");
			const weekday = this.#number(0, 6);
			return { kind: "month", month, week, weekday, time: this.#ruleTime() };
		}
		if (this.#accept("J"))
			return { kind: "julian", day: this.#number(1, 365), time: this.#ruleTime() };
		if (!this.#sees(digits))
			this.#fail("M, J or a day number");
		return { kind: "day", day: this.#number(0, 365), time: this.#ruleTime() };
	}

	#ruleTime(): number {
		return this.#accept("/") ? this.#time(167) : defaultTime;
	}

	#number(least: number, most: number): number {
		const start = this.#position;
		while (this.#sees(digits) && this.#position - start < 3)
			this.#position++;
		const value = Number(this.#text.slice(start, this.#position));
		if (start === this.#position || value < least || value > most) {
			this.#position = start;
			this.#fail(`a number from ${least} to ${most}`);
		}
		return value;
	}

	#peek(): string {
		return this.#text.charAt(this.#position);
	}

	/** The next character is within one of these ranges. */
	#sees(ranges: string): boolean {
		return isWithin(this.#text.charCodeAt(this.#position), ranges);
	}

	#accept(character: string): boolean {
		if (this.#peek() !== character)
			return false;
		this.#position++;
		return true;
	}

	#expect(character: string): void {
		if (!this.#accept(character))
			this.#fail(character);
	}

	#atEnd(): boolean {
		return this.#position >= this.#text.length;
	}

	#fail(expected: string): never {
		throw new RangeError(
			`position ${this.#position + 1}: expected ${expected}${this.#atEnd() ? ", found the end" : `, found "${this.#peek()}"`}`,
		);
	}
}
