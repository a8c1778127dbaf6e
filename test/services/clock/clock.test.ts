import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText } from "../../../services/clock/civil-time";
import { Clock, type ClockOptions } from "../../../services/clock/clock";
import type { NTPHardware } from "../../../services/platform";
import { VirtualTimers } from "../../support/virtual-timers";

const noon = Date.UTC(2026, 10, 21, 11);

interface Answer {
	error?: unknown;
	epoch?: number;
	delay?: number;
	silent?: boolean;
}

function make(
	answers: Answer[],
	options: Partial<ClockOptions> = {},
): { clock: Clock; timers: VirtualTimers; asked: number[]; servers: string[][]; log: string[]; open(): number; } {
	const timers = new VirtualTimers();
	const asked: number[] = [], servers: string[][] = [], log: string[] = [];
	let setAt: { ticks: number; epoch: number; } | undefined;
	let open = 0;
	const ntp: NTPHardware = {
		io: class {
			constructor(given: { servers: string[]; }) {
				servers.push(given.servers);
				open++;
			}

			getTime(callback: (error: unknown, epoch?: number) => void): void {
				asked.push(timers.ticks);
				const answer = answers.shift() ?? { error: new Error() };
				if (!answer.silent)
					timers.set(() => callback(answer.error ?? null, answer.epoch), answer.delay ?? 20);
			}

			close(): void {
				open--;
			}
		},
	};
	const clock = new Clock({
		timers,
		clock: {
			get now() {
				return setAt && setAt.epoch + timers.ticks - setAt.ticks;
			},
			set(epoch) {
				setAt = { ticks: timers.ticks, epoch };
			},
		},
		ntp,
		server: () => "pool.example, 192.0.2.1",
		timeZone: "CET-1CEST,M3.5.0,M10.5.0/3",
		seed: 1,
		onLog: text => void log.push(text),
		...options,
	});
	return { clock, timers, asked, servers, log, open: () => open };
}

test("before the clock is set: the time since the start", () => {
	const { clock, timers } = make([]);
	timers.advance(7_000);
	assert.equal(clock.local(), "1970-01-01T00:00:07");
	timers.advance(3_600_000);
	assert.equal(clock.local(), "1970-01-01T01:00:07");
	assert.equal(clock.epoch, undefined);
});

test("set from NTP, local time, again each day", () => {
	const { clock, timers, asked, servers, open } = make([{ epoch: noon }, { epoch: noon + 86_400_000 }]);
	clock.start();
	timers.advance(100);
	assert.equal(clock.local(), "2026-11-21T12:00:00");
	assert.equal(clock.utc(), "2026-11-21T11:00:00");
	assert.deepEqual(servers, [["pool.example", "192.0.2.1"]]);
	timers.advance(86_400_000);
	assert.equal(asked.length, 2);
	assert.equal(open(), 0);
	assert.deepEqual(clock.status, { syncs: 2, failures: 0, lastError: "" });
});

test("local times with their zone", () => {
	let zoned = true;
	for (
		const [timeZone, text] of [["CET-1CEST,M3.5.0,M10.5.0/3", "12:00:00+01:00"], ["<-0330>3:30", "07:30:00-03:30"], [
			"UTC0",
			"11:00:00+00:00",
		]]
	) {
		const { clock, timers } = make([{ epoch: noon }], { timeZone: timeZone!, zoned: () => zoned });
		assert.equal(clock.local(), "1970-01-01T00:00:00");
		clock.start();
		timers.advance(100);
		assert.equal(clock.local(), `2026-11-21T${text}`);
		zoned = false;
		assert.equal(clock.local(), `2026-11-21T${text!.slice(0, 8)}`);
		zoned = true;
	}
});

test("retries, later each time, and after an answer that never comes", () => {
	const { clock, timers, asked, open } = make([{ error: new Error() }, { silent: true }, { error: new Error("x") }, { epoch: noon }]);
	clock.start();
	timers.advance(200_000);
	assert.equal(clock.status.failures, 3);
	assert.equal(clock.status.syncs, 1);
	assert.ok(asked[1]! - asked[0]! >= 5_000 && asked[1]! - asked[0]! < 7_000);
	assert.ok(asked[2]! - asked[1]! >= 70_000);
	assert.equal(open(), 0);
});

for (const [name, epoch] of [["zero", 0], ["1970", -2208988800000 + 5], ["2016", Date.UTC(2016, 0)]] as const) {
	test(`an answer that cannot be: ${name}`, () => {
		const { clock, timers } = make([{ epoch }]);
		clock.start();
		timers.advance(1000);
		// A count near 0 belongs to the next era, in 2036.
		assert.equal(clock.epoch === undefined || clock.epoch > Date.UTC(2036, 0), true);
	});
}

test("the era after 2036", () => {
	const { clock, timers } = make([{ epoch: Date.UTC(2036, 5) - 2 ** 32 * 1000 }]);
	clock.start();
	timers.advance(20);
	assert.equal(clock.local(), "2036-06-01T02:00:00");
});

test("stops with the network, starts with it, leaves no timer", () => {
	const { clock, timers, asked } = make([{ silent: true }, { epoch: noon }]);
	clock.start();
	timers.advance(10);
	clock.stop();
	assert.equal(timers.pending, 0);
	clock.start();
	clock.start();
	timers.advance(1000);
	assert.equal(asked.length, 2);
	assert.equal(clock.status.syncs, 1);
});

test("a wrong time zone is refused, the old one stays", () => {
	const { clock, timers } = make([{ epoch: noon }]);
	clock.start();
	timers.advance(20);
	assert.throws(() => clock.setTimeZone("Europe/Berlin"), RangeError);
	assert.equal(clock.local(), "2026-11-21T12:00:00");
	clock.setTimeZone("UTC0");
	assert.equal(clock.local(), "2026-11-21T11:00:00");
});

test("durations", () => {
	assert.equal(durationText(912), "0T00:15:12");
	assert.equal(durationText(100 * 86400 + 86399.9), "100T23:59:59");
});
