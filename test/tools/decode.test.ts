import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { bytes, e350, fluvius, mt382, sealed } from "../telegrams/dsmr";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const folder = mkdtempSync(path.join(tmpdir(), "decode-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
	const full = path.join(folder, name);
	writeFileSync(full, bytes(content));
	return full;
}

function decode(args: readonly string[], input?: string) {
	const command = [path.join(root, "tools/run.mjs"), "tools/decode.ts", ...args];
	const { status, stdout, stderr } = spawnSync(process.execPath, command, {
		encoding: "utf8",
		...(input !== undefined && { input: bytes(input) }),
	});
	const lines = stdout.split("\n").filter(line => line);
	return { status, stderr, lines, objects: lines.map(line => JSON.parse(line)) };
}

describe("decode command", () => {
	const good = file("good.telegram", sealed(e350));

	it("prints a JSON object per telegram with the digits that the meter sent", () => {
		const { status, stderr, lines, objects } = decode(["--protocol", "dsmr", good]);
		assert.equal(status, 0);
		assert.equal(stderr, "");
		assert.equal(lines.length, 1);
		const [telegram] = objects;
		assert.deepEqual(Object.keys(telegram), ["file", "protocol", "ok", "check", "meter", "time", "readings", "warnings"]);
		assert.equal(telegram.file, good);
		assert.equal(telegram.time, "2014-12-27T18:03:23+01:00");
		assert.ok(lines[0]!.includes("{\"id\":\"1-0:2.8.1\",\"value\":0.000,\"unit\":\"kWh\"}"));
		assert.ok(lines[0]!.includes("{\"id\":\"0-1:24.2.1\",\"value\":435.247,\"unit\":\"m3\",\"time\":\"2014-12-27T17:00:00+01:00\"}"));
		assert.deepEqual(telegram.readings.find(({ id }: { id: string; }) => id === "0-0:96.14.0"), {
			id: "0-0:96.14.0",
			value: "0001",
			unit: "",
		});
	});

	it("goes through several files, good and bad telegrams in the order of the bytes", () => {
		const bad = file("bad.telegram", `${e350}0C97\r\n`);
		const mixed = file("mixed.telegram", `noise${sealed(fluvius)}${e350}0C97\r\n${sealed(e350)}${sealed(e350).slice(0, 99)}`);
		const { status, objects } = decode([good, bad, mixed]);
		assert.equal(status, 1);
		assert.deepEqual(objects.map(({ file, ok, error }) => [path.basename(file), ok, error]), [
			["good.telegram", true, undefined],
			["bad.telegram", false, "crc16: sent 0C97, calculated 6E6A"],
			["mixed.telegram", true, undefined],
			["mixed.telegram", false, "crc16: sent 0C97, calculated 6E6A"],
			["mixed.telegram", true, undefined],
			["mixed.telegram", false, "the telegram ends before its !"],
		]);
		assert.deepEqual(
			objects[2].readings.filter(({ id }: { id: string; }) => id === "0-0:98.1.0").map(({ index }: { index: number; }) => index),
			[0, 1, 2],
		);
	});

	it("reads hexadecimal text, standard input, and a last telegram that nothing follows", () => {
		const hex = `# a comment\n${Buffer.from(bytes(sealed(e350))).toString("hex").replace(/(.{32})/g, "$1\n")} // end\n`;
		assert.equal(decode([file("good.hex", hex)]).status, 0);
		const { status, objects } = decode(["--protocol=dsmr", "-"], mt382);
		assert.equal(status, 0);
		assert.deepEqual([objects[0].file, objects[0].check], ["-", "none"]);
	});

	it("says in a line what is wrong with a capture", () => {
		const captures: [string, string, RegExp][] = [
			["empty.telegram", "", /no protocol was recognised/],
			["odd.hex", "12 3", /odd number of digits/],
			["text.hex", "12 zz", /not hexadecimal: "z"/],
			["half.telegram", sealed(e350).slice(0, 400), /ends before its !/],
		];
		for (const [name, content, error] of captures) {
			const { status, stderr, objects } = decode([file(name, content)]);
			assert.equal(status, 1);
			assert.equal(stderr, "");
			assert.equal(objects.length, 1);
			assert.equal(objects[0].ok, false);
			assert.match(objects[0].error, error);
		}
		assert.match(decode(["--protocol", "dsmr", file("noise", "noise")]).objects[0].error, /no telegram was found/);
	});

	it("answers a wrong call with one line and status 2", () => {
		const calls: [string[], RegExp][] = [
			[[], /^usage: /],
			[["--what", "x", good], /unknown option --what/],
			[["--protocol"], /--protocol needs a value/],
			[["--protocol", "morse", good], /unknown protocol morse/],
			[["--key", "12", good], /--key takes 32 hexadecimal digits/],
			[[good, path.join(folder, "missing")], /cannot read .*missing: ENOENT/],
			[[folder], /cannot read .*: EISDIR/],
		];
		for (const [args, message] of calls) {
			const { status, stderr, lines } = decode(args);
			assert.equal(status, 2, args.join(" "));
			assert.match(stderr, message);
			assert.equal(stderr.trim().split("\n").length, 1);
			assert.deepEqual(lines, []);
		}
	});
});
