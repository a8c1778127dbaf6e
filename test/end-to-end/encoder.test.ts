import assert from "node:assert/strict";
import { test } from "node:test";
import type { EncoderSpec } from "../../simulator/house-spec";
import { SimulatedDevice } from "../support/simulated-device";

async function run(
	encoder: EncoderSpec,
	seconds: number,
	settings: Record<string, string>,
	look: (device: SimulatedDevice) => void | Promise<void>,
) {
	const device = await SimulatedDevice.open({ encoder }, { settings });
	try {
		await device.run(seconds);
		await look(device);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
		assert.deepEqual(device.house.ports.encoder.watch.faults, [], "said on the line");
		assert.equal(device.house.ports.encoder.meter?.brownOuts ?? 0, 0);
	}
	finally {
		await device.close();
	}
}

const logs = ({ events }: SimulatedDevice) => events.flatMap(event => event.event === "log" ? [event.text] : []);

for (
	const [meter, seconds, found, volume] of [
		["scr-push", 30, "SCR 300 7E1, by itself", 1234.56],
		["scr", 160, "SCR 300 7E1, on request", 1234.56],
		["scr-comma", 160, "SCR 300 7E1, on request", 1234.56],
		["scr-current", 200, "SCR 300 7E1, on request, answers by current", 1234.56],
		["encoder-mbus", 45, "M-Bus 2400 8E1, address 254", 1234.56],
		["encoder-mbus-300", 95, "M-Bus 300 8E1, address 254", 1234.56],
	] as const
) {
	test(`${meter}: found and read, wire to SENSOR on XS`, () =>
		run({ meter, flow: 0 }, seconds, {}, device => {
			const { sensors, simulation } = device;
			assert.equal(simulation.engine, "xs");
			assert.ok(logs(device).some(text => text.includes(`found ${found}`)), logs(device).join("\n"));
			const { Encoder } = sensors.at(-1)!.object;
			assert.equal(Encoder!.Meter, "12345678");
			assert.equal(Encoder!.Volume, volume);
		}));
}

test("digits are published as the meter has them", () =>
	run({ meter: "scr-push", litres: 7, flow: 0 }, 30, {}, ({ sensors }) => {
		assert.match(sensors.at(-1)!.text, /"Encoder":\{"Meter":"12345678","Volume":0\.00,"Size":"G4","Manufactured":"01-03-18"\}/);
	}));

test("what was found survives a restart", async () => {
	const device = await SimulatedDevice.open({ encoder: { meter: "scr", flow: 0 } });
	try {
		await device.run(160);
		assert.equal(device.simulation.storage.values["encoderMode"], "scr 300");
		device.simulation.machine.restart("Power on");
		await device.run(25);
		assert.ok(device.sensors.at(-1)!.t > 175, "read at once, without a search");
	}
	finally {
		await device.close();
	}
});

test("short, open, and foreign supply are told and published as nothing", async () => {
	for (const [condition, text] of [["short", "short circuit"], ["open", "nothing is plugged in"], ["foreign", "its own supply"]] as const)
		await run({ condition }, 200, { telePeriod: "10" }, device => {
			assert.equal(device.sensors.length, 0);
			assert.equal(logs(device).filter(line => line.includes(text)).length, 1, text);
		});
});

test("a mis-scan is held back, another meter is not", () =>
	run({ meter: "scr-push", flow: 0 }, 30, { encoderInterval: "60", telePeriod: "10" }, async device => {
		const { meter } = device.house.ports.encoder;
		const volume = () => device.sensors.at(-1)!.object.Encoder!.Volume;
		meter!.model.litres = 934_560;
		await device.run(60);
		assert.equal(volume(), 1234.56, "once");
		meter!.model.litres = 1_234_600;
		await device.run(60);
		assert.equal(volume(), 1234.6, "right again");
		meter!.model.litres = 100_000;
		await device.run(125);
		assert.equal(volume(), 1234.6, "twice");
		await device.run(60);
		assert.equal(volume(), 100, "three agree");
		meter!.model.number = "87654321";
		meter!.model.litres = 5_000;
		await device.run(60);
		assert.equal(volume(), 5);
	}));

test("a roller error is told; a silent meter becomes unavailable and comes back", () =>
	run({ meter: "scr-push", flow: 0.1 }, 30, { encoderInterval: "60", telePeriod: "10" }, async device => {
		const { meter } = device.house.ports.encoder;
		meter!.setFault("roller", true);
		await device.run(120);
		assert.equal(device.sensors.at(-1)!.object.Encoder!.Error, "roller_error");
		meter!.setFault("roller", false);
		await device.run(70);
		assert.equal(device.sensors.at(-1)!.object.Encoder!.Error, undefined);
		meter!.setFault("silent", true);
		await device.run(500);
		meter!.setFault("silent", false);
		await device.run(120);
		assert.deepEqual(device.published("/Encoder/LWT").map(event => event.payload), ["Offline", "Online", "Offline", "Online"]);
	}));
