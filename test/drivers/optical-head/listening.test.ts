import assert from "node:assert/strict";
import { test } from "node:test";
import type { Serial, SerialConstructor } from "../../../drivers/serial";
import { OpticalHead } from "../../../drivers/optical-head/optical-head";
import { opticalModels } from "../../../simulator/meters/optical-models";
import type { PushTalk } from "../../../simulator/meters/optical-model";
import { PushingMeter } from "../../../simulator/meters/pushing-meter";
import { Scheduler } from "../../../simulator/scheduler";
import { LightPath } from "../../../simulator/wire/light-path";
import { Probe } from "../../../simulator/wire/probe";
import { VirtualUart } from "../../../simulator/wire/virtual-uart";
import { Wire } from "../../../simulator/wire/wire";
import { OpticalMeter } from "../../../meters/optical-meter";
import { OpticalBench } from "../../support/optical-bench";

test("SML is named and read after one telegram, with the transmitter dark", () => {
	const bench = new OpticalBench({ meter: "sml", frozen: true });
	const probe = new Probe(bench.house.ports.optical.transmitWire);
	bench.run(30);
	assert.deepEqual(bench.findings, ["sml 9600 8N1"]);
	assert.ok(bench.updates.length >= 28 && bench.updates[0]!.time < 3000);
	assert.equal(bench.meter.status.detected, "SML, 9600 8N1");
	assert.deepEqual(probe.edges, []);
	bench.close();
});

test("a pushed 7E1 meter: the first telegram counts, then the UART checks the parity", () => {
	const bench = new OpticalBench({ meter: "q3d", frozen: true }).run(30);
	assert.deepEqual(bench.findings, ["push 9600 7E1"]);
	assert.equal(bench.updates.length, bench.house.ports.optical.meter!.sent);
	assert.equal(bench.written.length, 0);
	bench.close();
});

for (const name of ["sml", "q3d"]) {
	for (const baud of [300, 600, 1200, 2400, 4800, 9600, 19200]) {
		test(`${name} at ${baud} baud is found by itself, and named within 30 s`, () => {
			const scheduler = new Scheduler();
			const dark = () => new Wire(scheduler, { pull: "up" });
			const lightWire = dark(), sightWire = dark(), receiveWire = dark(), transmitWire = dark();
			new LightPath(lightWire, receiveWire);
			const model = opticalModels[name]!, talk = model.talk as PushTalk;
			const slow = { ...talk, format: { ...talk.format, baud }, period: Math.max(talk.period, 6_000_000 / baud) };
			new PushingMeter({ model: { ...model, talk: slow }, lightWire, sightWire, frozen: true }, slow);
			const findings: string[] = [];
			let seen: number | undefined;
			const meter = new OpticalMeter({
				serial: { io: VirtualUart.bind({ scheduler, receiveWire, transmitWire }) },
				timers: scheduler.timers,
				onUpdate: () => {},
				onFinding: finding => findings.push(finding),
			});
			const expected = `${baud} ${name === "sml" ? "8N1" : "7E1"}`;
			for (let time = 100; time <= 90_000; time += 100) {
				scheduler.runUntil(time);
				const { activity = "", detected } = meter.status;
				if (activity === `hears ${name === "sml" ? "SML" : "text"} at ${expected}` || detected.endsWith(expected))
					seen ??= time;
			}
			assert.ok(seen !== undefined && seen <= 30_000, `seen after ${seen} ms: ${meter.status.activity}`);
			assert.deepEqual(findings, [`${name === "sml" ? "sml" : "push"} ${expected}`]);
			meter.close();
		});
	}
}

test("one wake per telegram once the meter is known, and its values a few milliseconds after its last byte", () => {
	const bench = new OpticalBench({ meter: "sml" }, { finding: "sml 9600 8N1" }).run(100);
	const { sent } = bench.house.ports.optical.meter!;
	assert.ok(bench.updates.length >= sent - 1);
	assert.ok(bench.wakes <= sent + 1, `${bench.wakes} wakes for ${sent} telegrams`);
	bench.close();
});

test("listening never lights the transmitter, also when nothing is there", () => {
	for (const mode of ["listen", "sml", "mode1", "mode4"]) {
		const bench = new OpticalBench({ meter: "lk11" }, { choices: { mode } });
		const probe = new Probe(bench.house.ports.optical.transmitWire);
		bench.run(120);
		assert.deepEqual(probe.edges, [], mode);
		bench.close();
	}
});

test("only the kind that was chosen counts", () => {
	const sml = new OpticalBench({ meter: "sml" }, { choices: { mode: "mode4" } }).run(60);
	assert.equal(sml.updates.length, 0);
	sml.close();
	const text = new OpticalBench({ meter: "q3d" }, { choices: { mode: "sml" } }).run(60);
	assert.equal(text.updates.length, 0);
	text.close();
});

test("a fixed rate, right and wrong", () => {
	const right = new OpticalBench({ meter: "q3d" }, { choices: { baud: 9600 } }).run(10);
	assert.ok(right.updates.length > 0);
	right.close();
	const wrong = new OpticalBench({ meter: "q3d" }, { choices: { mode: "listen", baud: 2400 } }).run(60);
	assert.equal(wrong.updates.length, 0);
	wrong.close();
});

test("a finding that is no longer true does not keep the right one from being found", () => {
	for (const finding of ["sml 300 8N1", "push 9600 7E1", "asked standard C 9600", "nonsense"]) {
		const bench = new OpticalBench({ meter: "sml" }, { finding }).run(240);
		assert.ok(bench.updates.length > 60, finding);
		assert.equal(bench.findings.at(-1), "sml 9600 8N1");
		bench.close();
	}
});

test("an asked meter in the place of one that pushed", () => {
	const bench = new OpticalBench({ meter: "lk11" }, { finding: "sml 9600 8N1" }).run(200);
	assert.equal(bench.findings.at(-1), "asked standard C 9600");
	bench.close();
});

test("light noise: telegrams that are whole count, nothing else does", () => {
	const bench = new OpticalBench({ meter: "sml", frozen: true }, { finding: "sml 9600 8N1" }).run(5);
	const truth = bench.meter.sensor();
	bench.house.ports.optical.noise = true;
	bench.run(300);
	for (const { text } of bench.updates)
		assert.equal(text, truth);
	bench.house.ports.optical.noise = false;
	bench.run(120);
	assert.equal(bench.meter.sensor(), truth);
	assert.equal(bench.meter.state, "ok");
	bench.close();
});

test("a wrong check and a telegram that stops are counted and give nothing", () => {
	for (const fault of ["wrong-check", "stops"] as const) {
		const bench = new OpticalBench({ meter: "sml", faults: [fault] }, { choices: { mode: "sml" } }).run(60);
		assert.equal(bench.updates.length, 0);
		const { checkErrors, formatErrors } = bench.meter.status.decoder;
		assert.ok(checkErrors + formatErrors > 10, fault);
		bench.close();
	}
});

test("a port that goes away is opened again", () => {
	const scheduler = new Scheduler();
	let opened = 0, lose = () => {};
	const io = class {
		constructor(options: { onError?(): void; }) {
			if (++opened === 2)
				throw new Error("no such device");
			lose = () => options.onError?.();
		}
		read() {}
		configure() {}
		flush() {}
		close() {}
	} as unknown as SerialConstructor & (new() => Serial);
	const errors: string[] = [];
	const head = new OpticalHead({
		serial: { io },
		timers: scheduler.timers,
		mode: "listen",
		onData: () => {},
		onError: text => errors.push(text),
	});
	scheduler.runUntil(1000);
	lose();
	scheduler.runUntil(12_000);
	assert.deepEqual(errors, ["the serial port has gone", "the serial port does not open: no such device"]);
	assert.equal(opened, 3);
	assert.match(head.activity, /^listens/);
	head.close();
});
