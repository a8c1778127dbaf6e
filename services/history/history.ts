import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Meter } from "../../meters/meter";
import { Decimal } from "../../protocols/decimal";
import type { Flash, FlashPartition, Storage } from "../platform";
import { entityClass } from "../tasmota/home-assistant-units";
import { describeError } from "../text";
import { lastName } from "../web/live-meter";
import { readSensorValues } from "../web/sensor-values";
import { type HistoryPeriod, periodNumber, periods, secondsInto, type ZoneOffset } from "./history-periods";
import { type HistoryPoint, quarter, timeOf, writePoint } from "./history-point";
import { HistoryRing } from "./history-ring";
import { HistoryRows } from "./history-rows";
import { type HistorySeries, SeriesList } from "./history-series";

export interface HistoryOptions {
	timers: Timers;
	flash: Flash;
	storage: Storage;
	/** Milliseconds since 1970; `undefined` before the clock was set. */
	now(): number | undefined;
	offset: ZoneOffset;
	meters: readonly Meter[];
	onLog?(text: string): void;
}

interface CurrentTotal extends HistorySeries {
	readonly total: Decimal;
}

/** Milliseconds between two looks at the clock. */
const lookInterval = 5_000;
/** A quarter hour that is seen later than this, in seconds, gets no record: its total would be that of another time. */
const latest = 60;
const partition = "history";
const periodNames: readonly HistoryPeriod[] = Object.freeze(["quarter", "day", "month"] as const);

/**
 * What the meters had counted at every quarter hour, and at the begin of every day and month, in a ring in the flash. Only totals that a meter gave
 * are written: one that is silent leaves a gap.
 */
export class History {
	readonly #options: HistoryOptions;
	readonly #partition: FlashPartition;
	readonly #rings: readonly HistoryRing[];
	readonly #series: SeriesList;
	/** Per ring and series: the last period that has a record. */
	readonly #last: readonly Map<number, number>[] = periodNames.map(() => new Map<number, number>());
	readonly #timer: TimerHandle;
	#quarter: number | undefined;
	#isFull = false;

	/** Throws when there is no such partition. */
	constructor(options: HistoryOptions) {
		this.#options = options;
		this.#partition = options.flash.open(partition);
		this.#series = new SeriesList(options.storage);
		let block = 0;
		this.#rings = periodNames.map(name => {
			const { blocks, ring } = periods[name];
			block += blocks;
			return new HistoryRing(this.#partition, block - blocks, blocks, ring);
		});
		this.#recall();
		this.#timer = options.timers.repeat(() => this.#look(), lookInterval);
	}

	/** Every value once. */
	get series(): readonly HistorySeries[] {
		const list: HistorySeries[] = [];
		for (const each of this.#series.list) {
			if (!list.some(other => other.meter === each.meter && other.value === each.value))
				list.push(each);
		}
		return list;
	}

	/** The newest rows of a value between two moments in seconds since 1970. `undefined`: there is no such value. */
	rows(meter: string, value: string, period: HistoryPeriod, from: number, to: number): HistoryRows | undefined {
		const numbers = this.#series.numbersOf(meter, value);
		if (!numbers.length)
			return undefined;
		const rows = new HistoryRows(period, this.#options.offset);
		const first = Math.ceil(from / quarter), last = Math.floor(to / quarter);
		this.#rings[periods[period].ring]!.visit((bytes, at) => {
			if (!numbers.includes(bytes[at]!))
				return;
			const time = timeOf(bytes, at);
			if (time >= first && time <= last)
				rows.add(bytes, at);
		});
		const now = this.#options.now();
		if (now !== undefined && now / 1000 <= to)
			this.#addNow(rows, numbers, meter, value, now);
		return rows;
	}

	/** Forgets everything. Throws when the flash does. */
	erase(): void {
		for (const ring of this.#rings)
			ring.erase();
		for (const last of this.#last)
			last.clear();
		this.#series.clear();
	}

	close(): void {
		this.#options.timers.clear(this.#timer);
		this.#partition.close();
	}

	#addNow(rows: HistoryRows, numbers: readonly number[], meter: string, value: string, now: number): void {
		const current = this.#totals().find(each => each.meter === meter && each.value === value);
		if (current)
			rows.end({ series: numbers[numbers.length - 1]!, time: now / 1000 / quarter, total: current.total });
	}

	/** Where each ring stands. */
	#recall(): void {
		for (let ring = 0; ring < this.#rings.length; ring++) {
			const name = periodNames[ring]!, last = this.#last[ring]!;
			this.#rings[ring]!.visit((bytes, at) => {
				last.set(bytes[at]!, periodNumber(name, timeOf(bytes, at), this.#options.offset));
			}, 2);
		}
	}

	#look(): void {
		const now = this.#options.now();
		if (now === undefined)
			return;
		const seconds = Math.floor(now / 1000), time = Math.floor(seconds / quarter), before = this.#quarter;
		this.#quarter = time;
		// The first look after a start is no end of a quarter hour, and neither is a clock that was set.
		if (before === undefined || before === time || seconds - time * quarter > latest)
			return;
		try {
			this.#record(time);
		}
		catch (error) {
			this.#options.onLog?.(`history: ${describeError(error)}`);
		}
	}

	#record(time: number): void {
		for (const { total, ...wanted } of this.#totals()) {
			const series = this.#series.numberOf(wanted);
			if (series === undefined) {
				this.#tellFull(wanted);
				continue;
			}
			this.#write({ series, time, total });
		}
	}

	/** Into each ring whose present period has no record of this value yet. */
	#write(point: HistoryPoint): void {
		const { offset } = this.#options;
		const bytes = writePoint(point);
		for (let ring = 0; ring < this.#rings.length; ring++) {
			const name = periodNames[ring]!, number = periodNumber(name, point.time, offset);
			if (this.#last[ring]!.get(point.series) === number || secondsInto(name, point.time, offset) > periods[name].late)
				continue;
			this.#rings[ring]!.append(bytes);
			this.#last[ring]!.set(point.series, number);
		}
	}

	/** What the meters that speak have counted. */
	#totals(): CurrentTotal[] {
		const totals: CurrentTotal[] = [];
		for (const meter of this.#options.meters) {
			const text = meter.state === "ok" ? meter.sensor() : undefined;
			if (text === undefined)
				continue;
			for (const { group, name, value, isNumber } of readSensorValues(text)) {
				const own = lastName(name), unit = meter.unitOf?.(own);
				const total = isNumber && entityClass(group, own, unit)?.stateClass === "total" ? Decimal.parse(value) : undefined;
				if (total && total.digits >= 0)
					totals.push({
						meter: meter.name,
						value: group === meter.name ? name : `${group}.${name}`,
						unit: entityClass(group, own, unit)!.unit,
						id: idOf(meter),
						total,
					});
			}
		}
		return totals;
	}

	#tellFull({ meter, value }: HistorySeries): void {
		if (!this.#isFull)
			this.#options.onLog?.(`history: there is no room for more values: ${meter} ${value} is not kept`);
		this.#isFull = true;
	}
}

function idOf({ identity }: Meter): string {
	return String((identity as { id?: unknown; }).id ?? "");
}
