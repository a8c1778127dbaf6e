import assert from "node:assert/strict";
import { assertKept, beforeQuarter, livedInHouse, liveIn, possessions } from "./lived-in";
import { ask } from "./push";
import { newVersion, oldVersion, updateFile, withBench } from "./update-bench";
import type { UpdateBench } from "./update-bench";

/** Where the power goes: in the operation of this number on the flash, or at the change of this number of what NVS holds, before or behind it. */
export type Cut = { readonly flash: number; } | { readonly storage: number; readonly keeps: boolean; };

/** How many operations an update has, from the first byte sent to the confirmed new image. */
export interface Operations {
	readonly flash: number;
	readonly storage: number;
}

/** From the first byte of a push to health, with the goodbye and the start between them; seconds. */
const settled = 12;

/**
 * Updates of the whole firmware on XS whose power goes, one after the other on the same device: `choose` says where, knowing how many operations an update
 * has. Each time a whole image has to start and be of use, old or new; in the end settings, counters, history and script are as they were. Returns how often
 * which one was there.
 */
export async function sweepPower(choose: (operations: Operations) => Iterable<Cut>): Promise<{ old: number; new: number; }> {
	const found = { old: 0, new: 0 };
	await withBench(
		async bench => {
			const { device } = bench, { flash: { memory }, storage, machine } = device.simulation;
			await liveIn(device);
			const before = await possessions(device);
			const files = { [oldVersion]: await updateFile(oldVersion), [newVersion]: await updateFile(newVersion) };
			let running = oldVersion;
			const operations = await measure(bench, files[newVersion]!);
			running = newVersion;
			for (const cut of choose(operations)) {
				const target = running === oldVersion ? newVersion : oldVersion, name = `${JSON.stringify(cut)} of ${JSON.stringify(operations)}`;
				const { restarts } = machine;
				if ("flash" in cut)
					memory.cutAfter = cut.flash;
				else {
					storage.cutAfter = cut.storage;
					storage.cutKeeps = cut.keeps;
				}
				await push(bench, files[target]!);
				await device.run(settled);
				assert.ok(Math.min(memory.cutAfter, storage.cutAfter) < 0, `${name}: the power went`);
				memory.cutAfter = storage.cutAfter = Infinity;
				await device.run(settled);
				assert.ok(machine.restarts > restarts, name);
				const { version, state } = (await ask(device, "GET", "/api/v1/update")).body;
				assert.ok(version === running || version === target, `${name}: ${String(version)} runs`);
				assert.equal(state, "idle", name);
				found[version === target ? "new" : "old"]++;
				running = String(version);
			}
			// What started would start again.
			machine.restart("Power on");
			await device.run(settled);
			assert.equal((await ask(device, "GET", "/api/v1/update")).body["version"], running);
			assertKept(before, await possessions(device));
			assert.equal(machine.exceptions, 0);
			assert.deepEqual(device.events.filter(({ event }) => event === "trouble"), []);
		},
		livedInHouse,
		{ epoch: beforeQuarter },
	);
	return found;
}

/** An update with the power on. */
async function measure(bench: UpdateBench, file: Buffer): Promise<Operations> {
	const { device } = bench, { flash: { memory: { counters } }, storage } = device.simulation;
	const before = { flash: counters.writes + counters.erases, storage: storage.writes };
	await push(bench, file);
	await device.run(settled);
	assert.deepEqual([bench.status["installed_version"], bench.status["state"]], [newVersion, "idle"]);
	return { flash: counters.writes + counters.erases - before.flash, storage: storage.writes - before.storage };
}

/** Forced, as the versions go to and fro. Who sends may be left without an answer. */
async function push({ device }: UpdateBench, file: Buffer): Promise<void> {
	await ask(device, "POST", "/api/v1/update/image?force=1", file, 12).catch(() => {});
}
