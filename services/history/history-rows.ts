import { Decimal } from "../../protocols/decimal";
import { type HistoryPeriod, periodNumber, type ZoneOffset } from "./history-periods";
import { digitsOf, exponentOf, type HistoryPoint, quarter, timeOf } from "./history-point";

export interface HistoryRow {
	/** Begin of the period, in seconds since 1970. */
	readonly time: number;
	/** What was counted in it; `null` where that is not known. */
	readonly amount: string | null;
	/** What the meter had counted at its end; `null` likewise. */
	readonly total: string | null;
}

/** Most rows of an answer. */
export const mostRows = 400;
const room = mostRows + 1;

/** Collects the newest points of one value, then gives the rows between them. Memory: 15 bytes for each of 401 points. */
export class HistoryRows {
	readonly #period: HistoryPeriod;
	readonly #offset: ZoneOffset;
	readonly #times = new Uint32Array(room);
	readonly #digits = new Float64Array(room);
	readonly #exponents = new Int8Array(room);
	readonly #series = new Uint8Array(room);
	#count = 0;
	/** The present period is not over: its row ends at this point. */
	#isOpen = false;

	constructor(period: HistoryPeriod, offset: ZoneOffset) {
		this.#period = period;
		this.#offset = offset;
	}

	/** How many rows there are. */
	get length(): number {
		return Math.max(0, Math.min(this.#count, room) - 1);
	}

	/** A record. The clock may have been set back: then what was written later counts. */
	add(bytes: Uint8Array, at: number): void {
		const time = timeOf(bytes, at);
		while (this.#count && this.#count < room && this.#times[this.#count - 1]! >= time)
			this.#count--;
		this.#put(bytes[at]!, time, digitsOf(bytes, at), exponentOf(bytes, at));
	}

	/** What the meter says now. */
	end({ series, time, total }: HistoryPoint): void {
		this.#put(series, time, Number(total.digits), total.exponent);
		this.#isOpen = true;
	}

	row(index: number): HistoryRow {
		const start = Math.max(0, this.#count - room), at = (start + index) % room, next = (start + index + 1) % room;
		const time = this.#times[at]! * quarter;
		if (!this.#areNeighbours(at, next, start + index + 2 === this.#count))
			return { time, amount: null, total: null };
		const end = this.#total(next), amount = end.subtract(this.#total(at));
		// A meter that counts backwards, or another one in its place.
		return amount.digits < 0 ? { time, amount: null, total: end.toString() } : { time, amount: amount.toString(), total: end.toString() };
	}

	#put(series: number, time: number, digits: number, exponent: number): void {
		const at = this.#count++ % room;
		this.#times[at] = time;
		this.#digits[at] = digits;
		this.#exponents[at] = exponent;
		this.#series[at] = series;
	}

	#areNeighbours(at: number, next: number, isLast: boolean): boolean {
		if (this.#series[at] !== this.#series[next])
			return false;
		const from = periodNumber(this.#period, this.#times[at]!, this.#offset),
			to = periodNumber(this.#period, this.#times[next]!, this.#offset);
		return isLast && this.#isOpen ? to === from : to - from === 1;
	}

	#total(at: number): Decimal {
		return new Decimal(this.#digits[at]!, this.#exponents[at]);
	}
}
