import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createGunzip } from "node:zlib";
import { parseStartOptions } from "../../simulator/start-options";
import { UsageError } from "../../simulator/usage-error";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const command = ["--import", "tsx", path.join(root, "simulator", "start.ts")];
const folder = mkdtempSync(path.join(tmpdir(), "meterwire-"));
after(() => rmSync(folder, { recursive: true }));

function start(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], { cwd: root, encoding: "utf8", timeout: 30_000 });
	return { status, stdout, stderr };
}

function file(name: string, text: string): string {
	const result = path.join(folder, name);
	writeFileSync(result, text);
	return result;
}

/** Found by looking at the options alone. */
const wrongOptions: readonly [args: string[], message: RegExp][] = [
	[["--nonsense"], /unknown option --nonsense/],
	[["nonsense"], /unknown option nonsense/],
	[["--json=1"], /--json takes no value/],
	[["--duration"], /--duration needs a value: SECONDS/],
	[["--duration", "soon"], /--duration soon: should be a number/],
	[["--speed", "0"], /--speed 0/],
	[["--http", "70000"], /--http 70000: should be a whole number from 0 to 65535/],
	[["--engine", "v8"], /--engine v8: should be xs or node/],
	[["--mqtt", "broker"], /--mqtt broker: should be mqtt:/],
	[["--mqtt", "http://broker"], /--mqtt http:/],
	[["--set", "novalue"], /--set novalue: should be KEY=VALUE/],
	[["--port", "p1"], /--port p1: should be NAME=SOURCE/],
	[["--state", fileURLToPath(import.meta.url)], /is not a folder/],
	[["--script", "missing.txt"], /missing\.txt: there is no such file/],
	[["--script", file("notes.txt", "nothing\n")], /there is no >M section/],
	[["--script", file("script.txt", ">D\n>B\n>M 1\n+1,3,q,0,9600,X\n#\n")], /script\.txt: line 4: "q" is no type of meter/],
];

/** Found on the way to the start. */
const wrongWorld: readonly [args: string[], message: RegExp][] = [
	[["--nonsense"], /unknown option --nonsense/],
	[["--set", "NoSuchSetting=1", "--duration", "1", "--http", "0"], /NoSuchSetting/],
	[["--house", "nowhere"], /nowhere/],
	[["--house", "missing.json"], /missing\.json/],
	[["--port", "p9=/dev/null"], /p9/],
	[["--port", "p1=/no/such/device"], /\/no\/such\/device/],
];

test("options that cannot be are named", () => {
	for (const [args, message] of wrongOptions)
		assert.throws(
			() => parseStartOptions(args),
			error => error instanceof UsageError && message.test(error.message) && !error.message.includes("\n"),
			args.join(" "),
		);
});

test("what cannot be is one line on standard error and status 2", () => {
	for (const [args, message] of wrongWorld) {
		const { status, stdout, stderr } = start(...args);
		assert.equal(status, 2, `${args.join(" ")}: status ${status} ${stderr}`);
		assert.match(stderr, message);
		assert.equal(stderr.split("\n").filter(line => line && !line.startsWith("Port ")).length, 1, stderr);
		assert.equal(stdout, "");
	}
});

test("--json: one object per line, from ready to end", () => {
	const { status, stdout } = start("--json", "--duration", "30", "--speed", "max", "--http", "0");
	assert.equal(status, 0);
	const events = stdout.trimEnd().split("\n").map(line =>
		JSON.parse(line) as { t: number; event: string; topic?: string; payload?: string; }
	);
	assert.equal(events[0]!.event, "ready");
	assert.deepEqual([events.at(-1)!.event, events.at(-1)!.t], ["end", 30]);
	assert.ok(events.some(event => event.event === "publish" && event.topic && typeof event.payload === "string"));
	for (let at = 1; at < events.length; at++)
		assert.ok(events[at]!.t >= events[at - 1]!.t, "in the order of time");
});

test("a broker that does not answer is said once; the firmware goes on", () => {
	const { status, stdout } = start("--mqtt", "mqtt://127.0.0.1:9", "--duration", "60", "--speed", "max", "--http", "0");
	assert.equal(status, 0);
	assert.equal(
		stdout.split("\n").filter(line => /127\.0\.0\.1:9 cannot be reached: .*ECONNREFUSED.*keeps trying/.test(line)).length,
		1,
		stdout,
	);
});

test("the web page; a port that is taken; Ctrl-C", { timeout: 30_000 }, async () => {
	const taken = net.createServer();
	await new Promise<void>(resolve => taken.listen(0, "127.0.0.1", resolve));
	const { port } = taken.address() as net.AddressInfo;
	const busy = start("--http", String(port), "--duration", "1", "--speed", "max");
	assert.equal(busy.status, 0);
	assert.match(busy.stderr, new RegExp(`Port ${port} is in use: no web page`));
	taken.close();

	const child = spawn(process.execPath, [...command, "--http", "0", "--speed", "5"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
	let output = "";
	child.stdout.setEncoding("utf8").on("data", text => output += text);
	const ended = new Promise<number | null>(resolve => child.on("exit", resolve));
	const url = await new Promise<string>(resolve =>
		child.stdout.on("data", () => {
			const found = /Web page: (\S+)/.exec(output)?.[1];
			if (found)
				resolve(found);
		})
	);
	const page = await new Promise<string>((resolve, reject) => {
		http.get(url, response => {
			let text = "";
			response.pipe(createGunzip()).setEncoding("utf8").on("data", part => text += part).on("end", () => resolve(text));
		}).on("error", reject);
	});
	assert.match(page, /<title>/);
	child.kill("SIGINT");
	// The terminal's and the starting script's.
	child.kill("SIGINT");
	assert.equal(await ended, 0);
	assert.match(output, /Stopped: \d+ messages, 0 restarts, 0 exceptions/);
});
