import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSettings } from "../../tools/sdk/build-settings";
import { boards, Missing, requireIDF, sdkEnvironment } from "../../tools/sdk/toolchain";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const folder = mkdtempSync(path.join(tmpdir(), "build-"));
after(() => rmSync(folder, { recursive: true }));

function tool(name: string, args: readonly string[], environment: Record<string, string> = {}) {
	const env: NodeJS.ProcessEnv = { ...process.env, CI: "", ...environment };
	for (const variable of ["MODDABLE", "IDF_PATH"]) {
		if (!(variable in environment))
			delete env[variable];
	}
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "tools/run.mjs"), `tools/${name}.ts`, ...args], {
		encoding: "utf8",
		env,
	});
	return { status, stdout, stderr };
}

function oneLine(text: string): void {
	assert.match(text, /^[^\n]+\n$/);
}

describe("build command", () => {
	it("knows the boards by their folders", () => {
		assert.deepEqual(boards(), ["c3-mini", "d1-mini-esp32", "s3-mini", "wt32-eth01"]);
	});

	it("says what is wrong with its arguments in one line, status 2", () => {
		for (const args of [[], ["--deploy"], ["c3-mini", "s3-mini"], ["nodemcu"], ["../boards/c3-mini"], ["--fast", "c3-mini"]]) {
			const { status, stdout, stderr } = tool("build", args);
			assert.equal(status, 2, args.join(" "));
			assert.equal(stdout, "");
			oneLine(stderr);
		}
		assert.match(tool("build", ["nodemcu"]).stderr, /nodemcu.*c3-mini, d1-mini-esp32/);
	});

	it("says that the SDK is missing, status 1", () => {
		const { status, stderr } = tool("build", ["c3-mini"]);
		assert.equal(status, 1);
		oneLine(stderr);
		assert.match(stderr, /MODDABLE/);
	});

	it("says that MODDABLE is no SDK, status 1", () => {
		const { status, stderr } = tool("build", ["c3-mini"], { MODDABLE: folder });
		assert.equal(status, 1);
		oneLine(stderr);
		assert.ok(stderr.includes(folder));
	});

	it("tells a missing ESP-IDF from a missing SDK", () => {
		assert.throws(
			() => requireIDF({}),
			(error: unknown) => error instanceof Missing && error.status === 1 && /ESP-IDF/.test(error.message),
		);
		assert.throws(() => requireIDF({ IDF_PATH: folder }), Missing);
		assert.throws(() => sdkEnvironment({}), Missing);
	});
});

describe("settings of a build", () => {
	function settings(text: string): string[] {
		const file = path.join(folder, "settings.json");
		writeFileSync(file, text);
		return buildSettings(file);
	}

	it("are none without a file", () => {
		assert.deepEqual(buildSettings(path.join(folder, "absent.json")), []);
	});

	it("become words for mcconfig, an equals sign in the value included", () => {
		assert.deepEqual(settings("{\"mqttHost\": \"broker\", \"mqttPort\": 1884, \"mqttPassword\": \"a=b c\"}"), [
			"mqttHost=broker",
			"mqttPort=1884",
			"mqttPassword=a=b c",
		]);
	});

	it("are checked", () => {
		for (const text of ["{", "[]", "null", "{\"mqttPort\": 0}", "{\"mqttHosts\": \"x\"}"])
			assert.throws(() => settings(text), (error: unknown) => error instanceof Missing && error.status === 2, text);
	});

	it("fit in the example that is in the repository", () => {
		assert.ok(buildSettings(path.join(root, "settings.example.json")).length > 3);
	});
});

describe("setup command", () => {
	it("says what it would do", () => {
		const { status, stdout } = tool("setup", ["--dry-run"]);
		assert.equal(status, 0);
		assert.match(stdout, /npx xs-dev@1 setup --release 8\.2\.3\n  npx xs-dev@1 setup --device esp32\n/);
	});

	it("takes no other words", () => {
		const { status, stderr } = tool("setup", ["esp32"]);
		assert.equal(status, 2);
		oneLine(stderr);
	});
});

describe("test:sdk command", () => {
	it("is skipped without the SDK", () => {
		const { status, stdout } = tool("test-sdk", []);
		assert.equal(status, 0);
		assert.equal(stdout, "skipped: needs MODDABLE\n");
	});

	it("takes no arguments", () => {
		const { status, stderr } = tool("test-sdk", ["uart"]);
		assert.equal(status, 2);
		oneLine(stderr);
	});
});
