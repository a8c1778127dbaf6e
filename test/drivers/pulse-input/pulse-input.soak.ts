import assert from "node:assert/strict";
import { test } from "node:test";
import { PulseFilter } from "../../../simulator/pulse/pulse-filter";
import { Random } from "../../../simulator/random";

test("100 million pulses with bounce: exact", t => {
	const filter = new PulseFilter(false, 0, 0.5, 2);
	const random = new Random(17);
	const pulses = 100_000_000;
	let time = 10, edges = 0;
	for (let pulse = 0; pulse < pulses; pulse++) {
		// At each end some edges within a tenth of a millisecond, an odd number of them in all.
		for (let end = 0; end < 2; end++) {
			const bounces = random.next() < 0.5 ? 2 : 0;
			for (let edge = 0; edge <= bounces; edge++) {
				filter.edge(time);
				edges++;
				time += 0.05;
			}
			time += end ? 3 + random.next() * 18 : 1;
		}
	}
	filter.look(time);
	assert.equal(filter.count, pulses);
	t.diagnostic(`${edges} edges, ${(time / 86_400_000).toFixed(1)} days`);
});
