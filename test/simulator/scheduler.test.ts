import assert from "node:assert/strict";
import { test } from "node:test";
import { Scheduler } from "../../simulator/scheduler";

test("events run in order of time, and in the order asked for at the same time", () => {
	const scheduler = new Scheduler(), seen: string[] = [];
	scheduler.at(5, () => seen.push("c"));
	scheduler.at(2.5, () => seen.push("a"));
	scheduler.at(5, () => seen.push("d"));
	scheduler.at(3, () => seen.push("b"));
	scheduler.at(5.001, () => seen.push("late"));
	scheduler.runUntil(5);
	assert.deepEqual(seen, ["a", "b", "c", "d"]);
	assert.equal(scheduler.now, 5);
	assert.equal(scheduler.next, 5.001);
});

test("many events stay in order", () => {
	const scheduler = new Scheduler(), times: number[] = [];
	for (let at = 0; at < 5000; at++) {
		const event = scheduler.at(at * 7919 % 1009, () => times.push(scheduler.now));
		if (at % 3 === 0)
			event.cancel();
	}
	scheduler.runUntil(2000);
	assert.equal(times.length, 3333);
	assert.deepEqual(times, times.slice().sort((left, right) => left - right));
});

test("an event may plan and cancel others", () => {
	const scheduler = new Scheduler(), seen: number[] = [];
	const other = scheduler.after(2, () => seen.push(-1));
	scheduler.after(1, () => {
		other.cancel();
		scheduler.after(0, () => seen.push(scheduler.now));
		scheduler.at(0, () => seen.push(scheduler.now));
	});
	scheduler.runUntil(10);
	other.cancel();
	assert.deepEqual(seen, [1, 1]);
	assert.equal(scheduler.next, undefined);
	assert.equal(scheduler.step(), false);
	assert.throws(() => scheduler.after(NaN, () => {}), RangeError);
});

test("timers repeat without drift and can be cleared in their own callback", () => {
	const scheduler = new Scheduler(), { timers } = scheduler, ticks: number[] = [];
	scheduler.runUntil(0.4);
	const handle = timers.repeat(() => {
		ticks.push(timers.ticks);
		if (ticks.length === 3)
			timers.clear(handle);
	}, 10);
	const never = timers.set(() => assert.fail(), 5);
	timers.clear(never);
	timers.clear(never);
	timers.clear(undefined);
	scheduler.runUntil(100);
	assert.deepEqual(ticks, [10, 20, 30]);
});
