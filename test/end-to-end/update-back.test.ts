import assert from "node:assert/strict";
import { test } from "node:test";
import { assertKept, beforeQuarter, livedInHouse, liveIn, possessions } from "../support/lived-in";
import { ask } from "../support/push";
import type { UpdateBench } from "../support/update-bench";
import { keys, newVersion, oldVersion, updateFile, withBench } from "../support/update-bench";
import { makeUpdateKeys } from "../../tools/release/update-file";

const image = "/api/v1/update/image";

for (
	const [name, way, away, sentence] of [
		["Wi-Fi", "pulled", (bench: UpdateBench) => void (bench.device.simulation.network.up = false), "the network was not joined"],
		["the broker", "pushed", (bench: UpdateBench) => bench.silenceBroker(), "the broker was not reached"],
		[
			"the meter",
			"pushed",
			(bench: UpdateBench) => bench.device.house.ports.p1.setSource("/dev/null", () => {}),
			"no byte came from a meter that was read before",
		],
	] as const
) {
	const house = name === "the broker" ? livedInHouse : "e350";
	test(`${way}, and taken back when ${name} stays away: the old version says why`, () =>
		withBench(
			async bench => {
				const { device } = bench, { machine } = device.simulation;
				const isLivedIn = house === livedInHouse;
				await (isLivedIn ? liveIn(device) : device.run(30));
				const before = isLivedIn ? await possessions(device) : undefined;
				const { restarts } = machine;
				if (way === "pushed")
					assert.equal((await ask(device, "POST", image, await updateFile())).status, 200);
				else {
					bench.offer(await updateFile());
					assert.equal((await ask(device, "POST", "/api/v1/update/pull", "{}")).status, 200);
					await bench.waitFor("restarting");
				}
				// The old version says good-bye; then it stays away.
				await device.run(1.5);
				away(bench);
				await device.run(300);
				assert.equal(machine.restarts, restarts + 1, "it waits for its time");
				await device.run(330);
				assert.equal(machine.restarts, restarts + 2);
				device.simulation.network.up = true;
				bench.speakAgain();
				await device.run(200);
				const { body } = await ask(device, "GET", "/api/v1/update");
				assert.deepEqual([body["version"], body["slot"], body["state"]], [oldVersion, "a", "idle"]);
				assert.equal(body["rolledBack"], `version ${newVersion} was taken back: ${sentence} within 10 minutes`);
				assert.equal(bench.status["rolled_back"], body["rolledBack"], "in MQTT too");
				if (before)
					assertKept(before, await possessions(device));
				assert.equal(machine.exceptions, 0);
			},
			house,
			{ epoch: beforeQuarter },
		));
}

test("a new version that crashes gives way at once", () =>
	withBench(async bench => {
		const { device } = bench;
		await device.run(30);
		assert.equal((await ask(device, "POST", image, await updateFile(newVersion, { entry: "test/support/crashing-main.ts" }))).status, 200);
		await device.run(60);
		const { body } = await ask(device, "GET", "/api/v1/update");
		assert.equal(body["version"], oldVersion);
		assert.match(String(body["rolledBack"]), /^version 0.2.0 did not start/);
	}));

test("the new version brings other keys: the old one signs no more", () =>
	withBench(async bench => {
		const { device } = bench;
		const next = makeUpdateKeys();
		await device.run(30);
		assert.equal((await ask(device, "POST", image, await updateFile(newVersion, { keys: [next.key] }))).status, 200);
		await device.run(60);
		const old = await ask(device, "POST", image, await updateFile("0.3.0"));
		assert.equal(old.body["error"], "The update is signed with a key that this firmware does not know.");
		assert.equal(
			(await ask(device, "POST", image, await updateFile("0.3.0", { privateKey: next.privateKey, keys: [next.key, keys.key] }))).status,
			200,
		);
		await device.run(60);
		assert.equal((await ask(device, "GET", "/api/v1/update")).body["version"], "0.3.0");
	}));

test("a download that breaks off goes on where it was; a server without ranges and one that moves do too", () =>
	withBench(async bench => {
		const { device, server } = bench;
		const file = await updateFile();
		bench.offer(file);
		server.breakAfter = { bytes: 5000, times: 3 };
		await device.run(30);
		await bench.command("OtaUrl", "http://10.0.0.9/meterwire/image.update");
		await bench.command("Upgrade", "1");
		await device.run(150);
		assert.equal(bench.status["installed_version"], newVersion);
		assert.ok(server.requests.some(line => line.endsWith("bytes=5000-21383")), server.requests.slice(0, 5).join("\n"));
		assert.equal(bench.log.filter(line => line.endsWith("it goes on in a moment")).length, 3);

		server.plain = true;
		server.breakAfter = { bytes: 200_000, times: 1 };
		server.files["/meterwire/image.update"] = await updateFile("0.3.0");
		await bench.command("Upgrade", "1");
		await device.run(150);
		assert.equal(bench.status["installed_version"], "0.3.0");
	}));
