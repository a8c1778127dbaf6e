import assert from "node:assert/strict";
import { test } from "node:test";
import { keys, newVersion, oldVersion, UpdateBench, updateFile } from "../support/update-bench";

async function withBench(action: (bench: UpdateBench) => Promise<void>, options: Parameters<typeof UpdateBench.open> = []): Promise<void> {
	const bench = await UpdateBench.open(...options);
	try {
		await action(bench);
	}
	finally {
		await bench.close();
	}
}

test("pulled: old version, new version, confirmed; the update is told beforehand, and telegrams go on", () =>
	withBench(async bench => {
		const { device } = bench;
		bench.offer(await updateFile());
		await device.run(100);
		assert.equal(device.simulation.engine, "xs");
		assert.deepEqual([bench.status["installed_version"], bench.status["latest_version"]], [oldVersion, newVersion]);
		assert.equal(bench.status["release_summary"], "Reads better.");
		await bench.command("Upgrade", "1");
		await device.run(120);
		assert.deepEqual([bench.status["installed_version"], bench.status["state"], bench.status["error"]], [newVersion, "idle", ""]);
		assert.ok(bench.log.some(line => line.includes(`version ${newVersion} works; it came after ${oldVersion}`)), bench.log.join("\n"));
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 1, exceptions: 0 });
		// The other slot runs, and stays after a restart.
		device.simulation.machine.restart("Power on");
		await device.run(20);
		assert.equal(bench.status["installed_version"], newVersion);
		console.log(bench.log.join("\n"));
	}));

void keys;
