import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedDevice } from "../support/simulated-device";

type Values = Record<string, unknown>;

async function run(
	meter: string,
	seconds: number,
	settings: Record<string, string>,
	look: (values: Values, device: SimulatedDevice) => void,
	pin = true,
) {
	const device = await SimulatedDevice.open({ optical: { meter, frozen: true, pin } }, { settings });
	try {
		await device.run(seconds);
		assert.equal(device.simulation.engine, "xs", "the XS engine is built");
		const values = device.sensors[0]?.object.Optical;
		assert.ok(values, `nothing was published of ${meter}`);
		look(values, device);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
		assert.equal(device.house.ports.optical.meter!.programmed, 0);
	}
	finally {
		await device.close();
	}
}

/** Each virtual meter with nothing configured but the port. */
const expected: readonly [meter: string, values: Values][] = [
	["sml", {
		Meter: "1ISK0012345678",
		ImportActive: 22803.012,
		ExportActive: 7041.229,
		Power: 1612,
		Voltage: [233.9, 230.4, 232.7],
		Current: [3.45, 2.1, 1.38],
		Frequency: 50,
		ActivePower: [806, 484, 322],
	}],
	["q3d", { Meter: "1ESY1127000167", ImportActive: 0.78, ExportActive: 7041.229, Power: -142, ActivePower: [-74, 0, -68] }],
	["lk11", { Meter: "29123456", CombinedActive: 12345.678, Error: "00" }],
	["em3", { Meter: "4711", ImportActive: 69135.6, TotalTariff: [45678.9, 23456.7] }],
	["zmd", { Meter: "94005031", ImportActive: 64200.31, ExportActive: 12 }],
	["uh50", { Meter: "66153690", Total: 6047, Volume: 428.35, PeakTemperature: [98.5, 93.6] }],
];

for (const [meter, values] of expected) {
	test(`${meter}: light to SENSOR on XS, with nothing configured`, () =>
		run(meter, 45, {}, found => {
			for (const [name, value] of Object.entries(values))
				assert.deepEqual(found[name], value, name);
		}));
}

test("an SML meter that waits for its PIN says so in the log", () =>
	run("sml", 30, {}, (values, { events }) => {
		assert.equal(values.ImportActive, 22803);
		assert.equal(values.Power, undefined);
		assert.ok(events.some(event => event.event === "log" && event.text.includes("PIN")));
	}, false));

test("the Logarex switches up: less than half of the time that it needs at 300 baud", async () => {
	const time = async (settings: Record<string, string>) => {
		let result = NaN;
		await run("lk11", 60, { opticalMode: "ask", opticalInterval: "30", publishInterval: "0", ...settings }, (_, { events }) => {
			const found = events.find(event => event.event === "log" && event.text.includes("found IEC 62056-21"));
			result = found!.t;
		});
		return result;
	};
	const fast = await time({}), slow = await time({ opticalMaxBaud: "300" });
	assert.ok(fast < slow / 2, `${fast} s against ${slow} s`);
});

test("opticalMode off: the port stays closed", async () => {
	const device = await SimulatedDevice.open({ optical: { meter: "lk11", frozen: true } }, { settings: { opticalMode: "off" } });
	try {
		await device.run(30);
		assert.equal(device.house.ports.optical.meter!.sent, 0);
		assert.equal(device.sensors.length, 0);
	}
	finally {
		await device.close();
	}
});
