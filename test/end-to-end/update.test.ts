import assert from "node:assert/strict";
import { test } from "node:test";
import { assertKept, beforeQuarter, livedInHouse, liveIn, possessions } from "../support/lived-in";
import { ask } from "../support/push";
import { newVersion, oldVersion, updateFile, withBench } from "../support/update-bench";
import { makeUpdateKeys } from "../../tools/release/update-file";

const image = "/api/v1/update/image";

test("pulled: the new version is told, comes in, starts, works and stays", () =>
	withBench(async bench => {
		const { device } = bench;
		bench.offer(await updateFile());
		await device.run(100);
		assert.equal(device.simulation.engine, "xs");
		assert.deepEqual([bench.status["installed_version"], bench.status["latest_version"]], [oldVersion, newVersion]);
		assert.equal(bench.status["release_summary"], "Reads better.");
		// As Home Assistant's button does.
		const entity = device.published("/firmware/config").at(-1)!;
		const { command_topic, payload_install } = JSON.parse(entity.payload) as Record<string, string>;
		await device.broker.publish(command_topic!, payload_install!);
		await device.run(120);
		assert.deepEqual([bench.status["installed_version"], bench.status["state"], bench.status["error"]], [newVersion, "idle", ""]);
		assert.ok(bench.log.includes(`version ${newVersion} works; it came after ${oldVersion}`), bench.log.join("\n"));
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 1, exceptions: 0 });
		device.simulation.machine.restart("Power on");
		await device.run(20);
		assert.equal(bench.status["installed_version"], newVersion);
	}));

test("pushed: the same through the page's address, and back again; settings, counters, history and script stay", () =>
	withBench(
		async bench => {
			const { device } = bench;
			await liveIn(device);
			const before = await possessions(device);
			assert.deepEqual(await ask(device, "POST", image, await updateFile()), { status: 200, body: {} });
			await device.run(60);
			const status = (await ask(device, "GET", "/api/v1/update")).body;
			assert.deepEqual(
				{ version: status["version"], state: status["state"], slot: status["slot"], rolledBack: status["rolledBack"] },
				{ version: newVersion, state: "idle", slot: "b", rolledBack: "" },
			);
			assertKept(before, await possessions(device));
			// And back into the first slot, older and forced.
			const older = await ask(device, "POST", image, await updateFile("0.1.5"));
			assert.equal(older.status, 422);
			assert.equal(older.body["error"], "The update 0.1.5 is older than 0.2.0, which runs; only a forced update goes back.");
			assert.equal((await ask(device, "POST", `${image}?force=1`, await updateFile("0.1.5"))).status, 200);
			await device.run(60);
			const back = (await ask(device, "GET", "/api/v1/update")).body;
			assert.deepEqual([back["version"], back["slot"]], ["0.1.5", "a"]);
			assertKept(before, await possessions(device));
			assert.equal(device.simulation.machine.exceptions, 0);
		},
		livedInHouse,
		{ epoch: beforeQuarter },
	));

test("refused with the right sentence, and the running firmware goes on", () =>
	withBench(async bench => {
		const { device } = bench;
		await device.run(20);
		const good = await updateFile();
		const altered = Buffer.from(good);
		altered[good.length - 5000]! ^= 1;
		const stranger = makeUpdateKeys();
		const cases: [string, Buffer, string][] = [
			["a page", Buffer.from("<!DOCTYPE html>".padEnd(500)), "This is no update file."],
			["nothing", Buffer.from("x"), "This is no update file."],
			["plain image", good.subarray(256), "This is a plain app image: the signed update file is needed."],
			["board", await updateFile(newVersion, { board: "c3-mini" }), "The update is for the board c3-mini, this is simulator."],
			["chip", await updateFile(newVersion, { chip: "ESP32" }), "The update is for the chip ESP32, this is simulator."],
			[
				"key",
				await updateFile(newVersion, { privateKey: stranger.privateKey }),
				"The update is signed with a key that this firmware does not know.",
			],
			["needs", await updateFile("0.3.0", { minimumVersion: "0.2.0" }), "The update 0.3.0 needs version 0.2.0 first, this is 0.1.0."],
			["altered", altered, "The update file is damaged: its content does not have the hash that was signed."],
			["cut off", good.subarray(0, good.length - 777), "The update file is cut off: 777 bytes are missing."],
			["longer", Buffer.concat([good, Buffer.from("more")]), "The update file is longer than its header says."],
			["too long", Buffer.alloc(0x1F0000 + 300), "The file has 2031916 bytes, more than the 2031616 of a slot."],
		];
		const { memory } = device.simulation.flash;
		for (const [name, file, sentence] of cases) {
			const { erases } = memory.counters;
			const answer = await ask(device, "POST", image, file);
			assert.deepEqual([answer.status, answer.body["error"]], [422, sentence], name);
			if (!["altered", "cut off", "longer"].includes(name))
				assert.equal(memory.counters.erases, erases, `${name}: nothing was erased`);
		}
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
		assert.ok(device.sensors.at(-1)!.t > device.simulation.scheduler.now / 1000 - 15, "telegrams go on");
		device.simulation.machine.restart("Power on");
		await device.run(20);
		assert.equal(bench.status["installed_version"], oldVersion);
	}));

test("no key in the build: nothing is taken over the network", () =>
	withBench(
		async bench => {
			await bench.device.run(20);
			const { body } = await ask(bench.device, "POST", image, await updateFile());
			assert.equal(body["error"], "This firmware was built without a key: it takes no updates over the network.");
		},
		"e350",
		{ bundle: { version: oldVersion, keys: [] } },
	));

test("telegrams while an image is written: one each second, 115200 baud", () =>
	withBench(
		async bench => {
			const { device } = bench;
			// As long as the firmware is without being made small.
			const file = await updateFile(newVersion, { minify: false });
			await device.run(30);
			const before = device.house.ports.p1.meter!;
			assert.ok(before);
			const count = device.sensors.length;
			const begin = device.simulation.scheduler.now;
			const answer = await ask(device, "POST", image, file, 300);
			assert.equal(answer.status, 200);
			const seconds = (device.simulation.scheduler.now - begin) / 1000;
			const line = bench.log.find(text => text.includes("bytes written"))!;
			console.error(`${line}; ${device.sensors.length - count} SENSOR messages in ${seconds.toFixed(1)} s`);
			assert.match(line, /the ports lost 0 telegrams, 0 overruns/);
			assert.ok(device.sensors.length - count >= Math.floor(seconds) - 2);
		},
		{ p1: { meter: "belgian" } },
		{ settings: { publishInterval: "0" } },
	));
