import assert from "node:assert/strict";
import { test } from "node:test";
import { Scheduler } from "../../../simulator/scheduler";
import { Inverter } from "../../../simulator/wire/inverter";
import { Probe } from "../../../simulator/wire/probe";
import { VirtualDigital } from "../../../simulator/wire/virtual-digital";
import { Watcher } from "../../../simulator/wire/watcher";
import { Wire } from "../../../simulator/wire/wire";
import { allBytes, Bench } from "./bench";

test("open collectors on a pull-up: any of them pulls the wire low", () => {
	const scheduler = new Scheduler(), wire = new Wire(scheduler, { pull: "up" }), probe = new Probe(wire);
	const one = wire.drive("open-collector"), two = wire.drive("open-collector");
	one.play(Float64Array.of(1, 4, 7, 8));
	two.play(Float64Array.of(3, 6));
	scheduler.runUntil(10);
	assert.deepEqual(probe.edges, [{ time: 1, level: 0 }, { time: 6, level: 1 }, { time: 7, level: 0 }, { time: 8, level: 1 }]);
	assert.equal(wire.level, 1);
});

test("without a pull-up an open collector leaves the wire low", () => {
	const scheduler = new Scheduler(), wire = new Wire(scheduler), probe = new Probe(wire);
	const output = wire.drive("open-collector");
	output.play(Float64Array.of(1, 2, 3));
	scheduler.runUntil(10);
	assert.deepEqual(probe.edges, []);
	assert.equal(wire.level, 0);
	output.set(1);
	wire.pull = "up";
	assert.equal(wire.level, 1);
});

test("a cut wire shows its pull, a short circuit its own level", () => {
	const scheduler = new Scheduler(), wire = new Wire(scheduler, { pull: "up" });
	const output = wire.drive("push-pull", 0);
	assert.equal(wire.level, 0);
	wire.cut = true;
	assert.equal(wire.level, 1);
	wire.short = 0;
	assert.equal(wire.level, 0);
	wire.cut = false;
	wire.short = undefined;
	output.set(1);
	assert.equal(wire.level, 1);
	output.enabled = false;
	wire.pull = "down";
	assert.equal(wire.level, 0);
});

test("a cut in the middle of a burst takes effect there and then", () => {
	const bench = new Bench({ baud: 115_200 });
	bench.send("a".repeat(100));
	bench.run(2.05);
	bench.wire.cut = true;
	bench.run(3);
	bench.wire.cut = false;
	bench.run(20);
	assert.ok(bench.text.length > 60 && bench.text.length < 80, String(bench.text.length));
});

test("a burst that another output tramples on is no longer what was sent", () => {
	const bench = new Bench({ baud: 115_200 });
	const other = bench.wire.drive("open-collector");
	bench.send(allBytes);
	bench.run(5);
	other.set(0);
	bench.run(5);
	other.set(1);
	bench.run(50);
	assert.equal(bench.faults.break, 1);
	assert.ok(bench.text.startsWith(allBytes.slice(0, 50)));
	assert.ok(bench.text.endsWith(allBytes.slice(-100)));
});

test("noise on a line at rest: short glitches are ignored, long ones are characters", () => {
	for (const [width, heard] of [[0.002, false], [0.0075, true]] as const) {
		const bench = new Bench({ baud: 115_200 });
		const probe = new Probe(bench.wire);
		bench.wire.setNoise({ rate: 50, width, seed: 7 });
		bench.run(10_000);
		bench.wire.setNoise(undefined);
		const glitches = probe.edges.length / 2;
		assert.ok(glitches > 400 && glitches < 600, String(glitches));
		const short = probe.edges.filter((edge, at, all) => edge.level && edge.time - all[at - 1]!.time > width * 1.001);
		assert.equal(short.length, 0);
		assert.equal(bench.text.length > 400, heard, `${width} ms: ${bench.text.length}`);
	}
});

test("noise spoils bytes, and the same seed spoils the same ones", () => {
	const run = (seed: number) => {
		const bench = new Bench({ baud: 115_200, parity: "even" });
		bench.wire.setNoise({ rate: 1000, width: 0.009, seed });
		bench.send(allBytes.repeat(4));
		bench.run(95);
		bench.wire.setNoise(undefined);
		bench.run(10);
		return { text: bench.text, faults: bench.faults };
	};
	const first = run(1);
	// One glitch at the wrong place puts the receiver out of step for many characters.
	assert.ok(first.faults.parity > 20 && first.faults.framing > 5, JSON.stringify(first));
	assert.deepEqual(run(1), first);
	assert.notDeepEqual(run(2), first);
});

test("an inverting stage turns the line round", () => {
	const scheduler = new Scheduler(), from = new Wire(scheduler, { pull: "up" }), to = new Wire(scheduler, { pull: "up" });
	const probe = new Probe(to);
	const inverter = new Inverter(from, to, "open-collector");
	assert.equal(to.level, 0);
	const seen: string[] = [];
	new Watcher(to, level => seen.push(`${scheduler.now}:${level}`));
	from.drive("open-collector").play(Float64Array.of(1, 2, 5.5));
	scheduler.runUntil(10);
	assert.deepEqual(seen, ["1:1", "2:0", "5.5:1"]);
	assert.deepEqual(probe.edges.slice(1), [{ time: 1, level: 1 }, { time: 2, level: 0 }, { time: 5.5, level: 1 }]);
	inverter.close();
	assert.equal(to.level, 1);
});

test("Digital: drives, reads, tells of changes, and claims its pin", () => {
	const scheduler = new Scheduler(), wire = new Wire(scheduler), wiring = { wire };
	const Input = VirtualDigital.bind({ wire }), Output = VirtualDigital.bind(wiring);
	let changes = 0;
	const input = new Input({
		pin: 1,
		mode: "InputPullUp",
		onReadable() {
			changes++;
			assert.equal(this, input);
		},
	});
	assert.equal(input.read(), 1);
	const output = new Output(Object.freeze({ pin: 2, mode: "Output", initialValue: 1 }));
	assert.throws(() => new Output({ pin: 2, mode: "Output" }), /in use/);
	output.write(0);
	assert.equal(input.read(), 0);
	assert.equal(changes, 0);
	scheduler.runUntil(1);
	assert.equal(changes, 1);
	output.write(1);
	output.write(0);
	scheduler.runUntil(2);
	assert.equal(changes, 1);
	output.close();
	output.close();
	scheduler.runUntil(3);
	assert.equal(changes, 2);
	input.close();
	assert.throws(() => input.read(), /closed/);
	assert.throws(() => new Input({ pin: -1, mode: "Input" }), RangeError);
	assert.throws(() => new Input({ pin: 1, mode: "toString" as "Input" }), /mode must be one of Input,/);
	const plain = new Input({ pin: 1, mode: "Input" });
	assert.throws(() => plain.write(1), /input/);
});
