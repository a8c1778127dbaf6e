import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { checkHeader } from "../../services/update/check-header";
import { boardPartitions } from "../../simulator/flash/partition-table";
import { chips } from "../../tools/release/chips";
import { KeyFiles } from "../../tools/release/key-files";
import { packageBoard, releaseFiles } from "../../tools/release/package-board";
import type { BoardFiles } from "../../tools/release/package-board";
import { readPartitionTable, writePartitionTable } from "../../tools/release/partition-binary";
import { keyIdOf, makeUpdateKeys } from "../../tools/release/update-file";
import { boards } from "../../tools/sdk/toolchain";
import { chipOf } from "../../tools/sdk/build-board";
import { flashWith, SlotHardware } from "../support/slot-hardware";

const keys = makeUpdateKeys();
const options = { version: "0.2.0", privateKey: keys.privateKey };

/** An image as far as anybody looks at it before the chip: header with magic and chip, then anything. */
function fakeImage(chip: string, length: number): Buffer {
	const image = Buffer.alloc(length).map((_, index) => index * 7 & 0xFF);
	image[0] = 0xE9;
	Buffer.from(image.buffer).writeUInt16LE(chips[chip]!.id, 12);
	return Buffer.from(image);
}

function fakeBuild(board: string, changes: Partial<BoardFiles> = {}): BoardFiles {
	const chip = chipOf(board);
	return {
		board,
		chip,
		app: fakeImage(chip, 1_234_560),
		bootLoader: fakeImage(chip, 24_000),
		partitionTable: writePartitionTable(boardPartitions()),
		...changes,
	};
}

test("a release of all boards: every file is there, signed, and at its place", () => {
	const packages = boards().map(board => packageBoard(fakeBuild(board), options));
	const files = new Map(
		releaseFiles(packages, { version: "0.2.0", channel: "early", notes: "New." }).map(({ name, data }) => [name, data]),
	);
	const channel = JSON.parse(files.get("early.json")!.toString()) as { version: string; notes: string; builds: Record<string, string>[]; };
	assert.deepEqual([channel.version, channel.notes, channel.builds.length], ["0.2.0", "New.", boards().length]);
	for (const board of boards()) {
		const chip = chipOf(board), { app, bootLoader, partitionTable } = fakeBuild(board);
		const stem = `meterwire-0.2.0-${board}`;
		// The update file, as a device with that board looks at it.
		const update = files.get(`${stem}.update`)!;
		const hardware = new SlotHardware(flashWith("x"), [keys.key]);
		const header = checkHeader(update.subarray(0, 256), { hardware, board, chip, version: "0.1.0" });
		assert.equal(header.length, app.length);
		assert.deepEqual(Buffer.from(header.digest), createHash("sha256").update(app).digest());
		assert.ok(!Buffer.compare(update.subarray(256), app));
		// The image for the first installation, written from address 0 on.
		const first = files.get(`${stem}-first-install.bin`)!, at = chips[chip]!.bootLoaderAt;
		assert.ok(!Buffer.compare(first.subarray(at, at + bootLoader.length), bootLoader));
		assert.ok(!Buffer.compare(first.subarray(0x8000, 0x8000 + partitionTable.length), partitionTable));
		assert.ok(!Buffer.compare(first.subarray(0x20000), app));
		assert.ok(first.subarray(0x9000, 0x20000).every(byte => byte === 0xFF));
		// The manifest names parts that are there.
		const manifest = JSON.parse(files.get(`meterwire-${board}.json`)!.toString()) as {
			builds: { chipFamily: string; parts: { path: string; offset: number; }[]; }[];
		};
		assert.equal(manifest.builds[0]!.chipFamily, chip);
		for (const { path: name, offset } of manifest.builds[0]!.parts) {
			const data = files.get(name)!;
			assert.ok(!Buffer.compare(first.subarray(offset, offset + data.length), data), name);
			// Settings live there: a browser that installs again must leave them alone.
			assert.ok(offset + data.length <= 0x9000 || offset >= 0x1D000, name);
		}
	}
	for (const line of files.get("SHA256SUMS")!.toString().trim().split("\n")) {
		const [sum, name] = line.split("  ");
		assert.equal(createHash("sha256").update(files.get(name!)!).digest("hex"), sum);
	}
	assert.match(files.get("sizes.md")!.toString(), /\| c3-mini \| ESP32-C3 \| 1234560 \| 2031616 \| 60\.8 % \| 797056 \| 24000 \|/);
});

test("files that do not belong together are refused", () => {
	const other = boardPartitions().map(row => row.name === "history" ? { ...row, length: row.length / 2 } : row);
	const cases: [Partial<BoardFiles>, RegExp][] = [
		[{ app: fakeImage("ESP32", 1000) }, /the app is for another chip than ESP32-C3/],
		[{ bootLoader: Buffer.from("nothing") }, /the boot loader is no image/],
		[{ app: fakeImage("ESP32-C3", 0x1F0001) }, /the image has 2031617 bytes, and an update slot only 2031616/],
		[{ bootLoader: fakeImage("ESP32-C3", 0x8001) }, /reaches into the partition table/],
		[{ partitionTable: writePartitionTable(other) }, /is not that of hardware\/partitions.csv/],
		[{ partitionTable: Buffer.alloc(100) }, /is no partition table/],
		[{ chip: "ESP8266" }, /is not known here/],
	];
	for (const [changes, sentence] of cases)
		assert.throws(() => packageBoard(fakeBuild("c3-mini", changes), options), sentence);
});

test("the partition table as ESP-IDF writes it", () => {
	const bytes = writePartitionTable(boardPartitions());
	assert.deepEqual(readPartitionTable(bytes).map(({ name }) => name), boardPartitions().map(({ name }) => name));
	// First row by hand: magic, data, nvs, 0x9000, 0x9000.
	assert.equal(bytes.toString("hex", 0, 32), "aa5001020090000000900000" + "6e7673" + "00".repeat(13) + "00000000");
});

test("keys: the private part is nobody else's, another pair is added, one is let go of", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-"));
	try {
		const files = new KeyFiles(folder);
		assert.throws(() => files.signer(), /There is no private key to sign with/);
		const first = files.make();
		const secret = path.join(folder, "private", `${first}.pem`);
		assert.equal(statSync(secret).mode & 0o077, 0);
		assert.equal(files.signer(), readFileSync(secret, "utf8"));
		const second = files.make();
		assert.deepEqual(files.public.map(({ id }) => id), [second, first]);
		for (const { id, key } of files.public)
			assert.equal(keyIdOf(key).toString("hex"), id);
		assert.ok(!readFileSync(path.join(folder, "public.json"), "utf8").includes("PRIVATE"));
		files.drop(first);
		assert.deepEqual(files.public.map(({ id }) => id), [second]);
		assert.throws(() => files.drop(first), /There is no key/);
		assert.ok(existsSync(secret));
		assert.throws(() => files.signer(path.join(folder, "public.json")), /holds no private key/);
	}
	finally {
		rmSync(folder, { recursive: true });
	}
});
