import assert from "node:assert/strict";
import { test } from "node:test";
import type { HouseSpec } from "../../simulator/house-spec";
import { houses } from "../../simulator/house-spec";
import { SimulatedDevice } from "../support/simulated-device";

const house: HouseSpec = {
	...houses["demo"],
	pulse1: { rate: 400, bounces: 4 },
	pulse2: { rate: 60, width: 2_000, bounces: 6, bounceTime: 10 },
};
const settings = { pulse1Kind: "s0", pulse2Kind: "reed", publishInterval: "off" };

test("all ports at once for a day on XS: nothing lost on any wire, heap flat", async t => {
	const device = await SimulatedDevice.open(house, { settings });
	try {
		await device.run(3_600);
		const early = device.simulation.machine.usage.allocate;
		await device.run(23 * 3_600);
		const late = device.simulation.machine.usage.allocate;
		const { pulse1, pulse2, encoder, p1 } = device.house.ports;
		for (const pulses of [pulse1, pulse2])
			pulses.meter!.rate = 0;
		// TelePeriod is 300 s.
		await device.run(310);
		const { object } = device.sensors.at(-1)!;
		assert.equal(object.Pulse1!.Total, pulse1.meter!.sent / 1_000);
		assert.equal(object.Pulse2!.Volume, pulse2.meter!.sent / 100);
		assert.ok(p1.meter && Number(object.P1!.ImportActive) > 1_211);
		const litres = encoder.meter!.model.litres;
		assert.ok(litres - Number(object.Encoder!.Volume) * 1_000 < 0.4 * 1_000 / 3 + 1, "the encoder's last reading is not old");
		assert.deepEqual(encoder.watch.faults, []);
		assert.equal(encoder.meter!.brownOuts, 0);
		assert.equal(encoder.meter!.powerUps, device.house.ports.encoder.watch.switched.length / 2);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
		if (early !== undefined && late !== undefined)
			assert.ok(late - early < 4_000_000, `heap grew from ${early} to ${late} bytes`);
		t.diagnostic(`${device.sensors.length} messages, heap ${early} and ${late} bytes`);
	}
	finally {
		await device.close();
	}
});
