import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryRow } from "../../services/history/history-rows";
import { askDevice } from "../support/ask-device";
import { SimulatedDevice } from "../support/simulated-device";

test("the firmware keeps quarter hours in its flash, over a restart, and gives them as JSON and as a table", async () => {
	const device = await SimulatedDevice.open("e350", { epoch: Date.UTC(2026, 10, 21, 11, 14) });
	await device.run(2000);
	device.simulation.machine.restart("test");
	await device.run(900);
	const { series } = (await askDevice(device, "GET", "/api/v1/history")).json as {
		series: { meter: string; value: string; unit: string; }[];
	};
	const energy = series.find(({ unit }) => unit === "kWh")!;
	assert.equal(energy.meter, "P1");
	const query = `meter=P1&value=${energy.value}&period=quarter`;
	const data = (await askDevice(device, "GET", `/api/v1/history/data?${query}`)).json as { unit: string; rows: HistoryRow[]; };
	assert.equal(data.unit, "kWh");
	// The quarters from 11:15, 11:30 and 11:45, and the open one from 12:00.
	assert.deepEqual(data.rows.map(({ time }) => new Date(time * 1000).toISOString().slice(11, 16)), ["11:15", "11:30", "11:45", "12:00"]);
	assert.ok(data.rows.every(({ amount }) => amount !== null && Number(amount) >= 0), JSON.stringify(data.rows));
	const table = await askDevice(device, "GET", `/api/v1/history/data.csv?${query}`);
	const lines = table.text.trim().split("\r\n");
	assert.match(lines[0]!, /^time;amount \(kWh\);total \(kWh\)$/);
	assert.ok(lines[1]!.startsWith("2026-11-21T12:15:00;"), lines[1]);
	assert.equal(lines.length, 5);
	assert.equal((await askDevice(device, "GET", "/api/v1/history/data?meter=P1&value=nothing")).status, 404);
	assert.equal((await askDevice(device, "GET", `/api/v1/history/data?${query}x`)).status, 422);
	assert.equal(device.simulation.machine.exceptions, 0);
	await device.close();
});
