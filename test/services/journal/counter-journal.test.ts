import "../../support/xs-shims";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CounterJournal, journalPause } from "../../../services/journal/counter-journal";
import { CutStorage, cutWays } from "../../support/cut-storage";
import { Random } from "../../support/random";
import { VirtualTimers } from "../../support/virtual-timers";

describe("counter journal", () => {
	it("keeps a counter, and writes at most once a minute", () => {
		const storage = new CutStorage(), timers = new VirtualTimers();
		const journal = new CounterJournal({ storage, key: "pulse1", timers });
		for (let second = 1; second <= 3_600; second++) {
			journal.note(second * 40);
			timers.advance(1_000);
		}
		assert.ok(storage.writes <= 61, `${storage.writes} writes in an hour`);
		const kept = new CounterJournal({ storage, key: "pulse1", timers }).state.pulses;
		assert.ok(3_600 * 40 - kept <= 61 * 40);
		journal.close();
		assert.equal(new CounterJournal({ storage, key: "pulse1", timers }).state.pulses, 3_600 * 40);
	});

	it("does not write what has not changed, and writes a slow counter's every pulse", () => {
		const storage = new CutStorage(), timers = new VirtualTimers();
		const journal = new CounterJournal({ storage, key: "pulse1", timers });
		for (let hour = 1; hour <= 24; hour++) {
			journal.note(hour);
			timers.advance(3_600_000);
			assert.equal(new CounterJournal({ storage, key: "pulse1", timers }).state.pulses, hour);
		}
		assert.equal(storage.writes, 24);
	});

	it("a cut at every write, in each way: at most a minute is lost, and nothing is ever gained", () => {
		for (const how of cutWays) {
			for (let cutAt = 1; cutAt <= 40; cutAt++) {
				const storage = new CutStorage(), timers = new VirtualTimers();
				storage.cutAt = cutAt;
				storage.how = how;
				const journal = new CounterJournal({ storage, key: "pulse1", timers });
				const counted: { at: number; pulses: number; }[] = [];
				for (let pulses = 1; !storage.cut; pulses++) {
					journal.note(pulses);
					counted.push({ at: timers.ticks, pulses });
					timers.advance(700);
				}
				const { pulses } = new CounterJournal({ storage, key: "pulse1", timers: new VirtualTimers() }).state;
				const last = counted.at(-1)!;
				const lost = counted.find(each => each.pulses > pulses);
				assert.ok(pulses <= last.pulses, "a gain");
				assert.ok(!lost || timers.ticks - lost.at <= journalPause + 1_400, `${how} at ${cutAt}: ${pulses} of ${last.pulses}`);
			}
		}
	});

	it("random cuts over many lives: the sum is never more than what came, and short by at most a minute each", () => {
		const random = new Random(11), storage = new CutStorage();
		let truth = 0, lives = 0;
		for (; lives < 300; lives++) {
			storage.cut = false;
			storage.cutAt = storage.writes + 1 + random.below(6);
			storage.how = cutWays[random.below(4)]!;
			const timers = new VirtualTimers();
			const journal = new CounterJournal({ storage, key: "p", timers });
			let { pulses } = journal.state;
			assert.ok(pulses <= truth, "a gain");
			assert.ok(truth - pulses <= 62, `${truth - pulses} lost`);
			truth = pulses;
			while (!storage.cut) {
				journal.note(++pulses);
				truth++;
				timers.advance(1_000);
			}
		}
	});

	it("a set value is kept at once, and a broken entry counts as none", () => {
		const storage = new CutStorage(), timers = new VirtualTimers();
		const journal = new CounterJournal({ storage, key: "pulse1", timers });
		journal.set({ pulses: 0, start: "1234.567" });
		assert.deepEqual(new CounterJournal({ storage, key: "pulse1", timers }).state, { pulses: 0, start: "1234.567" });
		for (const text of ["", "x", "1 5 0", "9 99 0 0", "9 -5 0 1234"]) {
			storage.values.set("pulse1b", text);
			assert.equal(new CounterJournal({ storage, key: "pulse1", timers }).state.start, "1234.567", text);
		}
	});
});
