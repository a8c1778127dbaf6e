import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const folder = mkdtempSync(path.join(tmpdir(), "script-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
	const full = path.join(folder, name);
	writeFileSync(full, content);
	return full;
}

function script(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "tools/run.mjs"), "tools/script.ts", ...args], {
		encoding: "utf8",
	});
	return { status, stderr, lines: stdout.split("\n") };
}

describe("script command", () => {
	const good = file(
		"good.txt",
		">D\n>B\n->sensor53 r\n>M 2\n+1,3,o,0,9600,A,1\n+2,4,m,0,9600,B,5,2,01040000,01040034\n1,1-0:1.8.0(@1,In,kWh,E_in,3\n1,=h<hr/>\n1,1-0:16.7.0(@1,Power,W,Power,16\n2,010404ffffffff@i1:1,Power,W,P,1\n#\n",
	);
	const data = file("data.txt", "/ABC5x\r\n\r\n1-0:1.8.0(000123.4565*kWh)\r\n1-0:16.7.0(-0.4*kW)\r\n!\r\n");
	const answer = file("answer.hex", "010404c49a51ecda86");

	it("compiles", () => {
		const { status, stderr, lines } = script(good);
		assert.equal(stderr, "");
		assert.equal(status, 0);
		assert.deepEqual(JSON.parse(lines[0]!), {
			ok: true,
			meters: [{ number: 1, type: "o", port: 3, prefix: "A", lines: 2 }, { number: 2, type: "m", port: 4, prefix: "B", lines: 1 }],
			warnings: [],
			errors: [],
		});
		assert.deepEqual(lines.slice(1), [""]);
	});

	it("feeds captures to the meters", () => {
		const { status, lines } = script(good, "--feed", `1=${data}`, "--feed", `2=${answer}`, "--time=2026-11-21T12:00:00+01:00");
		assert.equal(status, 0);
		assert.deepEqual(lines.slice(1), [
			"{\"Time\":\"2026-11-21T12:00:00\",\"A\":{\"E_in\":123.457,\"Power\":-0},\"B\":{\"P\":-1234.6}}",
			"{s}A In{m}123.457 kWh{e}<tr><td colspan=2><hr/>{e}{s}A Power{m}-0 W{e}{s}B Power{m}-1234.6 W{e}",
			"",
		]);
	});

	it("publishes nothing of what was not read", () => {
		const { lines } = script(good, "--feed", `1=${file("empty", "")}`);
		assert.equal(lines[1], "");
		assert.equal(lines[2], "{s}A In{m}- kWh{e}<tr><td colspan=2><hr/>{e}{s}A Power{m}- W{e}{s}B Power{m}- W{e}");
	});

	it("lists all errors with their lines", () => {
		const { status, lines } = script(
			file("bad.txt", ">M 1\n+1,3,o,0,9600,A\n1,1.8.0(@1,x\n1,1.8.0(@1,a,b\n#\n"),
			"--feed",
			`1=${data}`,
		);
		assert.equal(status, 1);
		const { ok, errors } = JSON.parse(lines[0]!);
		assert.equal(ok, false);
		assert.deepEqual(errors.map(({ line }: { line: number; }) => line), [3, 4]);
		assert.deepEqual(lines.slice(1), [""]);
	});

	for (
		const [name, args] of Object.entries({
			"no file": [],
			"a file that is not there": ["nothing.txt"],
			"an unknown option": [good, "--x"],
			"a feed without a meter": [good, "--feed", data],
			"a meter that the script does not have": [good, "--feed", `7=${data}`],
			"an odd time": [good, "--time", "noon"],
		})
	) {
		it(`${name}: one line, status 2`, () => {
			const { status, stderr, lines } = script(...args);
			assert.equal(status, 2);
			assert.equal(stderr.trim().split("\n").length, 1, stderr);
			assert.deepEqual(lines, [""]);
		});
	}
});
