import assert from "node:assert/strict";
import { test } from "node:test";
import { packAppImage } from "../../../simulator/flash/app-image";
import { PowerCut } from "../../../simulator/flash/flash-memory";
import type { FlashPartitions } from "../../../simulator/flash/flash-partitions";
import { UpdateReceiver } from "../../../services/update/update-receiver";
import { makeUpdateFile, makeUpdateKeys } from "../../../tools/release/update-file";
import { VirtualTimers } from "../../support/virtual-timers";
import { flashWith, SlotHardware } from "../../support/slot-hardware";

const keys = makeUpdateKeys();
const oldCode = "old ".repeat(3000), newCode = "new ".repeat(4000);
const file = makeUpdateFile(packAppImage(newCode), {
	board: "simulator",
	chip: "simulator",
	version: "0.2.0",
	privateKey: keys.privateKey,
});

/** An update from the first start to the confirmed (or refused) new image. Throws `PowerCut`. */
function update(flash: FlashPartitions, good: boolean): void {
	const hardware = new SlotHardware(flash, [keys.key]), timers = new VirtualTimers();
	const receiver = new UpdateReceiver({ timers, hardware, board: "simulator", chip: "simulator", version: "0.1.0" });
	try {
		for (let at = 0; at < file.length; at += 1436)
			receiver.push(file.subarray(at, at + 1436));
		let failed: Error | undefined;
		receiver.verify(error => failed = error);
		timers.advance(1000);
		if (failed)
			throw failed;
		receiver.complete();
	}
	catch (error) {
		// Nothing of the firmware runs on after a power cut; here the receiver turns it into a sentence first.
		throw /the power went/.test(String(error)) ? new PowerCut() : error;
	}
	const next = new SlotHardware(flash, [keys.key]);
	assert.equal(next.code, newCode);
	assert.equal(next.pending, true);
	if (good)
		next.confirm();
	else {
		next.rollBack();
		assert.equal(new SlotHardware(flash, [keys.key]).code, oldCode);
	}
}

for (const good of [true, false]) {
	test(`the power goes at every write and erase of an update that is ${good ? "confirmed" : "taken back"}: a whole image starts each time`, () => {
		const whole = flashWith(oldCode);
		update(whole, good);
		const { writes, erases } = whole.memory.counters;
		const operations = writes + erases;
		assert.ok(operations >= 12, `${operations} operations`);
		const seen = new Set<string>();
		for (let cut = 0; cut < operations; cut++) {
			for (let seed = 1; seed <= 8; seed++) {
				const flash = flashWith(oldCode, seed * 1000 + cut);
				flash.memory.cutAfter = cut;
				assert.throws(() => update(flash, good), PowerCut, `operation ${cut} of ${operations}`);
				// And once more, while the boot loader puts things in order; then it stays on.
				flash.memory.cutAfter = seed & 1;
				try {
					new SlotHardware(flash, [keys.key]);
				}
				catch (error) {
					assert.ok(error instanceof PowerCut);
				}
				flash.memory.cutAfter = Infinity;
				const after = new SlotHardware(flash, [keys.key]);
				assert.ok(after.code === oldCode || after.code === newCode);
				seen.add(after.code === oldCode ? "old" : "new");
				// What is there can be updated again.
				if (after.code === oldCode)
					update(flash, true);
			}
		}
		assert.ok(seen.has("old"));
		console.log(`${operations} operations`);
	});
}

test("after a confirmed update the new image starts each time", () => {
	const flash = flashWith(oldCode);
	update(flash, true);
	for (let start = 0; start < 3; start++)
		assert.equal(new SlotHardware(flash, [keys.key]).code, newCode);
});

test("the boot loader's entries have ESP-IDF's check sum", () => {
	const flash = flashWith(oldCode);
	new SlotHardware(flash, [keys.key]);
	const entry = flash.memory.read(flash.find("otadata").offset, 32);
	// As otatool.py of ESP-IDF works it out for the sequence number 1: binascii.crc32(struct.pack("I", 1), 0xFFFFFFFF).
	assert.equal(Buffer.from(entry).toString("hex"), `01000000${"ff".repeat(20)}020000009a984347`);
});
