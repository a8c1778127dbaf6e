import assert from "node:assert/strict";
import { test } from "node:test";
import { LevelShifter } from "../../../simulator/mbus/level-shifter";
import { MbusBus } from "../../../simulator/mbus/mbus-bus";
import { decimal, integer, record, slaveIdentity, text } from "../../../simulator/mbus/telegram-builder";
import { VirtualSlave } from "../../../simulator/mbus/virtual-slave";
import { eightSlaves, kamstrup402 } from "../../../simulator/mbus/example-slaves";
import { Scheduler } from "../../../simulator/scheduler";
import { Probe } from "../../../simulator/wire/probe";
import { foundIds, MbusBench } from "../../support/mbus-bench";

function slaves(count: number, extra: Partial<ConstructorParameters<typeof VirtualSlave>[0]> = {}): VirtualSlave[] {
	return Array.from({ length: count }, (_, at) =>
		new VirtualSlave({
			identity: slaveIdentity(String(10_000_000 + at), "ZRI", 1, 7),
			address: at + 1,
			idleCurrent: 1.5,
			telegrams: [Uint8Array.of(0x04, 0x13, at, 0, 0, 0)],
			...extra,
		}));
}

test("seed 002: with a fixed threshold more than four meters do not work, with one that follows they do", () => {
	const readable = (count: number, threshold: ConstructorParameters<typeof MbusBus>[1] & object) => {
		const meters = slaves(count);
		const bench = new MbusBench(meters, { bus: threshold });
		const good = meters.filter(({ address }) => bench.read({ primary: address, retries: 0 }).error === null).length;
		bench.end();
		return good;
	};
	for (let count = 1; count <= 8; count++) {
		assert.equal(readable(count, { threshold: { kind: "fixed" } }), count <= 4 ? count : 0, `${count} meters, fixed`);
		assert.equal(readable(count, { threshold: { kind: "following" } }), count, `${count} meters, following`);
	}
	assert.equal(readable(60, { threshold: { kind: "following" } }), 60);
});

test("the following threshold works over all that slaves and parts may be", () => {
	for (const step of [5, 6, 7.5]) {
		for (const spaceCurrent of [11, 20]) {
			for (const idleCurrent of [0, 0.7, 1.5]) {
				for (const baud of [300, 9600]) {
					const bench = new MbusBench(slaves(8, { spaceCurrent, idleCurrent, baud, delay: 12 }), {
						bus: { threshold: { kind: "following", step } },
					});
					assert.equal(bench.read({ primary: 4, baud, retries: 0 }).error, null, `${step} ${spaceCurrent} ${idleCurrent} ${baud}`);
					bench.end();
				}
			}
		}
	}
	// More than a slave draws: nothing is heard.
	const deaf = new MbusBench(slaves(1, { spaceCurrent: 11 }), { bus: { threshold: { kind: "following", step: 12 } } });
	assert.equal(deaf.reason({ primary: 1 }), "silence");
	deaf.end();
});

test("currents add up; the level follows their sum", () => {
	const scheduler = new Scheduler();
	const bus = new MbusBus(scheduler);
	const [first, second] = slaves(2, { spaceCurrent: 12 }) as [VirtualSlave, VirtualSlave];
	assert.equal(bus.current, 0);
	bus.attach(first);
	bus.attach(second);
	assert.equal(bus.current, 3);
	assert.equal(bus.receive.level, 1);
	assert.equal(bus.voltage, 36);
	const probe = new Probe(bus.receive);
	first.babble(Uint8Array.of(0x00));
	scheduler.runUntil(1);
	assert.equal(bus.current, 15);
	second.babble(Uint8Array.of(0x00));
	scheduler.runUntil(2);
	assert.equal(bus.current, 27);
	scheduler.runUntil(4.5);
	assert.equal(bus.current, 15);
	scheduler.runUntil(10);
	assert.equal(bus.current, 3);
	// Nine bits and parity of space from the first, then until the second ends: one long space.
	const edges = probe.edges;
	assert.equal(edges.length, 2);
	assert.ok(Math.abs(edges[1]!.time - edges[0]!.time - (1 + 10 / 2.4)) < 0.01);
	bus.detach(first);
	assert.equal(bus.current, 1.5);
	bus.short = true;
	assert.equal(bus.voltage, 0);
	assert.equal(bus.receive.level, 0);
	bus.short = false;
	assert.equal(bus.receive.level, 1);
	bus.close();
});

test("the follower holds through the longest character at 300 baud, lets a break fade, and finds a new idle current", () => {
	const shifter = new LevelShifter({ kind: "following" }, 0);
	shifter.settle(12);
	assert.equal(shifter.level(12), 1);
	assert.equal(shifter.level(12 + 11), 0);
	shifter.advance(10 * 1000 / 300, 12 + 20);
	assert.equal(shifter.level(12 + 11), 0, "a weak slave after a strong one's ten bits of space");
	assert.ok(shifter.crossing(12 + 11)! > 200);
	shifter.advance(5_000, 12 + 20);
	assert.equal(shifter.level(12 + 20), 1, "nobody sends a space for seconds: it is the idle current now");
	shifter.advance(5_001, 12);
	assert.ok(Math.abs(shifter.threshold - 18) < 0.2, "down at once");
	const fixed = new LevelShifter({ kind: "fixed" }, 0);
	fixed.settle(12);
	assert.equal(fixed.level(12), 0);
	assert.equal(fixed.crossing(12), undefined);
});

test("a meter that babbles stops the others; a short one is waited for", () => {
	const meters = slaves(2);
	const bench = new MbusBench(meters);
	meters[1]!.babble(new Uint8Array(40));
	bench.run(50);
	assert.equal(bench.read({ primary: 1, retries: 0 }).error, null);
	meters[1]!.babble(new Uint8Array(4_000));
	bench.run(50);
	assert.equal(bench.reason({ primary: 1, retries: 0 }), "noise");
	bench.run(20_000);
	assert.equal(bench.read({ primary: 1, retries: 0 }).error, null);
	bench.end();
});

test("dead slaves draw their current and say nothing", () => {
	const meters = slaves(3);
	meters[1]!.dead = true;
	const bench = new MbusBench(meters);
	assert.equal(bench.bus.current, 4.5);
	assert.equal(bench.reason({ primary: 2 }), "silence");
	assert.equal(bench.read({ primary: 3 }).error, null);
	bench.end();
});

test("power cut: everybody begins anew", () => {
	const bench = new MbusBench(eightSlaves(), { settling: 500 });
	assert.equal(bench.read({ primary: 68 }).error, null);
	bench.master.configure({ supply: false });
	bench.run(5);
	assert.equal(bench.bus.current, 0);
	bench.master.configure({ supply: true });
	assert.equal(bench.read({ primary: 68 }).error, null);
	bench.end();
});

test("a clock 1 % off does no harm", () => {
	for (const clockError of [-1, 1]) {
		const bench = new MbusBench([kamstrup402({ clockError })]);
		assert.equal(bench.read({ primary: 68, retries: 0 }).error, null);
		bench.end();
	}
});

test("250 slaves", { timeout: 60_000 }, () => {
	const bench = new MbusBench(slaves(250, { idleCurrent: 1 }));
	const result = bench.scan({ bauds: [2400], secondary: false });
	assert.equal(result.found.length, 250);
	assert.equal(foundIds(result)[249], "10000249");
	bench.end();
});

test("telegram builder", () => {
	assert.deepEqual([...integer(4, 1390)], [0x6E, 0x05, 0, 0]);
	assert.deepEqual([...decimal(4, "12345678")], [0x78, 0x56, 0x34, 0x12]);
	assert.deepEqual([...decimal(2, 7)], [0x07, 0]);
	assert.deepEqual([...text("7ELS")], [4, 0x53, 0x4C, 0x45, 0x37]);
	assert.deepEqual([...record("0C 78", decimal(4, 1))], [0x0C, 0x78, 1, 0, 0, 0]);
	assert.throws(() => slaveIdentity("1", "Xy1", 0, 0), RangeError);
});
