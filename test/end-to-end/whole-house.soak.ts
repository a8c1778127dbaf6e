import assert from "node:assert/strict";
import { test } from "node:test";
import type { HouseSpec } from "../../simulator/house-spec";
import { houses } from "../../simulator/house-spec";
import { PortForward } from "../../simulator/port-forward";
import { measureLoad } from "../support/port-load";
import { SimulatedDevice } from "../support/simulated-device";

const demo = houses["demo"]!;
const settings = { publishInterval: "off" };
/** The same on every port, so that a figure does not depend on what else is read. */
const measured = { ...settings, encoderInterval: "60", mbusInterval: "60" };

interface PortAnswer {
	readonly port: string;
	readonly faults: object;
	readonly decoder: { readonly bytes: number; readonly telegrams: number; readonly checkErrors: number; readonly formatErrors: number; };
	readonly lastError: string;
}

/** What the device's own page is told of the ports. */
async function readPorts(device: SimulatedDevice): Promise<readonly PortAnswer[]> {
	const forward = await PortForward.open(device.simulation.network, 80, 0);
	try {
		let answer: { ports: PortAnswer[]; } | undefined;
		const asked = fetch(`http://127.0.0.1:${forward.port}/api/v1/ports`).then(async response =>
			answer = await response.json() as typeof answer
		);
		for (let turn = 0; turn < 1000 && !answer; turn++) {
			await device.run(0.05);
			await new Promise(resolve => setTimeout(resolve, 5));
		}
		await asked;
		return answer!.ports;
	}
	finally {
		forward.close();
	}
}

test("the demo house for a day on XS: nothing lost on any wire, heap flat", async t => {
	const device = await SimulatedDevice.open(demo, { settings });
	try {
		const { machine } = device.simulation;
		await device.run(3_600);
		const early = await machine.liveSlots();
		machine.steps = 0;
		await device.run(23 * 3_600);
		const share = machine.steps / (23 * 3_600) * 170 / 1e7;
		const late = await machine.liveSlots();
		const { pulse1, pulse2, encoder, p1, optical, mbus } = device.house.ports;
		for (const pulses of [pulse1, pulse2])
			pulses.meter!.rate = 0;
		// TelePeriod is 300 s.
		await device.run(310);
		const { object } = device.sensors.at(-1)!;
		assert.equal(object.Pulse1!.Total, pulse1.meter!.sent / 1_000, "pulses of input 1");
		assert.equal(object.Pulse2!.Volume, pulse2.meter!.sent / 100, "pulses of input 2");
		assert.ok(p1.meter && optical.meter && mbus.meter);
		assert.ok(Number(object.P1!.ImportActive) > 1_211);
		const litres = encoder.meter!.model.litres;
		assert.ok(litres - Number(object.Encoder!.Volume) * 1_000 < 0.4 * 1_000 / 3 + 1, "the encoder's last reading is not old");
		assert.deepEqual(encoder.watch.faults, []);
		assert.equal(encoder.meter!.brownOuts, 0);
		assert.equal(encoder.meter!.powerUps, encoder.watch.switched.length / 2);

		// What each port's decoder has taken, as the device itself tells it.
		const ports = await readPorts(device);
		for (const { port, faults, decoder, lastError } of ports) {
			t.diagnostic(`${port}: ${decoder.telegrams} telegrams, ${decoder.bytes} bytes`);
			assert.deepEqual(faults, { overrun: 0, framing: 0, parity: 0, break: 0 }, port);
			assert.deepEqual({ check: decoder.checkErrors, format: decoder.formatErrors }, { check: 0, format: 0 }, `${port}: ${lastError}`);
		}
		const telegrams = (name: string) => ports.find(({ port }) => port === name)!.decoder.telegrams;
		const seconds = 24 * 3_600 + 310;
		// The P1 meter sends each ten seconds, the optical one each second; both are heard from the first minute on.
		assert.ok(telegrams("p1") >= (seconds - 60) / 10 - 1, `${telegrams("p1")} of the P1 meter`);
		assert.ok(telegrams("optical") >= seconds - 60, `${telegrams("optical")} of the optical meter`);
		assert.ok(telegrams("encoder") >= seconds / 900 - 2, `${telegrams("encoder")} of the encoder`);
		assert.ok(telegrams("mbus") >= (seconds - 900) / 900 - 2, `${telegrams("mbus")} of the M-Bus meter`);
		const { restarts, exceptions } = machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
		if (early !== undefined && late !== undefined)
			assert.ok(late - early < 500, `${early} slots after an hour, ${late} after a day`);
		t.diagnostic(`${device.sensors.length} messages; ${early} and ${late} slots in use; ${share.toFixed(2)} % of an ESP32-C3's time`);
	}
	finally {
		await device.close();
	}
});

test("what each port costs", async t => {
	const { p1, optical, encoder, mbus, pulse1, pulse2 } = demo;
	const none = await measureLoad({}, 1_800, measured);
	t.diagnostic(`nothing: ${none.steps} steps a second, ${none.share.toFixed(2)} %`);
	const rows: readonly [string, HouseSpec][] = [
		["P1, a telegram each 10 s", { p1: p1! }],
		["optical, SML", { optical: optical! }],
		["M-Bus, one meter each minute", { mbus: mbus! }],
		["encoder, M-Bus, each minute", { encoder: encoder! }],
		["encoder, SCR, each minute", { encoder: { meter: "scr" } }],
		["pulse input, 400 an hour", { pulse1: pulse1!, settings: { pulse1Kind: "s0" } }],
		["pulse input, 60 an hour", { pulse2: pulse2!, settings: { pulse2Kind: "reed" } }],
		["all of the demo house", demo],
	];
	for (const [name, house] of rows) {
		const { steps, share } = await measureLoad(house, 1_800, measured);
		t.diagnostic(`${name}: ${steps - none.steps} steps a second more than nothing, ${(share - none.share).toFixed(2)} %`);
		assert.ok(share < 20, name);
	}
});
