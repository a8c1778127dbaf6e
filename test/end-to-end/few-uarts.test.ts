import assert from "node:assert/strict";
import { test } from "node:test";
import type { HouseSpec } from "../../simulator/house-spec";
import { askDevice } from "../support/ask-device";
import { SimulatedDevice } from "../support/simulated-device";

const house: HouseSpec = { p1: { meter: "e350" }, optical: { meter: "sml" }, mbus: { meters: ["kamstrup402"] } };

const logs = ({ events }: SimulatedDevice) => events.flatMap(event => event.event === "log" ? [event.text] : []);

async function run(settings: Record<string, string>, look: (device: SimulatedDevice) => Promise<void>) {
	const device = await SimulatedDevice.open(house, { fewUarts: true, settings: { telePeriod: "10", publishInterval: "off", ...settings } });
	try {
		await look(device);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
}

test("a board with two UARTs for three ports: all are read at once", () =>
	run({}, async device => {
		await device.run(120);
		const { object } = device.sensors.at(-1)!;
		assert.ok(object["P1"] && object["Heat_68123402"] && Object.keys(object).length >= 4, Object.keys(object).join(", "));
		assert.deepEqual(logs(device).filter(text => text.includes("cannot be used")), []);
	}));

test("settings of another board that cannot be here: told in the log and in STATUS with what to do, and the other ports work", async () => {
	const device = await SimulatedDevice.open(house, {
		fewUarts: true,
		defaults: { mbusBaud: "9600", telePeriod: "10", publishInterval: "off" },
	});
	try {
		await device.run(30);
		const told = logs(device).filter(text => text.includes("cannot be used"));
		assert.equal(told.length, 1);
		assert.match(told[0]!, /^port mbus: the M-Bus port cannot be used at 9600 baud, .*set mbusBaud .* to at most 2400, or opticalMode off/);
		const { object } = device.sensors.at(-1)!;
		assert.ok(object["P1"] && !object["Heat_68123402"]);
		await device.broker.publish("cmnd/meterwire_C3D4E5/Status", "");
		await device.run(1);
		const status = JSON.parse(device.published("stat/meterwire_C3D4E5/STATUS").at(-1)!.payload) as { Status: { PortErrors: object; }; };
		assert.equal(`port mbus: ${(status.Status.PortErrors as { mbus: string; }).mbus}`, told[0]);
	}
	finally {
		await device.close();
	}
});

test("a script that takes the port to which the UART belongs, and gives it back: the M-Bus goes on without, and with it", () =>
	run({ opticalMode: "off", mbusMeters: "" }, async device => {
		const names = async () => {
			await device.run(60);
			return Object.keys(device.sensors.at(-1)!.object);
		};
		const save = (text: string) => askDevice(device, "PUT", "/api/v1/script", { body: { text } });
		assert.ok((await names()).includes("Heat_68123402"));
		await save(">D\n>B\n>M 1\n+1,3,s,0,9600,SML\n1,77070100010800ff@1000,In,kWh,In,4\n#\n");
		const later = await names();
		assert.ok(later.includes("SML") && later.includes("Heat_68123402"), later.join());
		await save("");
		assert.ok((await names()).includes("Heat_68123402"));
		assert.deepEqual(logs(device).filter(text => text.includes("cannot be used")), []);
	}));
