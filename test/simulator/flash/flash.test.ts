import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { FlashMemory, PowerCut, sectorLength } from "../../../simulator/flash/flash-memory";
import { FlashPartitions } from "../../../simulator/flash/flash-partitions";
import { boardPartitions, parsePartitions } from "../../../simulator/flash/partition-table";
import { engines, probe } from "../host/probe";

test("the boards' partitions fill 4 MB, slots where the chip can map them", () => {
	const table = boardPartitions();
	assert.deepEqual(table.map(({ name }) => name), ["nvs", "history", "otadata", "phy_init", "ota_0", "ota_1"]);
	for (const [index, { offset, length, type }] of table.entries()) {
		assert.equal(offset % (type === "app" ? 0x10000 : 0x1000), 0);
		assert.equal(offset + length, table[index + 1]?.offset ?? 4 << 20);
	}
	assert.equal(table.find(({ name }) => name === "ota_0")!.length, table.find(({ name }) => name === "ota_1")!.length);
});

test("a partition table that cannot be is refused with its line", () => {
	assert.throws(() => parsePartitions("# x\nnvs, data, nvs, , 0x1000"), /line 2/);
});

test("a write clears bits, an erase sets them", () => {
	const flash = new FlashPartitions(new FlashMemory());
	const history = flash.open("history");
	assert.deepEqual([history.blocks, history.blockLength], [11, 4096]);
	history.write(10, Uint8Array.of(0xF0, 0x0F));
	history.write(10, Uint8Array.of(0x3C));
	assert.deepEqual([...new Uint8Array(history.read(9, 4))], [0xFF, 0x30, 0x0F, 0xFF]);
	history.eraseBlock(0);
	assert.deepEqual([...new Uint8Array(history.read(9, 4))], [0xFF, 0xFF, 0xFF, 0xFF]);
	assert.throws(() => history.write(32 * 4096 - 1, Uint8Array.of(1, 2)), RangeError);
	assert.throws(() => history.eraseBlock(32), RangeError);
	assert.throws(() => flash.open("nothing"), /can't find partition/);
});

test("a power cut leaves a part of the operation, and nothing else is touched", () => {
	let partly = 0;
	for (let seed = 1; seed <= 50; seed++) {
		const memory = new FlashMemory(4 * sectorLength, undefined, seed);
		const data = new Uint8Array(100).map((_, index) => index);
		memory.cutAfter = 1;
		memory.write(0, Uint8Array.of(1));
		assert.throws(() => memory.write(sectorLength, data), PowerCut);
		const after = memory.read(0, memory.length);
		assert.equal(after[0], 1);
		assert.ok(after.every((byte, at) => at === 0 || at >= sectorLength && at < sectorLength + 100 || byte === 0xFF));
		// Each byte is old, new, or between them.
		assert.ok(data.every((byte, at) => (after[sectorLength + at]! & byte) === byte));
		const written = data.filter((byte, at) => after[sectorLength + at] === byte).length;
		partly += Number(written > 0 && written < 100);
	}
	assert.ok(partly > 40, `${partly} of 50 were torn in the middle`);
});

test("the chip is kept in a file", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-"));
	try {
		const file = path.join(folder, "new", "flash.bin");
		const memory = new FlashMemory(undefined, file);
		memory.write(0x3E0000, Uint8Array.of(7, 8, 9));
		memory.close();
		const again = new FlashMemory(undefined, file);
		assert.deepEqual([...again.read(0x3E0000, 4)], [7, 8, 9, 0xFF]);
		again.close();
	}
	finally {
		rmSync(folder, { recursive: true });
	}
});

for (const { engine, skip } of engines) {
	test(`${engine}: the firmware writes flash, waits for it, and finds it after a restart`, { skip }, async () => {
		const { simulation, logs } = probe("flash", { engine });
		await simulation.run(3);
		await simulation.close();
		assert.deepEqual(logs(), ["11 blocks of 4096", "read 1,2,3,255", "Error: can't find partition", "after 45 ms", "boot with 1,2,3,255"]);
	});

	test(`${engine}: when the power goes during a write nothing of the firmware runs on`, { skip }, async () => {
		const { simulation, logs, events } = probe("flash", { engine });
		// The boot loader's erase and write, the firmware's erase, and then in its write.
		simulation.flash.memory.cutAfter = 3;
		await simulation.run(0.1);
		assert.deepEqual(logs(), ["11 blocks of 4096"]);
		await simulation.run(3);
		await simulation.close();
		const start = events.filter(event => event.event === "start")[1];
		assert.ok(start?.event === "start" && start.reason === "Power on");
		assert.equal(simulation.machine.exceptions, 0);
	});
}
