import assert from "node:assert/strict";
import { test } from "node:test";
import { waterMeter } from "../../simulator/mbus/example-slaves";
import { SimulatedDevice } from "../support/simulated-device";

/** The eight meters of the house `mbus8` by the names that they get. */
const names = [
	"Heat_68123402",
	"Heat_08006491",
	"Water_31000017",
	"Water_31000018",
	"Electricity_00112233",
	"HeatCost_77001234",
	"Gas_61055123",
	"Water_20054711",
];

function results(device: SimulatedDevice): Record<string, Record<string, unknown>>[] {
	return device.published("/RESULT").map(({ payload }) => JSON.parse(payload));
}

async function untilScanned(device: SimulatedDevice): Promise<void> {
	const isDone = () => results(device).some(result => (result["MbusScan"] as { State?: string; } | undefined)?.State === "Done");
	for (let minutes = 0; minutes < 20 && !isDone(); minutes++)
		await device.run(60);
	assert.ok(isDone(), "the scan came to its end");
}

test("a bus with eight meters and no configuration, wire to SENSOR on XS", async () => {
	const device = await SimulatedDevice.open("mbus8", { settings: { mbusInterval: "120", telePeriod: "3600" } });
	try {
		assert.equal(device.simulation.engine, "xs", "the XS engine is built");
		await device.run(20);
		await untilScanned(device);
		const { bus } = device.house.ports.mbus;

		// All are found, none twice, and nothing was changed in a meter.
		const found = results(device).flatMap(({ MbusScan }) => MbusScan!["State"] === "Found" ? [String(MbusScan!["Name"])] : []);
		assert.deepEqual(found.toSorted(), names.toSorted());
		assert.ok(bus.slaves.every(slave => slave.writes.length === 0));
		const done = results(device).at(-1)!["MbusScan"]!;
		assert.equal(done["Found"], 8);
		assert.equal(done["New"], 8);

		// The values of the forum's meter, in the units that it prints.
		const { object } = device.sensors.at(-1)!;
		const { Status, ...heat } = object["Heat_68123402"]!;
		assert.equal(Status, "ok");
		assert.deepEqual(heat, {
			Meter: "68123402",
			FabricationNumber: "68123402",
			Energy: 10,
			Volume: 2.720,
			OnTime: 2423,
			FlowTemperature: 18.36,
			ReturnTemperature: 18.16,
			TemperatureDifference: 0.20,
			Power: 0,
			Power_max: 47,
			VolumeFlow: 0,
			VolumeFlow_max: 1390,
		});
		assert.deepEqual(Object.keys(object).filter(name => names.includes(name)).toSorted(), names.toSorted());
		// Three telegrams make one object.
		const electricity = object["Electricity_00112233"]!;
		assert.deepEqual([electricity["Energy"], electricity["Voltage_M0100"], electricity["Current_M0300"]], [81234.56, 230.1, 0.9]);

		// Each at its interval.
		const before = bus.slaves.map(slave => slave.answers);
		await device.run(1200);
		bus.slaves.forEach((slave, index) => {
			const telegrams = slave.identity.id === "00112233" ? 3 : 1;
			const readouts = (slave.answers - before[index]!) / telegrams;
			assert.ok(readouts >= 9 && readouts <= 11, `${slave.identity.id}: ${readouts} readouts in ten intervals`);
		});

		// One is unplugged: it alone becomes unavailable, and it comes back.
		const unplugged = device.house.ports.mbus.slave("31000017");
		bus.detach(unplugged);
		await device.run(400);
		const states = (name: string) => device.published(`/${name}/LWT`).map(({ payload }) => payload);
		for (const name of names)
			assert.equal(states(name).at(-1), name === "Water_31000017" ? "Offline" : "Online", name);
		const { object: without } = device.sensors.at(-1)!;
		assert.deepEqual(
			Object.keys(without).filter(name => names.includes(name)).toSorted(),
			names.filter(name => name !== "Water_31000017").toSorted(),
		);
		bus.attach(unplugged);
		await device.run(300);
		assert.equal(states("Water_31000017").at(-1), "Online");
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
});

test("the M-Bus commands over MQTT, and a meter that encrypts", async () => {
	const device = await SimulatedDevice.open("mbus8", { settings: { mbusScan: "off" } });
	try {
		const command = async (name: string, payload = "", seconds = 2): Promise<unknown> => {
			await device.broker.publish(`cmnd/meterwire_C3D4E5/${name}`, payload);
			const before = results(device).length;
			await device.run(seconds);
			return results(device)[before]?.[name];
		};
		await device.run(20);
		assert.deepEqual(await command("MbusList"), []);
		assert.deepEqual(await command("MbusAdd", "68123402 Heat"), { Name: "Heat", Address: "68123402" });
		assert.match(JSON.stringify(await command("MbusAdd", "999")), /"Error":"the meter: address \\"999\\" must be a primary address/);
		assert.match(JSON.stringify(await command("MbusAdd", "{\"address\"")), /"Error":/);
		assert.match(JSON.stringify(await command("MbusAdd", "5 Heat")), /"Error":"there is another meter with the name Heat"/);
		await device.run(10);
		assert.equal(device.sensors.at(-1)!.object["Heat"]!["Energy"], 10);
		assert.equal(device.published("/Heat/LWT").at(-1)!.payload, "Online");

		// A scan is begun, tells how far it is, and is called off.
		assert.match(JSON.stringify(await command("MbusScan", "everywhere")), /"Error":"everywhere is neither/);
		assert.deepEqual(await command("MbusScan", "primary 300"), { State: "Started" });
		await device.run(20);
		const progress = results(device).filter(({ MbusScan }) => MbusScan?.["State"] === "Searching");
		assert.ok(progress.length >= 3, `${progress.length} messages`);
		assert.deepEqual(await command("MbusScan", "stop"), { State: "Stopping" });
		assert.equal(results(device).at(-1)!["MbusScan"]!["State"], "Canceled");
		assert.deepEqual(await command("MbusScan", "stop"), { State: "Idle" });

		const key = "000102030405060708090A0B0C0D0E0F";
		device.house.ports.mbus.bus.attach(waterMeter("55667788", 2_718, { address: 77, key }));
		await command("MbusAdd", "77 Cold", 10);
		assert.deepEqual(device.sensors.at(-1)!.object["Cold"], { Meter: "55667788", Status: "encrypted: needs its key" });
		assert.deepEqual(await command("MbusAdd", JSON.stringify({ address: 77, key }), 15), { Name: "Cold", Address: 77, Key: "set" });
		assert.equal(device.sensors.at(-1)!.object["Cold"]!["Volume"], 2.718);

		const list = await command("MbusList") as Record<string, unknown>[];
		assert.deepEqual(list.map(({ Name, State, Maker }) => [Name, State, Maker]), [["Heat", "ok", "KAM"], ["Cold", "ok", "ZRI"]]);
		assert.ok(!JSON.stringify(list).includes(key), "nobody gets to see a key");

		// Who is forgotten is forgotten by the broker, too.
		assert.equal(await command("MbusRemove", "Heat"), "Heat");
		const { payload, retain } = device.published("/Heat/LWT").at(-1)!;
		assert.deepEqual([payload, retain], ["", true]);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
});

test("after a restart the meters that were found are there again, without another scan", async () => {
	const device = await SimulatedDevice.open("mbus8");
	try {
		await device.run(20);
		await untilScanned(device);
		const before = results(device).length;
		device.simulation.machine.restart("Test");
		await device.run(60);
		assert.equal(results(device).length, before);
		assert.deepEqual(
			Object.keys(device.sensors.at(-1)!.object).filter(name => names.includes(name)).toSorted(),
			names.toSorted(),
		);
	}
	finally {
		await device.close();
	}
});
