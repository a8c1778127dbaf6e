import assert from "node:assert/strict";
import { test } from "node:test";
import { sweepPower } from "../support/power-sweep";
import type { Cut } from "../support/power-sweep";

test("the power goes at each write and erase of an update, and at each change in NVS, with the whole firmware on XS", async () => {
	const found = await sweepPower(({ flash, storage }) => {
		console.error(`${flash} writes and erases, ${storage} changes in NVS`);
		const cuts: Cut[] = [];
		for (let at = 0; at < flash; at++)
			cuts.push({ flash: at });
		for (let at = 0; at < storage; at++)
			cuts.push({ storage: at, keeps: false }, { storage: at, keeps: true });
		return cuts;
	});
	console.error(`the old image was there ${found.old} times, the new one ${found.new} times`);
	assert.ok(found.old > 0 && found.new > 0);
});
