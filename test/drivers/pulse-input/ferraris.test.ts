import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PulseInput } from "../../../drivers/pulse-input/pulse-input";
import { findPulseKind } from "../../../drivers/pulse-input/pulse-kinds";
import { DiscSource } from "../../../simulator/pulse/disc-source";
import type { DiscSourceOptions } from "../../../simulator/pulse/disc-source";
import { LightCounter } from "../../../simulator/pulse/light-counter";
import { Scheduler } from "../../../simulator/scheduler";

/** A disc, its sensor and the driver. */
class Bench {
	readonly scheduler = new Scheduler();
	readonly source: DiscSource;
	readonly input: PulseInput;
	count = 0;
	#missed = 0;

	constructor(source: DiscSourceOptions, threshold = 100) {
		const { minimumPulse, minimumPause } = findPulseKind("ferraris")!;
		this.source = new DiscSource(this.scheduler, source, 9);
		this.input = new PulseInput({
			counter: {
				io: LightCounter.bind(this.scheduler, time => this.source.light(time)),
				pin: 1,
				threshold,
				minimumPulse,
				minimumPause,
			},
			timers: this.scheduler.timers,
			onPulses: count => this.count += count,
		});
	}

	run(seconds: number): this {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
		return this;
	}

	/** Turns the disc until a part of a turn is left before the mark's middle, negative: after it. */
	stopBefore(part: number): this {
		const { source, scheduler } = this;
		const turns = source.turns(scheduler.now), rate = 600;
		source.rate = rate;
		const target = Math.ceil(turns + part) - part;
		this.run((target - turns) * 3_600 / rate);
		source.rate = 0;
		return this;
	}

	/** How many marks have passed that count. The disc then stands half a turn away from it. */
	get passed(): number {
		return this.stopBefore(0.5).run(1).source.sent - this.#missed;
	}

	/** Turns it twice. The first mark only teaches: it may be missed. */
	learn(): this {
		const { source: { sent }, count } = this.stopBefore(0.5).stopBefore(0.49).stopBefore(0.5).run(1);
		this.#missed = sent - count;
		assert.ok(this.#missed === 0 || this.#missed === 1, `${count} of ${sent}`);
		return this;
	}

	check(name = ""): void {
		const { passed } = this;
		assert.equal(this.count, passed, name);
	}
}

describe("Ferraris disc", () => {
	const cases: readonly [string, number, DiscSourceOptions][] = [
		["15 kW at 75 turns", 3_600, { rate: 1_125 }],
		["4.6 kW at 375 turns", 3_600, { rate: 1_725, noise: 0.02 }],
		["three turns an hour", 3 * 3_600, { rate: 3 }],
		["a poor mark", 1_800, { rate: 600, bright: 0.5, mark: 0.43, noise: 0.008 }],
		["a mark that is brighter than the disc", 1_800, { rate: 600, bright: 0.3, mark: 0.6 }],
		["a disc that shines differently all around", 1_800, { rate: 600, wobble: 0.15 }],
		["a lamp", 1_800, { rate: 900, lamp: 0.25 }],
		["daylight and clouds", 6 * 3_600, { rate: 90, sun: 0.14 }],
		["edges as wide as the mark", 1_800, { rate: 300, width: 0.03, edge: 0.03, noise: 0.02 }],
	];
	for (const [name, seconds, source] of cases) {
		it(`${name}: none lost, none too many`, () => {
			const bench = new Bench(source).learn();
			bench.source.rate = source.rate;
			bench.run(seconds).check(name);
			assert.ok(bench.count >= 7, `${bench.count}`);
		});
	}

	it("stops on the mark, at its edge, and beside it, for hours", () => {
		const bench = new Bench({ rate: 600, noise: 0.02 }).learn();
		for (const part of [0, 0.02, 0.015, -0.02, 0.03, -0.03]) {
			const before = bench.stopBefore(part).run(10).count;
			bench.run(3_600);
			assert.equal(bench.count, before, `${part} of a turn before the middle of the mark`);
			bench.check(`${part}`);
		}
		bench.check();
	});

	it("clouds over a disc that stands count as nothing, as long as they change the light by less than a quarter of the contrast", () => {
		const bench = new Bench({ rate: 600, sun: 0.08 }).learn();
		bench.check();
		const before = bench.count;
		bench.run(8 * 3_600);
		assert.equal(bench.count, before);
	});

	it("a torch may add a turn, and spoils nothing after it", () => {
		const bench = new Bench({ rate: 600 }).learn();
		bench.check();
		bench.source.change({ bright: 1, mark: 1 });
		bench.run(2);
		bench.source.change({ bright: 0.7, mark: 0.35 });
		bench.run(2);
		bench.source.rate = 600;
		bench.run(600);
		const { passed } = bench;
		assert.ok(Math.abs(bench.count - passed) <= 1, `${bench.count} of ${passed}`);
	});

	it("a mark that becomes less than half as strong is found again within three hours", () => {
		const bench = new Bench({ rate: 120 }).learn();
		bench.check();
		bench.source.change({ bright: 0.55, mark: 0.44 });
		bench.source.rate = 120;
		bench.run(3 * 3_600);
		const before = bench.passed - bench.count;
		assert.ok(before < 365, `${before} lost`);
		bench.source.rate = 120;
		bench.run(1_800);
		assert.equal(bench.passed - bench.count, before);
	});

	it("the trim decides whether a weak second mark counts", () => {
		// A disc whose back half is darker: a swing of its own beside the mark's.
		const source: DiscSourceOptions = { rate: 600, bright: 0.6, mark: 0.3, wobble: 0.12, noise: 0.002 };
		const counts = [100, 200, 1].map(threshold => {
			const bench = new Bench(source, threshold).run(1_200);
			const { passed } = bench;
			return bench.count / passed;
		});
		assert.ok(Math.abs(counts[0]! - 1) < 0.01 && counts[1]! < 1.01 && counts[2]! > 1.5, counts.join(" "));
	});

	it("shows the light and the contrast, for whoever puts the sensor on the meter", () => {
		const bench = new Bench({ rate: 600 }).learn();
		bench.check();
		assert.ok(Math.abs(bench.input.signal - 0.7 * 4095) < 60, `${bench.input.signal}`);
		assert.ok(Math.abs(bench.input.contrast - 0.35 * 4095) < 100, `${bench.input.contrast}`);
	});
});
