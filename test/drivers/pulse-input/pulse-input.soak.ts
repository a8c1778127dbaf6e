import assert from "node:assert/strict";
import { test } from "node:test";
import { CounterJournal, journalPause } from "../../../services/journal/counter-journal";
import { PulseFilter } from "../../../simulator/pulse/pulse-filter";
import { Random } from "../../../simulator/random";
import { CutStorage, cutWays } from "../../support/cut-storage";
import { VirtualTimers } from "../../support/virtual-timers";

/** A meter's LED that flashes for 1 ms and bounces at each end: an odd number of edges within a tenth of a millisecond. */
class BouncingLED {
	time = 10;
	edges = 0;
	readonly #filter: PulseFilter;
	readonly #random: Random;

	constructor(filter: PulseFilter, random: Random) {
		this.#filter = filter;
		this.#random = random;
	}

	/** One flash, and up to 20 ms until the next one, times `slower`. */
	flash(slower = 1): void {
		for (let end = 0; end < 2; end++) {
			const bounces = this.#random.next() < 0.5 ? 2 : 0;
			for (let edge = 0; edge <= bounces; edge++) {
				this.#filter.edge(this.time);
				this.edges++;
				this.time += 0.05;
			}
			this.time += end ? 3 + this.#random.next() * 18 * slower : 1;
		}
	}
}

test("100 million pulses with bounce: exact", t => {
	const filter = new PulseFilter(false, 0, 0.5, 2);
	const led = new BouncingLED(filter, new Random(17));
	const pulses = 100_000_000;
	for (let pulse = 0; pulse < pulses; pulse++)
		led.flash();
	filter.look(led.time);
	assert.equal(filter.count, pulses);
	t.diagnostic(`${led.edges} edges, ${(led.time / 86_400_000).toFixed(1)} days`);
});

test("100 million pulses with bounce and power cuts at random: loss within a minute each, never a gain", t => {
	const random = new Random(23), storage = new CutStorage();
	let total = 0, lives = 0, lost = 0;
	while (total < 100_000_000) {
		lives++;
		// In the middle of a write, in one of four ways, or between two.
		storage.cut = false;
		storage.how = cutWays[random.integer(0, 3)]!;
		storage.cutAt = storage.writes + random.integer(1, 400);
		const end = random.next() * 400 * journalPause;
		const timers = new VirtualTimers();
		const journal = new CounterJournal({ storage, key: "pulse1", timers });
		const before = journal.state.pulses, filter = new PulseFilter(false, 0, 0.5, 2);
		const led = new BouncingLED(filter, random), slower = random.next() < 0.3 ? 200 : 1;
		let sent = 0;
		/** Counts as of the seconds that have passed. */
		const looks: number[] = [before];
		while (!storage.cut && timers.ticks < end) {
			while (led.time < timers.ticks + 1_000) {
				led.flash(slower);
				sent++;
			}
			timers.advance(1_000);
			filter.look(led.time);
			assert.equal(filter.count, sent);
			journal.note(before + sent);
			looks.push(before + sent);
		}
		storage.cut = true;
		const kept = new CounterJournal({ storage, key: "pulse1", timers: new VirtualTimers() }).state.pulses;
		const truth = before + sent;
		assert.ok(kept <= truth, `life ${lives}: a gain, ${kept} of ${truth}`);
		// What had been counted a minute and two looks ago is there.
		const bound = looks.at(-(journalPause / 1_000 + 3)) ?? before;
		assert.ok(kept >= bound, `life ${lives}: ${kept} of ${truth}, ${bound} a minute ago`);
		lost += truth - kept;
		total += sent;
	}
	assert.ok(lives > 50);
	t.diagnostic(`${total} pulses, ${lives} power cuts, ${lost} lost`);
});
