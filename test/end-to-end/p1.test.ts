import assert from "node:assert/strict";
import { test } from "node:test";
import { virtualAuthKey, virtualKey } from "../../simulator/meters/dlms-meters";
import type { HouseSpec } from "../../simulator/house-spec";
import { askDevice } from "../support/ask-device";
import { SimulatedDevice } from "../support/simulated-device";

async function run(
	spec: string | HouseSpec,
	seconds: number,
	settings: Record<string, string>,
	look: (device: SimulatedDevice) => void | Promise<void>,
) {
	const device = await SimulatedDevice.open(spec, { settings });
	try {
		await device.run(seconds);
		await look(device);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
}

test("the first seed's telegram, wire to SENSOR on XS", () =>
	run({ p1: { meter: "e350", frozen: true } }, 30, {}, ({ sensors, simulation }) => {
		assert.equal(simulation.engine, "xs", "the XS engine is built");
		const { P1, Gas } = sensors[0]!.object;
		assert.deepEqual(P1!.TotalTariff, [687.138, 523.849]);
		assert.equal(P1!.ImportActive, 1210.987);
		assert.equal(P1!.Power, 428);
		assert.equal(Gas!.Volume, 435.247);
		assert.match(sensors[0]!.text, /^\{"Time":"2026-11-21T12:00:\d\d","P1":\{/);
	}));

test("the second seed's telegram", () =>
	run({ p1: { meter: "sx631", frozen: true } }, 30, {}, ({ sensors }) => {
		const { P1 } = sensors[0]!.object;
		assert.equal(P1!.ImportActive, 22803.012);
		assert.deepEqual(P1!.TotalTariff, [15543.755, 7259.257, 0, 0]);
		assert.deepEqual(P1!.Voltage, [233.9, 230.4, 232.7]);
		assert.equal((P1!.LastMonth as Record<string, unknown>).PeakImportPower_L3, 1104);
	}));

test("a meter that encrypts is read with its keys, on XS; without them the port says what is missing", async () => {
	await run("smarty", 60, { p1Key: virtualKey, p1AuthKey: virtualAuthKey }, ({ sensors }) => {
		const { P1 } = sensors.at(-1)!.object;
		assert.ok((P1!.ImportActive as number) >= 2127.63);
		assert.equal((P1!.Voltage as number[]).length, 3);
	});
	await run("ma309", 400, { p1Key: virtualKey }, ({ sensors }) => assert.ok((sensors.at(-1)!.object.P1!.ImportActive as number) > 5335));
	await run("am550", 60, {}, ({ sensors }) => assert.equal(sensors.at(-1)!.object.P1!.Meter, "ISK1030731323334"));
	const device = await SimulatedDevice.open("smarty", { settings: {} });
	try {
		await device.run(60);
		assert.ok(device.sensors.every(({ object }) => object.P1 === undefined));
		const { json } = await askDevice(device, "GET", "/api/v1/ports");
		assert.deepEqual(
			(json as { ports: { port: string; diagnosis: { code: string; }[]; }[]; }).ports.find(({ port }) => port === "p1")?.diagnosis.map((
				{ code },
			) => code),
			["encrypted"],
		);
		assert.equal((await askDevice(device, "PATCH", "/api/v1/settings", { body: { p1Key: "12 34" } })).status, 422);
		assert.equal((await askDevice(device, "PATCH", "/api/v1/settings", { body: { p1Key: virtualKey } })).status, 200);
		await device.run(30);
		assert.ok(device.sensors.at(-1)!.object.P1);
	}
	finally {
		await device.close();
	}
});

test("what is said on connecting, in Tasmota's order", () =>
	run("e350", 8, {}, ({ events }) => {
		const topics = events.flatMap(event => event.event === "publish" ? [event.topic.replace("meterwire_C3D4E5", "T")] : []);
		assert.deepEqual(topics, [
			"tele/T/LWT",
			"cmnd/T/POWER",
			"tele/T/P1/LWT",
			"tele/T/INFO1",
			"tele/T/INFO2",
			"tele/T/INFO3",
			"tele/T/STATE",
			"tele/T/SENSOR",
		]);
		const online = events.find(event => event.event === "publish" && event.topic.endsWith("/LWT"));
		assert.ok(online?.event === "publish" && online.payload === "Online" && online.retain);
	}));

test("with publishInterval 0 each telegram is published, at most 20 ms after its last byte", () =>
	run({ p1: { meter: "belgian" } }, 120, { publishInterval: "0" }, ({ sensors, house }) => {
		assert.ok(sensors.length >= 110, `${sensors.length} messages`);
		assert.ok(house.ports.p1.meter);
		// The telegram of second n begins at n s after the meter's start and takes its bytes' time; see docs/performance.md.
		const { length } = sensors;
		const gaps = sensors.slice(10, length).map(({ t }, index) => t - sensors[index + 9]!.t);
		assert.ok(Math.max(...gaps) < 1.05, `longest gap ${Math.max(...gaps)}`);
	}));

test("a meter of ten seconds is published at once with the usual publishInterval", () =>
	run("e350", 120, {}, ({ sensors }) => {
		// Telegrams begin at 1, 11, 21 … s and last 57 ms.
		for (const { t } of sensors.slice(1))
			assert.ok(t % 10 > 1.05 && t % 10 < 1.1, String(t));
		assert.ok(sensors.length >= 11, String(sensors.length));
	}));

test("a silent meter becomes unavailable, its values are withheld, and it comes back", async () => {
	const device = await SimulatedDevice.open("e350", { settings: { telePeriod: "10" } });
	try {
		await device.run(40);
		device.house.ports.p1.meter!.setFault("silent", true);
		await device.run(120);
		assert.deepEqual(device.published("/P1/LWT").map(event => event.payload), ["Online", "Offline"]);
		const { sensors } = device;
		const last = sensors.at(-1)!.t;
		await device.run(60);
		assert.equal(device.sensors.at(-1)!.t, last, "nothing is published of a silent meter");
		device.house.ports.p1.meter!.setFault("silent", false);
		await device.run(30);
		assert.deepEqual(device.published("/P1/LWT").map(event => event.payload), ["Online", "Offline", "Online"]);
		assert.ok(device.sensors.at(-1)!.t > last);
	}
	finally {
		await device.close();
	}
});

test("without a meter no SENSOR is sent, and nothing is made up", () =>
	run("empty", 700, { telePeriod: "10" }, device => {
		assert.equal(device.sensors.length, 0);
		assert.ok(device.published("/STATE").length > 60);
		assert.deepEqual(device.published("/P1/LWT").map(event => event.payload), ["Offline"]);
	}));

test("noise, cuts and wrong polarity on the wire never bring a wrong value", async () => {
	const device = await SimulatedDevice.open({ p1: { meter: "sx631", frozen: true } }, { settings: { publishInterval: "0" } });
	try {
		await device.run(15);
		const truth = JSON.stringify(device.sensors[0]!.object.P1);
		for (const fault of ["noise", "truncated", "garbage", "wrong-crc", "unplugged"] as const) {
			device.house.ports.p1.meter!.setFault(fault, true);
			await device.run(300);
			device.house.ports.p1.meter!.setFault(fault, false);
			await device.run(60);
		}
		for (const { object } of device.sensors) {
			if (object.P1)
				assert.equal(JSON.stringify(object.P1), truth);
		}
		assert.ok(device.sensors.at(-1)!.t > device.simulation.scheduler.now / 1000 - 15, "it works again at the end");
	}
	finally {
		await device.close();
	}
});

test("an hour passes in seconds", () =>
	run("belgian", 3600, { publishInterval: "0" }, ({ sensors }) => {
		assert.ok(sensors.length > 3580, String(sensors.length));
	}));
