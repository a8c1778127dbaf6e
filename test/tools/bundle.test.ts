import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { parse } from "acorn";
import { bundleFirmware, bundleName } from "../../tools/sdk/bundle/bundle-firmware";
import { BundleManifest } from "../../tools/sdk/bundle/bundle-manifest";
import { shrinkModule } from "../../tools/sdk/bundle/shrink-module";
import { constantBindings } from "../../tools/sdk/constant-bindings.mjs";
import { boards, Missing, root } from "../../tools/sdk/toolchain";

describe("variables that become constants", () => {
	it("are those at the top that are given a value there and never another one", () => {
		const source =
			"var a = 1, b = 2; var c = 3, d; let e = class {}; var f = 1; var g = 1; var h = 1; f++; ({ g } = x); for (h of x); function i() { var j = 1; }";
		assert.equal(
			constantBindings(source),
			"const a = 1, b = 2; var c = 3, d; const e = class {}; var f = 1; var g = 1; var h = 1; f++; ({ g } = x); for (h of x); function i() { var j = 1; }",
		);
	});

	it("stay variables where anything of their name is written to", () => {
		const source = "var a = 1; function f(a) { a += 1; [a] = b; }";
		assert.equal(constantBindings(source), source);
	});
});

describe("the module that the firmware becomes", () => {
	it("has its names from members, and functions that are used once where they are used", async () => {
		const code = await shrinkModule(
			"var limit = 5; function once(value) { return value * limit; } var table = { first: 1, second: 2 }; export function run(x) { return once(x.first) + table.second; }",
		);
		const { run } = await import(`data:text/javascript,${encodeURIComponent(code)}`) as { run(x: { first: number; }): number; };
		assert.equal(run({ first: 3 }), 17);
		assert.doesNotMatch(code, /once|limit/);
		const names = new Set(["first", "second", "run"]);
		for (const [, name] of code.matchAll(/\b(?:const|let|var) (\w+)/g))
			assert.ok(names.has(name!), name);
	});

	it("gives no private member a name that it must not have", async () => {
		const code = await shrinkModule(
			"class A { #a = 1; constructor() { this.constructor; this.constructor.constructor; } get b() { return this.#a; } } export { A };",
		);
		parse(code, { ecmaVersion: "latest", sourceType: "module" });
		assert.doesNotMatch(code, /#constructor/);
	});

	it("imports of the SDK only, and exports what the outer modules take from it", async () => {
		const [board] = boards(),
			outer = new Map([["main", path.join(root, "main")], ["net", path.join(root, "hardware", "esp32", "sdk-net")]]);
		const bundle = await bundleFirmware({ platform: "esp32", board: board! }, outer, new Map());
		const body = parse(bundle.inner, { ecmaVersion: "latest", sourceType: "module" }).body;
		for (const node of body) {
			if (node.type === "ImportDeclaration")
				assert.doesNotMatch(String(node.source.value), /^[./]|^(?:services|hardware|drivers|protocols|meters)\//);
		}
		const exported = body.flatMap(node =>
			node.type === "ExportNamedDeclaration" ? node.specifiers.map(({ exported: name }) => "name" in name ? name.name : "") : []
		);
		assert.deepEqual(exported.sort(), ["Chip", "Firmware", "buildSettings", "createPlatform"]);
		assert.match(bundle.outer.get("main")!, new RegExp(`from "${bundleName}"`));
		assert.doesNotMatch(bundle.outer.get("main")!, /from "(?!firmware")/);
		assert.match(bundle.outer.get("net")!, new RegExp(`import \\{ Chip \\} from "${bundleName}"`));
	});

	it("is not made for a board that is not there", async () => {
		const main = new Map([["main", path.join(root, "main")]]);
		await assert.rejects(bundleFirmware({ platform: "esp32", board: "no-board" }, main, new Map()), /no-board\/board\.ts/);
	});
});

describe("manifests of a bundle", () => {
	it("have native code and settings, but no modules that are in the bundle; paths are whole", () => {
		const folder = mkdtempSync(path.join(tmpdir(), "meterwire-bundle-"));
		const file = (name: string, content: unknown = "") => {
			mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
			writeFileSync(path.join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
		};
		try {
			for (
				const name of [
					"tree/main.ts",
					"tree/drivers/uart.ts",
					"tree/net.ts",
					"sdk/modules/a/native.c",
					"sdk/modules/crypt/ssl/ssl_b.js",
					"sdk/modules/crypt/ssl/ssl_a.js",
				]
			)
				file(name);
			file("sdk/modules/a/native.js", "export default class @ \"xs_a\" {}");
			file("sdk/modules/a/plain.js", "export default 1;");
			file("sdk/modules/a/beside.js", "export default 1;");
			file("sdk/modules/a/beside.c");
			file("sdk/examples/manifest_base.json", {
				include: ["$(MODDABLE)/examples/manifest_typings.json", "$(MODULES)/files/manifest.json"],
				strip: "*",
			});
			file("sdk/modules/crypt/tls_419.json", {
				modules: { "ssl/*": "$(MODULES)/crypt/ssl/ssl_*", ber: "$(MODULES)/a/plain" },
				preload: ["ssl/*", "ber"],
			});
			file("tree/drivers/manifest.json", { modules: { "drivers/uart": "./uart", "*": ["./esp32/*"] }, preload: ["drivers/uart"] });
			file("tree/manifest.json", {
				build: { SDKCONFIGPATH: "./sdkconfig", IO: "$(MODDABLE)/modules/io" },
				include: ["$(MODDABLE)/examples/manifest_base.json", "$(MODULES)/crypt/tls_419.json", "./drivers/manifest.json"],
				modules: {
					main: "./main",
					net: "./net",
					native: "$(MODULES)/a/native",
					plain: "$(MODULES)/a/plain",
					beside: "$(MODULES)/a/beside",
				},
				preload: ["net", "native", "plain"],
				platforms: { esp32: { data: { "*": ["./page/*"] } }, lin: { modules: { x: "./x" } }, "...": { error: "no" } },
			});
			const at = (name: string) => path.join(folder, name),
				read = (name: string) => JSON.parse(readFileSync(at(name), "utf8")) as Record<string, unknown>;
			const manifests = new BundleManifest({
				root: at("tree"),
				sdk: at("sdk"),
				folder: at("out"),
				modules: at("out/firmware"),
				platform: "esp32",
			});
			manifests.write(at("tree/manifest.json"), at("out/firmware/manifest.json"), {
				modules: { firmware: "./firmware" },
				preload: ["firmware"],
				build: { PARTITIONS_FILE: "x" },
			});
			assert.deepEqual(read("out/firmware/manifest.json"), {
				build: { SDKCONFIGPATH: at("tree/sdkconfig"), IO: "$(MODDABLE)/modules/io", PARTITIONS_FILE: "x" },
				include: [at("out/sdk/examples/manifest_base.json"), at("out/sdk/modules/crypt/tls_419.json"), at("out/drivers/manifest.json")],
				modules: {
					main: at("out/firmware/main"),
					net: at("out/firmware/net"),
					native: "$(MODULES)/a/native",
					beside: "$(MODULES)/a/beside",
					firmware: "./firmware",
				},
				preload: ["net", "native", "firmware"],
				platforms: { esp32: { data: { "*": [at("tree/page/*")] } }, "...": { error: "no" } },
			});
			assert.deepEqual(read("out/drivers/manifest.json"), { modules: { "*": [at("tree/drivers/esp32/*")] }, preload: [] });
			assert.deepEqual(read("out/sdk/examples/manifest_base.json"), { strip: "*", include: ["$(MODULES)/files/manifest.json"] });
			// Another module of the SDK, with native code, imports it by this name.
			assert.deepEqual(read("out/sdk/modules/crypt/tls_419.json"), { modules: { ber: "$(MODULES)/a/plain" }, preload: ["ber"] });
			assert.deepEqual([...manifests.outer], [["main", at("tree/main")], ["net", at("tree/net")]]);
			assert.deepEqual([...manifests.inner].map(([name]) => name).sort(), ["plain", "ssl/a", "ssl/b"]);
			assert.throws(() => manifests.write(at("tree/none.json"), at("out/none.json")), Missing);
		}
		finally {
			rmSync(folder, { recursive: true });
		}
	});
});
