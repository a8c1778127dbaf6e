import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { VirtualUart } from "../../../simulator/wire/virtual-uart";
import { Wire } from "../../../simulator/wire/wire";
import type { Serial } from "../../../drivers/serial";
import type { Scheduler } from "../../../simulator/scheduler";
import { engines, probe } from "./probe";

for (const { engine, skip } of engines) {
	test(`${engine}: timers run at their virtual times`, { skip }, async () => {
		const { simulation, events } = probe("timers", { engine });
		await simulation.run(10);
		await simulation.close();
		assert.deepEqual(events.flatMap(event => event.event === "log" ? [[event.t, event.text]] : []), [
			[0.1, "once 100"],
			[0.25, "repeat 250"],
			[0.5, "repeat 500"],
			[0.75, "repeat 750"],
		]);
		assert.equal(simulation.scheduler.now, 10_000);
	});

	test(`${engine}: a serial port on wires, also while the firmware is busy`, { skip }, async () => {
		const line = serialLine();
		const { simulation, logs } = probe("echo", { engine, ports: line.ports });
		await simulation.run(0);
		line.far.write(Uint8Array.from({ length: 200 }, (_, at) => at));
		await simulation.run(1);
		assert.deepEqual(logs(), ["got 200"]);
		assert.deepEqual([...new Uint8Array(line.far.read()!)], Array.from({ length: 200 }, (_, at) => at));
		// Busy from before the first byte to after the last: everything is in the ring, and comes as one.
		simulation.machine.stall(900);
		line.far.write(new Uint8Array(300).fill(0x55));
		await simulation.run(0.8);
		assert.equal(logs().length, 1);
		await simulation.run(1);
		await simulation.close();
		assert.deepEqual(logs().slice(1), ["got 300"]);
		assert.equal(line.far.read()?.byteLength, 300);
	});

	test(`${engine}: options of a port that cannot be throw inside`, { skip }, async () => {
		const { simulation, logs } = probe("bad port", { engine, ports: serialLine().ports });
		await simulation.run(1);
		await simulation.close();
		assert.match(logs()[0]!, /^true RangeError: .*baud/);
	});

	test(`${engine}: an exception restarts the firmware and is counted`, { skip }, async () => {
		const { simulation, events, logs } = probe("crash", { engine });
		await simulation.run(3);
		await simulation.close();
		assert.deepEqual(logs(), ["Power on", "Exception", "Exception"]);
		assert.equal(simulation.machine.exceptions, 2);
		const exception = events.find(event => event.event === "exception")!;
		assert.equal(exception.t, 1);
		assert.match(exception.text, /on purpose/);
		assert.deepEqual(events.filter(event => event.event === "restart").map(event => event.count), [1, 2]);
	});

	test(`${engine}: storage outlives a restart, and the process with a folder`, { skip }, async () => {
		const state = mkdtempSync(path.join(tmpdir(), "meterwire-"));
		try {
			for (const expected of [["boot 1", "boot 2", "boot 3"], ["boot 4"]]) {
				const { simulation, logs } = probe("restart", { engine, state });
				await simulation.run(5);
				await simulation.close();
				assert.deepEqual(logs(), expected);
			}
		}
		finally {
			rmSync(state, { recursive: true });
		}
	});

	test(`${engine}: time server and network`, { skip }, async () => {
		const { simulation, logs } = probe("clock", { engine });
		await simulation.run(5);
		await simulation.close();
		assert.deepEqual(logs(), ["address 192.168.4.20", `null ${Date.UTC(2026, 0, 1) + 1000}`]);
	});
}

test("the network can be taken away", async () => {
	const { simulation, logs } = probe("wifi", { engine: "node" });
	await simulation.run(5);
	simulation.network.up = false;
	await simulation.run(5);
	await simulation.close();
	assert.deepEqual(logs(), ["wifi 300 0", "wifi 400 1200", "wifi 500 1800", "wifi 200 5000"]);
});

test("a refused setting: nothing runs", async () => {
	const { simulation, events } = probe("nonsense", { engine: "node" });
	await simulation.run(5);
	await simulation.close();
	assert.ok(simulation.machine.refused);
	assert.deepEqual(events.flatMap(event => event.event === "refused" ? [event.text] : []), ["Probe: unknown: nonsense"]);
});

test("virtual time keeps pace with real time when told to", async () => {
	const { simulation, logs } = probe("timers", { engine: "node", speed: 10 });
	const start = performance.now();
	await simulation.run(3);
	const took = performance.now() - start;
	await simulation.close();
	assert.equal(logs().length, 4);
	assert.ok(took > 250 && took < 1500, `${took} ms for 3 s at ten times the speed`);
});

/** A UART at the other end of the port's wires. */
function serialLine() {
	let far: Serial;
	return {
		get far() {
			return far;
		},
		ports(scheduler: Scheduler) {
			const receiveWire = new Wire(scheduler, { pull: "up" }), transmitWire = new Wire(scheduler, { pull: "up" });
			far = new (VirtualUart.bind({ scheduler, receiveWire: transmitWire, transmitWire: receiveWire }))({
				baud: 9600,
				receive: 1,
				transmit: 2,
			});
			return { p1: { serial: VirtualUart.bind({ scheduler, receiveWire, transmitWire }) } };
		},
	};
}
