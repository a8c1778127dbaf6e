import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PulseInput } from "../../../drivers/pulse-input/pulse-input";
import { findPulseKind } from "../../../drivers/pulse-input/pulse-kinds";
import { PulseFilter } from "../../../simulator/pulse/pulse-filter";
import { PulseSource } from "../../../simulator/pulse/pulse-source";
import type { PulseSourceOptions } from "../../../simulator/pulse/pulse-source";
import { VirtualCounter } from "../../../simulator/pulse/virtual-counter";
import { Scheduler } from "../../../simulator/scheduler";
import { Wire } from "../../../simulator/wire/wire";
import { Random } from "../../support/random";

class Bench {
	readonly scheduler = new Scheduler();
	readonly wire = new Wire(this.scheduler, { pull: "up" });
	readonly input: PulseInput;
	readonly source: PulseSource;
	count = 0;

	constructor(kind: string, source: PulseSourceOptions) {
		const { minimumPulse, minimumPause } = findPulseKind(kind)!;
		this.input = new PulseInput({
			counter: { io: VirtualCounter.bind(this.wire), pin: 1, minimumPulse, minimumPause },
			timers: this.scheduler.timers,
			onPulses: count => this.count += count,
		});
		this.source = new PulseSource(this.wire, source, 7);
	}

	run(seconds: number): this {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
		return this;
	}
}

describe("pulse input", () => {
	const cases: readonly [string, PulseSourceOptions][] = [
		["s0", { rate: 15_000, width: 35, bounces: 6 }],
		["s0", { rate: 40_000, width: 32, bounces: 6, irregular: true }],
		["led", { rate: 150_000, width: 2 }],
		["led", { rate: 150_000, width: 2, bounces: 3, bounceTime: 0.3 }],
		["reed", { rate: 600, width: 2_000, bounces: 12, bounceTime: 15 }],
		["ferraris", { rate: 1_125, width: 100, bounces: 8, bounceTime: 20 }],
	];
	for (const [kind, source] of cases) {
		it(`${kind}, ${source.rate} an hour, ${source.bounces ?? 0} bounces: none lost, none too many`, () => {
			const bench = new Bench(kind, source).run(3_600);
			bench.source.rate = 0;
			bench.run(20);
			assert.equal(bench.count, bench.source.sent);
			assert.ok(bench.count > 550);
		});
	}

	it("a million pulses with bounce: exact", () => {
		const bench = new Bench("led", { rate: 150_000, width: 4, bounces: 4, bounceTime: 1 }).run(24_000);
		bench.source.rate = 0;
		bench.run(20);
		assert.ok(bench.count >= 999_000);
		assert.equal(bench.count, bench.source.sent);
	});

	it("the rate follows, falls while it waits, and does not jump after a pause", () => {
		const bench = new Bench("s0", { rate: 3_600 }).run(60);
		assert.ok(Math.abs(bench.input.rate! - 3_600) < 40);
		bench.source.rate = 0;
		// What the source has laid out already.
		bench.run(6);
		let before = bench.input.rate!;
		for (let second = 0; second < 600; second++) {
			bench.run(1);
			const { rate } = bench.input;
			assert.ok(rate! <= before + 1e-9, `after ${second} s`);
			before = rate!;
		}
		assert.ok(before < 6.2);
		bench.source.rate = 3_600;
		bench.run(2.2);
		assert.ok(bench.input.rate! < 20, "the first pulse after the pause");
		bench.run(4);
		assert.ok(Math.abs(bench.input.rate! - 3_600) < 40);
	});

	it("has no rate before the second pulse", () => {
		const bench = new Bench("reed", { rate: 60, width: 500 }).run(50);
		assert.equal(bench.count, 1);
		assert.equal(bench.input.rate, undefined);
		bench.run(60);
		assert.ok(Math.abs(bench.input.rate! - 60) < 2);
	});

	it("does not count what is no pulse: spikes, a line that flutters at the threshold", () => {
		const filter = new PulseFilter(false, 0, 15, 15);
		const random = new Random(3);
		let time = 100;
		for (let turn = 0; turn < 10_000; turn++)
			filter.edge(time += (1 + random.below(140)) / 10);
		assert.equal(filter.count, 0);
	});

	it("does not count a pulse that was there before it", () => {
		const filter = new PulseFilter(true, 0, 15, 15);
		filter.look(1_000);
		filter.edge(1_001);
		filter.edge(2_000);
		filter.look(2_020);
		assert.equal(filter.count, 1);
	});
});
