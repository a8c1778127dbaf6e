import "../../support/xs-shims";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Meter, MeterState } from "../../../meters/meter";
import { PosixTimeZone } from "../../../services/clock/posix-time-zone";
import { History } from "../../../services/history/history";
import type { HistoryPeriod } from "../../../services/history/history-periods";
import type { HistoryRow } from "../../../services/history/history-rows";
import { FlashMemory } from "../../../simulator/flash/flash-memory";
import { FlashPartitions } from "../../../simulator/flash/flash-partitions";
import { MapStorage } from "../../support/map-storage";
import { Random } from "../../support/random";
import { VirtualTimers } from "../../support/virtual-timers";

const quarter = 900_000, hour = 4 * quarter;

/** A meter that counts 0.25 kWh an hour, a device with a flash, and a clock. */
class Bench {
	readonly memory = new FlashMemory();
	readonly storage = new MapStorage();
	readonly log: string[] = [];
	state: MeterState = "ok";
	id = "E0001";
	/** Thousandths of a kWh. */
	count = 1_000_000;
	extra = "";
	cuts = 0;
	timers = new VirtualTimers();
	#start: number;
	#last: number;
	#zone: PosixTimeZone;
	history: History;

	constructor(start: string, zone = "CET-1CEST,M3.5.0,M10.5.0/3") {
		this.#start = this.#last = Date.parse(start);
		this.#zone = new PosixTimeZone(zone);
		this.history = this.open();
	}

	get now(): number {
		return this.#start + this.timers.ticks;
	}

	open(): History {
		const state = () => this.state, id = () => this.id;
		const meter = {
			name: "P1",
			get state() {
				return state();
			},
			get identity() {
				return { id: id() };
			},
			sensor: () => `"P1":{"Power":250,"ImportActive":${(this.count / 1000).toFixed(3)}},"Gas":{"Volume":12.345}${this.extra}`,
			unitOf: (name: string) => ({ ImportActive: "kWh", Power: "W" })[name],
		} as unknown as Meter;
		return new History({
			timers: this.timers,
			flash: new FlashPartitions(this.memory),
			storage: this.storage,
			now: () => this.now,
			offset: epoch => this.#zone.offset(epoch),
			meters: [meter],
			onLog: text => this.log.push(text),
		});
	}

	restart(): void {
		this.history.close();
		this.history = this.open();
	}

	/** Lets time pass up to this moment; the meter counts on. */
	until(moment: number | string): void {
		const end = typeof moment === "number" ? moment : Date.parse(moment);
		while (this.now < end) {
			const step = Math.min(60_000, end - this.now);
			this.timers.advance(step);
			this.count += (this.now - this.#last) / hour * 250;
			this.#last = this.now;
			if (this.log.some(text => text.includes("the power went")))
				this.#powerUp();
		}
	}

	#powerUp(): void {
		this.cuts++;
		this.log.length = 0;
		this.memory.cutAfter = Infinity;
		this.restart();
	}

	/** Local date of a moment in seconds. */
	historyDay(time: number): string {
		return this.#zone.local(time * 1000).slice(0, 10);
	}

	rows(period: HistoryPeriod, value = "ImportActive", from = 0, to = 2 ** 33): HistoryRow[] {
		const rows = this.history.rows("P1", value, period, from, to)!;
		return Array.from({ length: rows.length }, (_, index) => rows.row(index));
	}
}

const sum = (rows: readonly HistoryRow[]) => rows.reduce((total, { amount }) => total + Math.round(Number(amount) * 1000), 0);

describe("history", () => {
	test("every quarter hour; which values; the present one is open", () => {
		const bench = new Bench("2026-06-10T10:07:00Z");
		bench.until("2026-06-10T12:05:00Z");
		assert.deepEqual(bench.history.series.map(({ meter, value, unit }) => [meter, value, unit]), [
			["P1", "ImportActive", "kWh"],
			["P1", "Gas.Volume", "m³"],
		]);
		const rows = bench.rows("quarter");
		assert.equal(rows.length, 8);
		assert.equal(rows[0]!.time, Date.parse("2026-06-10T10:15:00Z") / 1000);
		assert.ok(rows.slice(0, 7).every(({ amount }) => Math.abs(Number(amount) - 0.0625) < 0.0015), JSON.stringify(rows));
		// Five minutes of the present one.
		assert.ok(Math.abs(Number(rows[7]!.amount) - 0.021) < 0.005);
		assert.equal(rows[7]!.total, (bench.count / 1000).toFixed(3));
		assert.deepEqual(bench.rows("quarter", "Gas.Volume").map(({ amount }) => amount), Array(8).fill("0.000"));
		assert.equal(bench.history.rows("P1", "Power", "quarter", 0, 2 ** 33), undefined);
		const middle = Date.parse("2026-06-10T11:00:00Z") / 1000;
		assert.deepEqual(bench.rows("quarter", "ImportActive", middle, middle + 2700).map(({ time }) => (time - middle) / 900), [0, 1, 2]);
	});

	for (const [name, day, hours] of [["spring", "2026-03-29", 23], ["autumn", "2026-10-25", 25], ["usual", "2026-06-10", 24]] as const) {
		test(`a day of ${hours} hours (${name}) has its own energy, in quarters and in all`, () => {
			const noon = Date.parse(`${day}T12:00:00Z`);
			const early = new Bench(new Date(noon - 40 * hour).toISOString());
			early.until(noon + 24 * hour);
			const rows = early.rows("day").filter(({ time }) => early.historyDay(time) === day);
			assert.equal(rows.length, 1);
			assert.ok(Math.abs(Number(rows[0]!.amount) - hours / 4) < 0.003, JSON.stringify(rows));
			const quarters = early.rows("quarter").filter(({ time }) => early.historyDay(time) === day);
			assert.equal(quarters.length, hours * 4);
			assert.equal(sum(quarters), sum(rows));
		});
	}

	test("months", () => {
		const bench = new Bench("2026-01-30T12:00:00Z");
		bench.until("2026-04-02T12:00:00Z");
		const rows = bench.rows("month");
		assert.deepEqual(rows.map(({ time }) => bench.historyDay(time)), ["2026-02-01", "2026-03-01", "2026-04-01"]);
		// The third is March without the hour of 29 March, the last is open.
		assert.deepEqual(rows.slice(0, 2).map(({ amount }) => Math.round(Number(amount))), [28 * 6, 186]);
	});

	test("a silent meter leaves a gap, and so does a device that is off", () => {
		const bench = new Bench("2026-06-10T10:00:30Z");
		bench.until("2026-06-10T11:05:00Z");
		bench.state = "silent";
		bench.until("2026-06-10T12:05:00Z");
		bench.state = "ok";
		bench.until("2026-06-10T13:05:00Z");
		const rows = bench.rows("quarter");
		const gaps = rows.filter(({ amount }) => amount === null);
		assert.equal(gaps.length, 1);
		assert.equal(gaps[0]!.time, Date.parse("2026-06-10T11:00:00Z") / 1000);
		assert.equal(rows[rows.indexOf(gaps[0]!) + 1]!.time, Date.parse("2026-06-10T12:15:00Z") / 1000);
	});

	test("another meter, and one that counts backwards: no bar, and never a negative one", () => {
		const bench = new Bench("2026-06-10T10:00:30Z");
		bench.until("2026-06-10T11:05:00Z");
		bench.count = 5_000;
		bench.until("2026-06-10T12:05:00Z");
		bench.id = "E0002";
		bench.count = 777_000_000;
		bench.until("2026-06-10T13:05:00Z");
		const rows = bench.rows("quarter");
		assert.deepEqual(rows.filter(({ amount }) => amount === null).map(({ time }) => new Date(time * 1000).toISOString().slice(11, 16)), [
			"11:00",
			"12:00",
		]);
		assert.ok(rows.every(({ amount }) => amount === null || Number(amount) < 0.1 && Number(amount) >= 0));
		assert.equal(bench.history.series.length, 2);
	});

	test("a clock that nobody has set, and one that jumps: no record between quarter hours", () => {
		const bench = new Bench("2026-06-10T10:07:00Z");
		bench.timers.advance(60_000);
		assert.equal(bench.memory.counters.writes, 0);
	});

	test("months of six values: what is old goes, the newest stay; the flash is worn evenly", () => {
		const bench = new Bench("2026-01-01T00:00:30Z");
		bench.extra = `,"A":{"Volume":1},"B":{"Volume":2},"C":{"Volume":3},"D":{"Volume":4}`;
		bench.until("2026-03-01T00:05:00Z");
		const rows = bench.rows("quarter");
		// Seven blocks of 340 records, six of them full at least; 400 rows would be asked for.
		assert.ok(rows.length >= 340 && rows.length < 400, `${rows.length}`);
		assert.ok(rows.every(({ amount }) => amount !== null));
		assert.equal(rows.at(-1)!.time, Date.parse("2026-03-01T00:00:00Z") / 1000);
		assert.equal(bench.rows("day").length, 60);
		bench.restart();
		assert.equal(bench.rows("quarter").length, rows.length);
		// 59 days of 576 records, 340 to a block.
		const { erases, writes } = bench.memory.counters;
		assert.ok(erases > 90 && erases < 110, `${erases}`);
		assert.ok(writes < 59 * 576 * 1.05, `${writes}`);
	});

	test("more values than there is room for: said once", () => {
		const bench = new Bench("2026-06-10T10:00:30Z");
		bench.extra = Array.from({ length: 30 }, (_, at) => `,"M${at}":{"Volume":${at}}`).join("");
		bench.until("2026-06-10T11:05:00Z");
		assert.equal(bench.history.series.length, 24);
		assert.equal(bench.log.length, 1);
		assert.match(bench.log[0]!, /no room for more values/);
	});

	test("erased: nothing is left, and it begins anew", () => {
		const bench = new Bench("2026-06-10T10:00:30Z");
		bench.until("2026-06-10T12:05:00Z");
		bench.history.erase();
		assert.equal(bench.history.series.length, 0);
		bench.until("2026-06-10T13:05:00Z");
		bench.restart();
		assert.equal(bench.rows("quarter").length, 4);
	});
});

/** A flash whose power goes, often: what was kept before is as it was, what is lost is at most the quarter hour of the cut. */
test("the power is cut at every write and erase", () => {
	const random = new Random(5);
	const bench = new Bench("2026-01-01T00:00:30Z");
	bench.extra = `,"A":{"Volume":1},"B":{"Volume":2},"C":{"Volume":3},"D":{"Volume":4},"E":{"Volume":5},"F":{"Volume":6},"G":{"Volume":7}`;
	let before: HistoryRow[] = [];
	for (let day = 0; day < 150; day++) {
		const cut = random.below(4) > 0;
		if (cut)
			bench.memory.cutAfter = random.below(700);
		bench.until(bench.now + 22 * hour);
		bench.memory.cutAfter = Infinity;
		bench.restart();
		const rows = bench.rows("quarter");
		const known = new Map(rows.map(row => [row.time, row]));
		// All but the rows at the two ends, which time moves.
		for (const row of before.slice(0, -2).filter(({ time }) => time > rows[0]!.time))
			assert.deepEqual(known.get(row.time), row, `day ${day}`);
		assert.ok(rows.every(({ amount }) => amount === null || Number(amount) >= 0 && Number(amount) < 0.1));
		// One gap for a cut, and none for a restart in the middle of a quarter hour.
		assert.ok(rows.filter(({ amount }) => amount === null).length <= bench.cuts, `day ${day}`);
		before = rows;
	}
	assert.ok(bench.cuts > 50, `${bench.cuts}`);
});
