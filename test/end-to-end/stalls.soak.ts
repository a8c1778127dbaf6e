import assert from "node:assert/strict";
import { test } from "node:test";
import { readWhileStalled } from "../support/stalled-machine";

test("86,400 Hungarian telegrams, none lost while the machine is stalled up to 80 ms at a time, and the heap stays flat", async () => {
	const { sent, published, wrong, slotsAtStart, slotsAtEnd } = await readWhileStalled(86_400);
	assert.deepEqual({ published, wrong }, { published: sent, wrong: 0 });
	assert.ok(slotsAtEnd < slotsAtStart * 1.01, `${slotsAtStart} slots at the start, ${slotsAtEnd} at the end`);
});
