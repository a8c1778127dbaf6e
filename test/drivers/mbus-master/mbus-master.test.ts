import assert from "node:assert/strict";
import { test } from "node:test";
import { MbusMaster } from "../../../drivers/mbus-master/mbus-master";
import type { BusMeterOptions } from "../../../drivers/mbus-master/bus-meter";
import type { Serial, SerialOptions } from "../../../drivers/serial";
import { eightSlaves, elsterEncoder, kamstrup402, slowMeter, waterMeter } from "../../../simulator/mbus/example-slaves";
import { Scheduler } from "../../../simulator/scheduler";
import { foundIds, MbusBench } from "../../support/mbus-bench";

test("a scan lets readouts go before: none waits longer than one exchange", () => {
	const bench = new MbusBench(eightSlaves());
	let found: string[] | undefined;
	bench.master.scan({ bauds: [2400] }, (error, result) => {
		assert.equal(error, null);
		found = foundIds(result!);
	});
	const byNumber = bench.master.add({ secondary: { id: "31000018" } }), byAddress = bench.master.add({ primary: 12 });
	let readouts = 0, longest = 0, began = 0;
	for (let turn = 0; !found; turn++) {
		const asked = bench.now;
		const frames = bench.watch.frames.length;
		let done = false;
		bench.master.read(turn % 2 ? byNumber : byAddress, error => {
			assert.equal(error, null);
			done = true;
		});
		// Until the readout's own first request is on the line.
		const own = turn % 2 ? "18 00 00 31 FF FF FF FF" : "10 40 0C";
		bench.until(() => bench.watch.frames.slice(frames).some(text => text.includes(own)) || done);
		began = bench.now - asked;
		longest = Math.max(longest, began);
		bench.until(() => done);
		readouts++;
		bench.run(700);
	}
	assert.ok(readouts > 20);
	// One exchange of the scan: its request, an answer window and the longest telegram here; then the readout's own first request.
	assert.ok(longest < 1_100, `${longest} ms`);
	assert.deepEqual(found, ["00112233", "08006491", "20054711", "31000017", "31000018", "61055123", "68123402"]);
	bench.end();
});

test("jobs come one after the other, in order; a readout is not interrupted by another", () => {
	const bench = new MbusBench(eightSlaves());
	const order: string[] = [];
	const first = bench.master.add({ primary: 12, target: "three" }), second = bench.master.add({ primary: 68, target: "one" });
	for (const meter of [first, second, first])
		bench.master.read(meter, () => order.push(String(meter.target)));
	assert.equal(bench.master.pending, 3);
	bench.until(() => order.length === 3);
	assert.deepEqual(order, ["three", "one", "three"]);
	assert.deepEqual(bench.frames.map(({ meter }) => meter.target), ["three", "three", "three", "one", "three", "three", "three"]);
	bench.end();
});

test("supply: switched on, given time, switched off", () => {
	const bench = new MbusBench([kamstrup402({ startTime: 1_500 })], { settling: 2_000 });
	assert.equal(bench.read({ primary: 68, retries: 0 }).error, null);
	assert.ok(bench.now > 2_000);
	bench.master.configure({ supply: false });
	bench.run(10);
	assert.equal(bench.bus.voltage, 0);
	assert.equal(bench.reason({ primary: 68 }), "no supply");
	bench.master.configure({ supply: true });
	assert.equal(bench.read({ primary: 68, retries: 0 }).error, null);
	assert.equal(bench.bus.voltage, 36);
	bench.master.close();
	bench.run(10);
	assert.equal(bench.bus.voltage, 0, "off after close");
	bench.end();
});

test("wake-up: two seconds of 55h and a pause before a sleeping meter is asked", () => {
	for (const baud of [2400, 300]) {
		const bench = new MbusBench([kamstrup402({ wakeTime: 1_800, baud })]);
		assert.equal(bench.reason({ primary: 68, baud }), "silence");
		const from = bench.now;
		assert.equal(bench.read({ primary: 68, baud, wakeUp: true }).error, null);
		assert.ok(bench.now - from > 2_500);
		bench.end();
	}
});

test("primary address and rate are set when that is what was asked for, and only then", () => {
	const water = waterMeter("31000017", 5);
	const bench = new MbusBench([water, kamstrup402()]);
	const calls: (Error | null)[] = [];
	bench.master.setPrimaryAddress(bench.master.add({ secondary: { id: "31000017" } }), 42, error => calls.push(error));
	bench.until(() => calls.length === 1);
	assert.equal(water.address, 42);
	assert.equal(bench.read({ primary: 42 }).error, null);
	bench.master.setBaud(bench.master.add({ primary: 42 }), 300, error => calls.push(error));
	bench.until(() => calls.length === 2);
	bench.run(100);
	assert.equal(water.baud, 300);
	assert.equal(bench.read({ primary: 42, baud: 300 }).error, null);
	bench.master.setBaud(bench.master.add({ primary: 99 }), 300, error => calls.push(error));
	bench.until(() => calls.length === 3);
	assert.deepEqual(calls.map(error => error?.message ?? null), [null, null, "the meter does not answer"]);
	const commands = bench.watch.writes.splice(0);
	assert.deepEqual(commands.slice(0, 2), ["2400: 68 06 06 68 73 FD 51 01 7A 2A 66 16", "2400: 68 03 03 68 73 2A B8 55 16"]);
	assert.ok(commands.slice(2).every(text => text === "2400: 68 03 03 68 73 63 B8 8E 16"));
	bench.end();
});

test("options that cannot be are refused, and nothing stays claimed", () => {
	const bench = new MbusBench([]);
	const { master } = bench;
	const wrong: [BusMeterOptions, RegExp][] = [
		[{}, /either a primary or a secondary/],
		[{ primary: 1, secondary: {} }, /either/],
		[{ primary: 251 }, /primary address must be/],
		[{ primary: 1.5 }, /primary address/],
		[{ primary: 1, baud: 1000 }, /baud must be one of 300/],
		[{ secondary: { id: "1234" } }, /eight digits/],
		[{ primary: 1, retries: 99 }, /retries/],
		[{ primary: 1, maximumBytes: 10 }, /maximumBytes/],
	];
	for (const [options, message] of wrong)
		assert.throws(() => master.add(options), message);
	assert.throws(() => master.scan({ bauds: [2401] }, () => {}), /baud/);
	assert.throws(() => master.scan({ primary: { from: 5, to: 4 } }, () => {}), /to must be/);
	assert.throws(() => master.setPrimaryAddress(master.add({ primary: 1 }), 251, () => {}), /primary address/);
	assert.throws(() => master.read({} as never, () => {}), /not a meter of this master/);
	assert.equal(master.pending, 0);
	const timers = new Scheduler().timers;
	let closed = 0;
	class Broken {
		constructor() {
			throw new Error("in use");
		}
	}
	class Pin {
		write(): void {}
		read(): number {
			return 0;
		}
		close(): void {
			closed++;
		}
	}
	const parts = { serial: { io: Broken as never }, supply: { io: Pin, pin: 1 }, timers, onFrame: () => {} };
	assert.throws(() => new MbusMaster(parts), /in use/);
	assert.equal(closed, 1);
	assert.throws(() => new MbusMaster({ ...parts, onFrame: undefined as never }), TypeError);
	bench.end();
});

test("close: twice, in the middle of an exchange, and inside each callback; no callback after it", () => {
	const bench = new MbusBench([kamstrup402()]);
	const meter = bench.master.add({ primary: 68 });
	bench.master.read(meter, () => assert.fail("a callback after close"));
	bench.run(60);
	bench.master.close();
	bench.master.close();
	assert.throws(() => bench.master.read(meter, () => {}), /closed/);
	assert.throws(() => bench.master.configure({ supply: true }), /closed/);
	bench.run(5_000);
	bench.end();
	for (const place of ["onFrame", "callback", "onFound", "onProgress", "onFault"] as const) {
		let calls = 0;
		const closing = () => {
			calls++;
			inner.master.close();
		};
		const inner: MbusBench = new MbusBench(place === "onFault" ? eightSlaves() : [kamstrup402(), slowMeter()], {
			master: { ...(place === "onFrame" && { onFrame: closing }), ...(place === "onFault" && { onFault: closing }) },
		});
		const known = inner.master.add({ primary: 68 });
		inner.master.read(known, () => {
			assert.ok(place === "callback" || place.startsWith("on") && place !== "onFrame", place);
			if (place === "callback")
				closing();
		});
		inner.master.read(known, () => assert.ok(place !== "callback" && place !== "onFrame"));
		inner.master.scan({
			...(place === "onFound" && { onFound: closing }),
			...(place === "onProgress" && { onProgress: closing }),
		}, () => assert.fail("a callback after close"));
		inner.run(60_000);
		assert.equal(calls, 1, place);
		inner.end();
	}
});

test("cancel a readout; remove a meter", () => {
	const bench = new MbusBench([kamstrup402(), elsterEncoder()]);
	const reasons: (string | null)[] = [];
	const meter = bench.master.add({ primary: 68 }), other = bench.master.add({ primary: 0 });
	const tell = (error: Error | null) => reasons.push(error?.message ?? null);
	const task = bench.master.read(meter, tell);
	bench.master.read(other, tell);
	bench.run(30);
	task.cancel();
	bench.until(() => reasons.length === 2);
	assert.deepEqual(reasons, ["canceled", null]);
	bench.master.read(meter, tell);
	bench.master.remove(meter);
	bench.until(() => reasons.length === 3);
	assert.equal(reasons[2], "canceled");
	assert.throws(() => bench.master.read(meter, tell), /not a meter/);
	bench.end();
});

test("the port goes and comes back", () => {
	const scheduler = new Scheduler();
	let options: SerialOptions | undefined, opened = 0, refuse = false;
	class Port implements Serial {
		constructor(given: SerialOptions) {
			if (refuse)
				throw new Error("no such device");
			options = given;
			opened++;
		}
		read(count?: number): ArrayBuffer | undefined;
		read(buffer: Uint8Array): number | undefined;
		read(): undefined {
			return undefined;
		}
		write(): void {}
		configure(_: unknown, callback?: (this: Serial) => void): void {
			scheduler.after(1, () => callback?.call(this));
		}
		flush(): void {}
		set(): void {}
		close(): void {}
	}
	const texts: string[] = [], reasons: (string | undefined)[] = [];
	const master = new MbusMaster({ serial: { io: Port }, timers: scheduler.timers, onFrame: () => {}, onError: text => texts.push(text) });
	const meter = master.add({ primary: 1, retries: 0 });
	master.read(meter, error => reasons.push(error?.message));
	scheduler.runUntil(20);
	refuse = true;
	options!.onError!.call(undefined as never);
	scheduler.runUntil(6_000);
	assert.deepEqual([...reasons], ["the serial port has gone"]);
	assert.deepEqual(texts, ["the serial port has gone", "the serial port does not open: no such device"]);
	refuse = false;
	scheduler.runUntil(12_000);
	assert.equal(opened, 2);
	master.read(meter, error => reasons.push(error?.message));
	scheduler.runUntil(14_000);
	assert.equal(reasons[1], "the meter does not answer");
	master.close();
});
