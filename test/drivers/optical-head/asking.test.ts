import assert from "node:assert/strict";
import { test } from "node:test";
import { OpticalBench } from "../../support/optical-bench";

const lk11 = { meter: "lk11", frozen: true } as const;
const quick = { mode: "ask" } as const;

function open(...args: ConstructorParameters<typeof OpticalBench>): OpticalBench {
	return new OpticalBench(...args);
}

test("mode C: sign-on, acknowledgement, change of rate; with and without echo", () => {
	for (const echo of [true, false]) {
		const bench = open({ ...lk11, echo }, { choices: quick }).run(10);
		assert.deepEqual(bench.written.map(({ text }) => text), ["/?!\r\n", "\x06050\r\n"]);
		assert.equal(bench.sensor.CombinedActive, 12345.678);
		assert.deepEqual(bench.findings, ["asked standard C 9600"]);
		assert.equal(bench.meter.status.lastError, "");
		bench.close();
	}
});

test("at 300 baud the Logarex needs more than twice the time", () => {
	const time = (maximumBaud: number) => {
		const bench = open(lk11, { choices: { ...quick, maximumBaud } }).run(30);
		const { time } = bench.updates[0]!;
		bench.close();
		return time;
	};
	const fast = time(9600), slow = time(300);
	assert.ok(fast < slow / 2, `${fast} ms against ${slow} ms`);
});

test("each rate that may be chosen works", () => {
	for (const maximumBaud of [300, 600, 1200, 2400, 4800, 9600, 19200]) {
		const bench = open(lk11, { choices: { ...quick, maximumBaud } }).run(40);
		assert.deepEqual(bench.findings, [`asked standard C ${Math.min(maximumBaud, 9600)}`]);
		bench.close();
	}
});

test("a meter that offers HDLC and reacts within 20 ms: data readout all the same, and nothing of its first line is lost", () => {
	const bench = open({ meter: "zmd", frozen: true }, { choices: quick }).run(10);
	assert.deepEqual(bench.written.map(({ text }) => text), ["/?!\r\n", "\x06050\r\n"]);
	assert.deepEqual(bench.findings, ["asked standard C 9600"]);
	assert.equal(bench.sensor.ImportActive, 64200.31);
	assert.equal(bench.meter.status.lastError, "");
	bench.close();
});

test("mode 2 does not acknowledge: the data come at 300 baud", () => {
	const bench = open(lk11, { choices: { mode: "mode2" } }).run(40);
	assert.deepEqual(bench.findings, ["asked standard A 300"]);
	assert.ok(bench.written.every(({ text }) => text === "/?!\r\n"));
	bench.close();
});

test("a device address; a wrong one gets no answer", () => {
	const right = open(lk11, { choices: { ...quick, address: "0029123456" } }).run(10);
	assert.equal(right.written[0]!.text, "/?0029123456!\r\n");
	assert.equal(right.updates.length, 1);
	right.close();
	const wrong = open(lk11, { choices: { ...quick, address: "1" } }).run(60);
	assert.equal(wrong.updates.length, 0);
	assert.match(wrong.meter.status.lastError, /only the head's own light/);
	wrong.close();
});

test("the interval, from start to start, with a floor", () => {
	const starts = (interval: number, meter: string, finding: string) => {
		const bench = open({ meter, frozen: true }, { choices: { interval }, finding }).run(2000);
		const times = bench.written.filter(({ text }) => text.startsWith("/?")).map(({ time }) => time);
		bench.close();
		return times.map((time, at) => Math.round((time - times[at - 1]!) / 1000)).slice(1);
	};
	assert.ok(starts(120, "lk11", "asked standard C 9600").every(gap => gap === 120));
	assert.ok(starts(1, "lk11", "asked standard C 9600").every(gap => gap === 10));
	assert.deepEqual(starts(60, "uh50", "asked battery B 2400"), [900, 900]);
});

test("a wrong check is asked for again, and the repeated block counts", () => {
	const bench = open(lk11, { choices: quick }).fault("wrong-check");
	while (!bench.written.some(({ text }) => text === "\x15"))
		bench.run(0.05);
	bench.fault("wrong-check", false).run(3);
	assert.equal(bench.updates.length, 1);
	assert.deepEqual(bench.written.map(({ text }) => text), ["/?!\r\n", "\x06050\r\n", "\x15"]);
	assert.equal(bench.meter.status.decoder.checkErrors, 1);
	bench.close();
});

test("a check that stays wrong gives nothing; rates are tried downwards", () => {
	const bench = open(lk11, { choices: { ...quick, interval: 10 } }).fault("wrong-check").run(200);
	assert.equal(bench.updates.length, 0);
	assert.match(bench.meter.status.lastError, /block check|bcc/);
	const acknowledged = bench.written.map(({ text }) => /^\x060(\d)0/.exec(text)?.[1]).filter(digit => digit);
	assert.deepEqual(acknowledged.slice(0, 6), ["5", "4", "3", "2", "1", "0"]);
	bench.close();
});

test("a meter that fails at the rate that it promised is read at a lower one, which is remembered", () => {
	const bench = open({ ...lk11, faults: ["fails-at-baud"] }, { choices: { ...quick, interval: 30 } }).run(300);
	assert.deepEqual(bench.findings, ["asked standard C 2400"]);
	const digits = bench.written.map(({ text }) => /^\x060(\d)0/.exec(text)?.[1]).filter(digit => digit);
	assert.deepEqual(digits.slice(0, 3), ["5", "4", "3"]);
	assert.ok(digits.slice(3).every(digit => digit === "3"));
	assert.ok(bench.updates.length >= 8, String(bench.updates.length));
	bench.close();
	const again = open({ ...lk11, faults: ["fails-at-baud"] }, { finding: bench.findings[0]! }).run(20);
	assert.equal(again.updates.length, 1);
	assert.equal(again.written[1]!.text, "\x06030\r\n");
	again.close();
});

test("one failure of a rate that has worked does not make it slower", () => {
	const bench = open(lk11, { choices: { ...quick, interval: 20 } }).run(10).fault("stops").run(20).fault("stops", false).run(120);
	assert.deepEqual(bench.findings, ["asked standard C 9600"]);
	assert.ok(bench.updates.length >= 5);
	bench.close();
});

test("a meter that stops in the middle is told so, and read when it is well again", () => {
	const bench = open(lk11, { choices: { ...quick, interval: 30 } }).fault("stops").run(60);
	assert.equal(bench.updates.length, 0);
	assert.match(bench.meter.status.lastError, /stopped in the middle|ended early/);
	bench.fault("stops", false).run(60);
	assert.ok(bench.updates.length >= 1);
	bench.close();
});

test("no meter, and a head upside down, are told apart; both recover", () => {
	const dark = open({ ...lk11, echo: false, faults: ["unplugged"] }).run(60);
	assert.equal(dark.updates.length, 0);
	assert.match(dark.meter.status.lastError, /does not answer/);
	dark.fault("unplugged", false).run(90);
	assert.ok(dark.updates.length >= 1);
	dark.close();
	const turned = open({ ...lk11, upsideDown: true }).run(60);
	assert.match(turned.meter.status.lastError, /only the head's own light comes back/);
	turned.house.ports.optical.upsideDown = false;
	turned.run(90);
	assert.ok(turned.updates.length >= 1);
	turned.close();
});

test("mode A, comma decimals, and a wrong check there", () => {
	const bench = open({ meter: "em3", frozen: true }, { choices: { ...quick, interval: 30 } }).run(25);
	assert.deepEqual(bench.findings, ["asked standard A 300"]);
	assert.deepEqual(bench.sensor.TotalTariff, [45678.9, 23456.7]);
	assert.ok(bench.written.every(({ text }) => text === "/?!\r\n"));
	bench.close();
});

test("mode B behind a wake-up of NULs: found by itself, then woken at once", () => {
	const bench = open({ meter: "uh50", frozen: true }).run(40);
	assert.deepEqual(bench.findings, ["asked battery B 2400"]);
	assert.equal(bench.sensor.Total, 6047);
	bench.close();
	const again = open({ meter: "uh50", frozen: true }, { finding: "asked battery B 2400" }).run(10);
	assert.equal(again.updates.length, 1);
	assert.match(again.written[0]!.text, /^\0{66}$/);
	// 1.5 to 1.7 s after the last NUL (annex B).
	const pause = again.written[1]!.time - again.written[0]!.time - 66 * 10_000 / 300;
	assert.ok(pause >= 1500 && pause <= 1700, String(pause));
	again.close();
});

test("the acknowledgement waits for the meter's reaction time; the rate changes 300 ms after its last bit", () => {
	const bench = open(lk11, { choices: quick }).run(10);
	const [asked, acknowledged] = bench.written;
	// Sign-on, the meter's 250 ms, its line.
	const heard = asked!.time + (5 + 19) * 10_000 / 300 + 250;
	const rest = acknowledged!.time - heard;
	assert.ok(rest >= 200 && rest <= 600, `${rest} ms`);
	bench.close();
});

test("a readout that ends when all that is wanted has come", () => {
	const choices = { ...quick, maximumBaud: 300, wanted: ["15.8.0", "0.0.0"] };
	const whole = open(lk11, { choices: { ...quick, maximumBaud: 300 } }).run(30);
	const early = open(lk11, { choices }).run(30);
	assert.ok(early.updates[0]!.time < whole.updates[0]!.time - 2000, `${early.updates[0]!.time} against ${whole.updates[0]!.time}`);
	assert.equal(early.sensor.CombinedActive, 12345.678);
	assert.equal(early.sensor.Meter, "29123456");
	// The meter talks on: it is not asked again into its own words.
	early.run(120);
	assert.ok(early.updates.length >= 2);
	assert.equal(early.meter.status.lastError, "");
	whole.close();
	early.close();
});

test("light noise never brings a wrong value", () => {
	const truth = open(lk11, { choices: quick }).run(10);
	const expected = truth.meter.sensor();
	truth.close();
	const bench = open({ ...lk11, noise: true }, { choices: { ...quick, interval: 10 } }).run(600);
	for (const { text } of bench.updates)
		assert.equal(text, expected);
	bench.house.ports.optical.noise = false;
	bench.run(120);
	assert.equal(bench.meter.sensor(), expected);
	bench.close();
});

test("JavaScript is not woken per byte", () => {
	const bench = open(lk11, { choices: { ...quick, interval: 3600 } }).run(10);
	// Echo, identification, echo, data.
	assert.ok(bench.wakes <= 8, `${bench.wakes} wakes`);
	bench.close();
});
