import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeName, influxLines } from "../../../services/influx/line-protocol";
import { SimulatedDevice } from "../../support/simulated-device";

test("names are escaped, digits stay, texts are left out, long ones are parted", () => {
	assert.equal(escapeName("a b,c=d"), "a\\ b\\,c\\=d");
	const values = [
		{ group: "P1", name: "ImportActive", value: "1234.500", isNumber: true },
		{ group: "P1", name: "Id", value: "E1", isNumber: false },
		{ group: "Gas", name: "Volume", value: "12345678901234567.001", isNumber: true },
	];
	assert.deepEqual(influxLines("my house", "P1", values, 1_796_000_000_000), [
		"meterwire,device=my\\ house,meter=P1 ImportActive=1234.500,Gas.Volume=12345678901234567.001 1796000000000000000\n",
	]);
	const many = Array.from({ length: 200 }, (_, at) => ({ group: "P1", name: `Value.${at}`, value: `${at}.5`, isNumber: true }));
	const lines = influxLines("d", "P1", many, 1);
	assert.ok(lines.length > 1 && lines.every(line => line.length <= 1400));
	assert.equal(lines.join("").match(/Value/g)!.length, 200);
	assert.deepEqual(influxLines("d", "P1", [values[1]!], 1), []);
});

test("the firmware sends each value once, as line protocol over UDP", async () => {
	const device = await SimulatedDevice.open("e350", { settings: { influxHost: "192.168.4.9" } });
	const lines: string[] = [];
	device.simulation.network.serveDatagrams("192.168.4.9", 8089, (_from, bytes) => lines.push(Buffer.from(bytes).toString()));
	await device.run(65);
	assert.ok(lines.length >= 5 && lines.length <= 7, `${lines.length}`);
	for (const line of lines)
		assert.match(line, /^meterwire,device=[^ ,]+,meter=P1 [A-Za-z0-9._]+=[0-9.]+(,[A-Za-z0-9._]+=-?[0-9.]+)* 17952[0-9]{14}\n$/);
	assert.equal(new Set(lines).size, lines.length);
	assert.equal(device.simulation.machine.exceptions, 0);
	await device.close();
});
