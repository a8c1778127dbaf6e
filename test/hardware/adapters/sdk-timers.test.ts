import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SDKTimers } from "../../../hardware/adapters/sdk-timers";

/** The SDK's two modules with a clock of our own. */
class FakeSDK {
	/** Milliseconds, any size; `ticks` shows them as the chip does. */
	now = 0;
	timers: { callback: (timer: object) => void; due: number; interval?: number; }[] = [];

	get ticks(): number {
		return this.now | 0;
	}

	set(callback: (timer: object) => void, delay = 0): object {
		assert.ok(delay >= 0 && delay < 2 ** 31, "more than the SDK can wait");
		const timer = { callback, due: this.now + delay };
		this.timers.push(timer);
		return timer;
	}

	repeat(callback: (timer: object) => void, interval: number): object {
		const timer = { callback, due: this.now + interval, interval };
		this.timers.push(timer);
		return timer;
	}

	clear(timer: object | undefined): void {
		this.timers = this.timers.filter(other => other !== timer);
	}

	/** Lets time pass up to `now`. */
	run(now: number): void {
		for (;;) {
			const next = this.timers.filter(timer => timer.due <= now).sort((a, b) => a.due - b.due)[0];
			if (!next)
				break;
			this.now = Math.max(this.now, next.due);
			if (next.interval)
				next.due += next.interval;
			else
				this.clear(next);
			next.callback(next);
		}
		this.now = now;
	}
}

function setUp(start = 0) {
	const sdk = new FakeSDK();
	sdk.now = start;
	return { sdk, timers: new SDKTimers(sdk, sdk) };
}

describe("SDK timers", () => {
	it("count on where the chip's counter turns negative and where it starts again", () => {
		const start = 2 ** 31 - 500;
		const { sdk, timers } = setUp(start);
		for (const passed of [0, 499, 501, 1000, 2 ** 30, 2 ** 31, 2 ** 31 + 2 ** 30, 2 ** 32, 2 ** 32 + 2 ** 30]) {
			sdk.now = start + passed;
			assert.equal(timers.ticks, passed);
		}
	});

	it("do not go back with a wall clock that is set back", () => {
		const { sdk, timers } = setUp(100_000);
		sdk.now = 101_000;
		assert.equal(timers.ticks, 1000);
		sdk.now = 50_000;
		assert.equal(timers.ticks, 1000);
		sdk.now = 50_010;
		assert.equal(timers.ticks, 1010);
	});

	it("run once, and repeat", () => {
		const { sdk, timers } = setUp();
		const ran: string[] = [];
		timers.set(() => ran.push("once"), 100);
		timers.repeat(() => ran.push("again"), 150);
		sdk.run(500);
		assert.deepEqual(ran, ["once", "again", "again", "again"]);
	});

	it("wait longer than the SDK can, and count on meanwhile", () => {
		const { sdk, timers } = setUp();
		const delay = 60 * 86_400_000;
		let ran = 0;
		timers.set(() => ran++, delay);
		sdk.run(delay - 1);
		assert.equal(ran, 0);
		sdk.run(delay);
		assert.equal(ran, 1);
		assert.equal(timers.ticks, delay);
	});

	it("are cleared before, while and after they run, and during a long wait", () => {
		const { sdk, timers } = setUp();
		let ran = 0;
		const before = timers.set(() => ran++, 10);
		timers.clear(before);
		timers.clear(before);
		timers.clear(undefined);
		const during = timers.repeat(() => {
			ran++;
			timers.clear(during);
		}, 10);
		sdk.run(100);
		assert.equal(ran, 1);
		const long = timers.set(() => ran++, 2 ** 31);
		sdk.run(100 + 2 ** 30 + 5);
		timers.clear(long);
		sdk.run(2 ** 32);
		assert.equal(ran, 1);
		assert.equal(sdk.timers.length, 0);
	});

	it("take a delay of nothing or less as none", () => {
		const { sdk, timers } = setUp();
		let ran = 0;
		timers.set(() => ran++, -5);
		timers.set(() => ran++, NaN);
		sdk.run(0);
		assert.equal(ran, 2);
	});
});
