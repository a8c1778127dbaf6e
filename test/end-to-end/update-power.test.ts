import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../simulator/random";
import { sweepPower } from "../support/power-sweep";
import type { Cut } from "../support/power-sweep";

/** The last operations are the boot loader's table: written by the old image, by the boot loader, and by the new image when it is confirmed. */
const decisive = 6;

test("the power goes while the whole firmware on XS is updated: at the first write, somewhere, at each write of the boot loader's table, and in NVS", async () => {
	const random = new Random(20261128);
	const found = await sweepPower(({ flash, storage }) => {
		const cuts: Cut[] = [{ flash: 0 }, { flash: random.integer(1, flash - decisive - 1) }];
		for (let last = decisive; last > 0; last--)
			cuts.push({ flash: flash - last });
		// The last change is the record of the trial, which goes when the new image is confirmed.
		cuts.push({ storage: random.integer(0, storage - 2), keeps: false }, { storage: storage - 1, keeps: true });
		return cuts;
	});
	assert.ok(found.old > 0 && found.new > 0, JSON.stringify(found));
});
