import assert from "node:assert/strict";
import { test } from "node:test";
import { mbusBauds } from "../../../drivers/mbus-master/mbus-times";
import { MbusDecoder } from "../../../protocols/mbus/mbus-decoder";
import { eightSlaves, kamstrup402, slowMeter, threeTelegrams, waterMeter } from "../../../simulator/mbus/example-slaves";
import { slaveIdentity } from "../../../simulator/mbus/telegram-builder";
import { VirtualSlave } from "../../../simulator/mbus/virtual-slave";
import { MbusBench } from "../../support/mbus-bench";

const kamstrup = Object.freeze({ primary: 68 });

/** The short frames that were sent: control fields, without the link resets. */
function requests(bench: MbusBench): string[] {
	return bench.watch.frames.map(text => text.split(" ").slice(1)).filter(([start, control]) => start === "10" && control !== "40").map((
		[, control],
	) => control!);
}

test("primary address: link reset, one request, one telegram, and the decoder reads it", () => {
	const bench = new MbusBench(eightSlaves());
	const { error, result } = bench.read(kamstrup);
	assert.equal(error, null);
	assert.equal(result!.end, "complete");
	assert.equal(result!.telegrams, 1);
	assert.deepEqual(bench.watch.frames, ["2400: 10 40 44 84 16", "2400: 10 7B 44 BF 16"]);
	const readings: string[] = [];
	const decoder = new MbusDecoder({ onTelegram: telegram => readings.push(...telegram.readings.map(({ id, value }) => `${id}=${value}`)) });
	decoder.push(bench.frames[0]!.bytes);
	assert.ok(readings.includes("Energy=10000"), readings.join(", "));
	assert.deepEqual(bench.master.counters.unasked, 0);
	bench.end();
});

test("secondary address: selected, asked at 253; digits and fields left out match all", () => {
	const bench = new MbusBench(eightSlaves());
	assert.equal(bench.read({ secondary: { id: "31000018" } }).error, null);
	assert.equal(bench.watch.frames[0], "2400: 68 0B 0B 68 53 FD 52 18 00 00 31 FF FF FF FF E7 16");
	assert.equal(bench.watch.frames[1], "2400: 10 7B FD 78 16");
	assert.equal(bench.read({ secondary: { id: "6812FFFF", medium: 4 } }).error, null);
	assert.equal(bench.frames.length, 2);
	assert.equal(bench.reason({ secondary: { id: "31000019" } }), "silence");
	assert.equal(bench.reason({ secondary: { id: "3100001F" } }), "collision");
	bench.end();
});

test("address 254 reads the only meter on the bus", () => {
	const bench = new MbusBench([kamstrup402()]);
	assert.equal(bench.read({ primary: 254 }).error, null);
	bench.end();
});

for (const baud of mbusBauds) {
	test(`${baud} baud 8E1`, () => {
		const bench = new MbusBench([kamstrup402({ baud })]);
		assert.equal(bench.read({ ...kamstrup, baud }).error, null);
		assert.equal(bench.reason({ ...kamstrup, baud: baud === 300 ? 2400 : 300 }), "silence");
		assert.equal(bench.read({ ...kamstrup, baud }).error, null, "and back again");
		bench.end();
	});
}

test("a good answer changes the frame count bit, a lost one does not: the slave repeats and nothing is missed", () => {
	const meter = threeTelegrams();
	const bench = new MbusBench([meter]);
	const known = bench.master.add({ primary: 12 });
	bench.read(known);
	assert.deepEqual(requests(bench), ["7B", "5B", "7B"]);
	// The second telegram is lost twice.
	let seen = 0;
	const lossy = new MbusBench([meter], {
		master: {
			onFrame: () => {
				if (++seen === 1)
					meter.loses = 2;
			},
		},
	});
	const other = lossy.master.add({ primary: 12 });
	const { result } = lossy.read(other);
	assert.deepEqual(requests(lossy), ["7B", "5B", "5B", "5B", "7B"]);
	assert.equal(result!.telegrams, 3);
	assert.equal(other.counters.retries, 2);
	assert.equal(other.counters.silences, 2);
	bench.end();
	lossy.end();
});

test("without a link reset the frame count bit goes on from readout to readout", () => {
	const bench = new MbusBench([kamstrup402()]);
	const meter = bench.master.add({ primary: 68, reset: false });
	for (let turn = 0; turn < 3; turn++)
		bench.read(meter);
	assert.deepEqual(requests(bench), ["7B", "5B", "7B"]);
	const access = bench.frames.map(({ bytes }) => bytes[15]);
	assert.deepEqual(access, [1, 2, 3], "a new telegram each time");
	bench.end();
});

test("a meter that does not acknowledge the reset is read all the same", () => {
	const bench = new MbusBench([kamstrup402({ acknowledgesReset: false })]);
	assert.equal(bench.read(kamstrup).error, null);
	bench.end();
});

test("retries: as many as were asked for, then silence", () => {
	for (const retries of [0, 2, 5]) {
		const bench = new MbusBench([]);
		bench.reason({ primary: 3, retries });
		// Two resets: the first thing after power-up is repeated.
		assert.deepEqual(bench.watch.frames.length, 2 + 1 + retries);
		bench.end();
	}
});

test("a slow meter answers in time when it is given more of it", () => {
	const bench = new MbusBench([kamstrup402({ delay: 600 })]);
	const hasty = bench.master.add({ ...kamstrup, retries: 0 });
	assert.notEqual(bench.read(hasty).error, null);
	bench.run(2_000);
	const patient = bench.master.add({ ...kamstrup, extraTime: 500 });
	assert.equal(bench.read(patient).error, null);
	assert.equal(patient.counters.retries, 0);
	bench.end();
});

test("an answer that begins at the very end of the window is heard, at every rate", () => {
	for (const baud of mbusBauds) {
		const bench = new MbusBench([kamstrup402({ baud, delay: 330_000 / baud + 50 })]);
		assert.equal(bench.read({ ...kamstrup, baud }).error, null, `${baud}`);
		bench.end();
	}
});

test("echo is taken out, with short and long requests", () => {
	const bench = new MbusBench(eightSlaves(), { bus: { echo: true } });
	assert.equal(bench.read(kamstrup).error, null);
	assert.equal(bench.read({ secondary: { id: "31000017" } }).error, null);
	assert.equal(bench.read({ primary: 30, baud: 300 }).error, null);
	assert.equal(bench.reason({ primary: 99 }), "silence");
	assert.equal(bench.reason({ primary: 1 }), "collision");
	assert.equal(bench.master.counters.echoes, bench.master.counters.exchanges);
	bench.end();
});

test("three telegrams; a meter that always says more follows comes to an end by repetition, count or bytes", () => {
	const bench = new MbusBench([threeTelegrams(), waterMeter("11111111", 1, { address: 2, endless: true })]);
	assert.deepEqual(bench.read({ primary: 12 }).result, { telegrams: 3, bytes: 140, end: "complete" });
	const endless = bench.master.add({ primary: 2 });
	assert.deepEqual(bench.read(endless).result!.end, "repeat");
	assert.equal(endless.counters.repeats, 1);
	assert.equal(endless.counters.telegrams, 1, "what came twice counts once");
	// Whoever decodes knows better.
	const eager = new MbusBench([threeTelegrams({ endless: true })], { master: { onFrame: () => true } });
	assert.deepEqual(eager.read({ primary: 12, maximumTelegrams: 2 }).result, { telegrams: 2, bytes: 92, end: "limit" });
	assert.equal(eager.read({ primary: 12, maximumBytes: 261 }).result!.end, "repeat");
	assert.equal(eager.read({ primary: 12, maximumTelegrams: 100 }).result!.telegrams, 3);
	bench.end();
	eager.end();
});

test("one whose values change with each of its endless telegrams is ended by the limits", () => {
	const telegrams = Array.from({ length: 40 }, (_, at) => Uint8Array.of(0x04, 0x13, at, 0, 0, 0));
	const slave = new VirtualSlave({ identity: slaveIdentity("11111111", "IME", 1, 2), address: 2, endless: true, telegrams });
	const bench = new MbusBench([slave]);
	assert.deepEqual(bench.read({ primary: 2 }).result, { telegrams: 16, bytes: 16 * 28, end: "limit" });
	assert.equal(bench.read({ primary: 2, maximumTelegrams: 100, maximumBytes: 600 }).result!.telegrams, 22);
	assert.deepEqual(bench.read({ primary: 2, maximumTelegrams: 100 }).result!.end, "repeat");
	bench.end();
});

test("alarms (class 1)", () => {
	const bench = new MbusBench([kamstrup402()]);
	let telegrams = -1;
	bench.master.readAlarm(bench.master.add(kamstrup), (_, result) => telegrams = result!.telegrams);
	bench.until(() => telegrams >= 0);
	assert.equal(telegrams, 0, "an acknowledgement: no alarm");
	assert.deepEqual(requests(bench), ["7A"]);
	bench.end();
});

test("silence, collision, noise and babble are told apart, and counted per meter", () => {
	const bench = new MbusBench([waterMeter("31000017", 1), waterMeter("31000018", 2, { delay: 32 }), kamstrup402(), slowMeter()]);
	assert.equal(bench.reason({ primary: 5 }), "silence");
	const shared = bench.master.add({ primary: 1 });
	assert.equal(bench.reason(shared), "collision");
	assert.ok(shared.counters.garbled >= 3);
	assert.equal(shared.counters.silences, 0);
	const good = bench.master.add(kamstrup);
	assert.equal(bench.read(good).error, null);
	assert.deepEqual(good.counters, {
		telegrams: 1,
		readouts: 1,
		failures: 0,
		retries: 0,
		silences: 0,
		garbled: 0,
		wrongMeter: 0,
		repeats: 0,
	});
	// A disturbance that knows nothing of our requests.
	bench.bus.receive.setNoise({ rate: 12, width: 2, spread: true, seed: 5 });
	assert.equal(bench.reason({ primary: 6, retries: 3 }), "noise");
	bench.bus.receive.setNoise(undefined);
	// A slave that never stops.
	bench.bus.slaves[2]!.babble(new Uint8Array(4_000).fill(0x5A));
	bench.run(200);
	assert.equal(bench.reason({ primary: 6 }), "noise");
	assert.ok(bench.master.counters.unasked > 0);
	bench.end();
});

test("light noise costs retries and no readout", () => {
	const bench = new MbusBench([kamstrup402(), threeTelegrams()]);
	bench.bus.receive.setNoise({ rate: 0.7, width: 0.6, spread: true, seed: 3 });
	bench.bus.transmit.setNoise({ rate: 0.7, width: 0.6, spread: true, seed: 4 });
	const meter = bench.master.add({ primary: 68, retries: 5 });
	for (let turn = 0; turn < 40; turn++)
		assert.equal(bench.read(meter).error, null);
	assert.ok(meter.counters.retries > 3, `${meter.counters.retries} retries`);
	assert.equal(new Set(bench.frames.map(({ bytes }) => bytes.length)).size, 1);
	bench.end();
});

test("a good frame of another meter is not taken for the one that was asked", () => {
	const wrong = kamstrup402({ address: 68 });
	const bench = new MbusBench([wrong]);
	// It hears 68 and answers with 9.
	Object.defineProperty(wrong, "hear", {
		value: () => wrong.babble(Uint8Array.of(0x68, 0x03, 0x03, 0x68, 0x08, 0x09, 0x78, 0x89, 0x16)),
	});
	const meter = bench.master.add(kamstrup);
	assert.equal(bench.reason(meter), "wrong meter");
	assert.equal(bench.frames.length, 0);
	assert.ok(meter.counters.wrongMeter >= 3);
	bench.end();
});

test("unplugging one makes only that one fail", () => {
	const slaves = eightSlaves();
	const bench = new MbusBench(slaves);
	const meters = slaves.map(({ baud, identity: { id } }) => bench.master.add({ baud, secondary: { id } }));
	for (const meter of meters)
		assert.equal(bench.read(meter).error, null);
	bench.bus.detach(slaves[4]!);
	meters.forEach((meter, at) => assert.equal(bench.read(meter).error === null, at !== 4, `meter ${at}`));
	bench.bus.attach(slaves[4]!);
	bench.run(1_000);
	assert.equal(bench.read(meters[4]!).error, null);
	bench.end();
});
