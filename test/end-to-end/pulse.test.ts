import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedDevice } from "../support/simulated-device";

const settings = {
	pulse1Kind: "s0",
	pulse1Constant: "1000",
	pulse1Label: "Heatpump",
	pulse2Kind: "reed",
	telePeriod: "10",
};
const house = {
	pulse1: { rate: 2_000, width: 35, bounces: 5 },
	pulse2: { rate: 300, width: 2_000, bounces: 8, bounceTime: 12 },
};

test("two pulse inputs, wire to SENSOR on XS: exact totals, rates, and counters that are set", async () => {
	const device = await SimulatedDevice.open(house, { settings });
	try {
		await device.run(3_600);
		const { pulse1, pulse2 } = device.house.ports;
		pulse1.meter!.rate = 0;
		pulse2.meter!.rate = 0;
		await device.run(30);
		assert.equal(device.simulation.engine, "xs");
		const { Heatpump, Pulse2 } = device.sensors.at(-1)!.object;
		assert.ok(pulse1.meter!.sent > 1_990 && pulse2.meter!.sent > 290);
		assert.equal(Heatpump!.Total, pulse1.meter!.sent / 1_000);
		assert.equal(Pulse2!.Volume, pulse2.meter!.sent / 100);
		const before = device.sensors.find(({ t }) => t > 3_500)!.object;
		assert.ok(Math.abs(Number(before.Heatpump!.Power) - 2_000) < 30);
		assert.ok(Math.abs(Number(before.Pulse2!.Flow) - 3) < 0.05);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
});

test("a counter is set by a command, and goes on from there after power cuts: never a gain, at most a minute lost", async () => {
	const device = await SimulatedDevice.open(house, { settings });
	try {
		await device.run(30);
		await device.broker.publish("cmnd/meterwire_C3D4E5/Counter1", "1234.5");
		await device.run(30);
		assert.deepEqual(device.published("/RESULT").map(({ payload }) => payload), ["{\"Counter1\":1234.500}"]);
		await device.broker.publish("cmnd/meterwire_C3D4E5/Counter1", "-5");
		await device.run(5);
		assert.equal(device.published("/RESULT").at(-1)!.payload, "{\"Command\":\"Error\"}");
		const total = () => Number(device.sensors.at(-1)!.object.Heatpump!.Total);
		assert.ok(total() >= 1234.5 && total() < 1234.55, String(total()));
		for (let cut = 0; cut < 10; cut++) {
			await device.run(70 + 13 * cut);
			const before = total();
			device.simulation.machine.restart("Power on");
			await device.run(20);
			// 2000 pulses an hour are 33 in a minute; some seconds pass until the counter runs again.
			assert.ok(total() <= before + 0.02, `gained: ${before} to ${total()}`);
			assert.ok(total() >= before - 0.036, `lost: ${before} to ${total()}`);
		}
	}
	finally {
		await device.close();
	}
});

test("a Ferraris disc and a water meter in litres, wire to SENSOR on XS", async () => {
	const device = await SimulatedDevice.open({
		pulse1: { disc: true, rate: 900, noise: 0.01, lamp: 0.1 },
		pulse2: { rate: 1_200, width: 300, bounces: 6, bounceTime: 8, burst: 4 },
	}, {
		settings: {
			pulse1Kind: "ferraris",
			pulse1Label: "House",
			pulse2Kind: "reed",
			pulse2Unit: "l",
			pulse2Way: "per-unit",
			pulse2Constant: "2",
			pulse2Label: "Water",
			telePeriod: "10",
		},
	});
	try {
		await device.run(600);
		const { pulse1, pulse2 } = device.house.ports;
		pulse1.meter!.rate = 0;
		pulse2.meter!.rate = 0;
		await device.run(30);
		const last = () => device.sensors.at(-1)!.object;
		const turns = pulse1.meter!.sent, pulses = pulse2.meter!.sent;
		assert.ok(turns > 145 && pulses > 190);
		// The first mark teaches; 75 turns are one kWh, cut after the second decimal. Two pulses are a litre.
		assert.equal(last().House!.Total, Math.floor((turns - 1) * 100 / 75) / 100);
		assert.equal(last().Water!.Volume, Math.floor(pulses * 10 / 2) / 10);
		const { House } = device.sensors.find(({ t }) => t > 580)!.object;
		assert.ok(Math.abs(Number(House!.Power) - 12_000) < 300, `${String(House!.Power)} W`);

		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
});
