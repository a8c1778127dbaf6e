import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../support/push";
import type { SimulatedDevice } from "../support/simulated-device";
import { keys, newVersion, oldVersion, UpdateBench, updateFile } from "../support/update-bench";

const faulty = { bundle: { entry: "test/support/crashing-meter.ts", version: oldVersion, keys: [keys.key], minify: true } };
const script = ">D\n>B\n->sensor53 r\n>M 1\n+1,3,o,16,115200,EON,1\n1,1-0:1.7.0(@0.001,Power,W,Power,16\n#\n";

const get = async (device: SimulatedDevice, path: string) => (await ask(device, "GET", path)).body;
const safeMode = async (device: SimulatedDevice) => (await get(device, "/api/v1/session"))["safeMode"];

/** A device whose firmware crashes at the first telegram of the meter, until it has given that up. */
async function inSafeMode(action: (bench: UpdateBench) => Promise<void>): Promise<void> {
	const bench = await UpdateBench.open("e350", faulty), { device } = bench, { machine } = device.simulation;
	try {
		await device.run(60);
		assert.deepEqual({ engine: device.simulation.engine, exceptions: machine.exceptions }, { engine: "xs", exceptions: 3 });
		assert.equal(await safeMode(device), true);
		assert.ok(device.logged("safe mode after 3 restarts in a row: meters are off; half an hour, then all is tried again"));
		await action(bench);
	}
	finally {
		await bench.close();
	}
}

test("three crashes of the whole firmware lead to network, page, MQTT and update only, and a signed update leads out", () =>
	inSafeMode(async bench => {
		const { device } = bench, { machine } = device.simulation;
		await device.run(600);
		assert.equal(machine.exceptions, 3, "it stays");
		assert.equal(device.sensors.length, 0, "nothing is made up");
		assert.equal((JSON.parse(device.published("/STATE").at(-1)!.payload) as Record<string, unknown>)["SafeMode"], "ON");
		assert.deepEqual((await get(device, "/api/v1/live"))["meters"], []);
		assert.equal(bench.status["installed_version"], oldVersion);
		assert.equal((await ask(device, "POST", "/api/v1/update/image", await updateFile())).status, 200);
		await device.run(60);
		assert.deepEqual([bench.status["installed_version"], bench.status["state"]], [newVersion, "idle"]);
		assert.equal(await safeMode(device), false);
		assert.ok(device.sensors.length > 0);
		assert.equal(machine.exceptions, 3);
	}));

test("the update server is asked in safe mode too", () =>
	inSafeMode(async bench => {
		const { device } = bench;
		bench.offer(await updateFile());
		await device.run(100);
		assert.equal(bench.status["latest_version"], newVersion);
		await bench.command("Upgrade", "1");
		await device.run(100);
		assert.equal(bench.status["installed_version"], newVersion);
		assert.equal(await safeMode(device), false);
	}));

test("settings and script can be repaired in safe mode; a restart that is ordered tries everything, and when that fails it is back", () =>
	inSafeMode(async ({ device }) => {
		const { machine } = device.simulation;
		assert.equal((await ask(device, "PUT", "/api/v1/script", JSON.stringify({ text: script }))).status, 200);
		assert.equal((await get(device, "/api/v1/script"))["text"], script);
		assert.equal((await ask(device, "PATCH", "/api/v1/settings", "{\"deviceName\":\"Repaired\"}")).status, 200);
		assert.equal((await ask(device, "POST", "/api/v1/restart")).status, 200);
		await device.run(4);
		assert.equal(await safeMode(device), false);
		assert.ok(device.logged("script meter 1 (o): port p1"), "what was saved runs");
		assert.equal((await get(device, "/api/v1/session"))["name"], "Repaired");
		// The fault is still there: one more crash is enough.
		await device.run(30);
		assert.deepEqual([machine.exceptions, await safeMode(device)], [4, true]);
		assert.equal((await get(device, "/api/v1/script"))["text"], script, "it is kept, and does not run");
	}));

test("after half an hour everything is tried again by itself", () =>
	inSafeMode(async ({ device }) => {
		const { machine } = device.simulation;
		await device.run(1700);
		assert.deepEqual([machine.exceptions, await safeMode(device)], [3, true]);
		await device.run(130);
		assert.deepEqual([machine.exceptions, await safeMode(device)], [4, true]);
	}));

test("a plug that is pulled again and again leads to nothing", async () => {
	const bench = await UpdateBench.open("e350"), { device } = bench;
	try {
		for (let cut = 0; cut < 6; cut++) {
			await device.run(10);
			device.simulation.machine.restart("Power on");
		}
		await device.run(30);
		assert.equal(await safeMode(device), false);
		assert.ok(device.sensors.length > 0);
	}
	finally {
		await bench.close();
	}
});
