import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { boardPartitions } from "../../simulator/flash/partition-table";
import { moduleLists, staleLists } from "../../tools/manifest";
import { boards } from "../../tools/sdk/toolchain";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

interface Manifest {
	build?: Record<string, string>;
	modules?: Record<string, string | string[]>;
	preload?: string[];
	creation?: { static: number; };
	data?: Record<string, string[]>;
}

function manifest(file: string): Manifest {
	return JSON.parse(readFileSync(path.join(root, file), "utf8")) as Manifest;
}

/** GPIOs that no board may give to a port: flash, and on the ESP32 the pins of the console and those without a pull-up. */
const forbidden: Record<string, readonly number[]> = {
	"ESP32": [1, 3, 6, 7, 8, 9, 10, 11, 34, 35, 36, 37, 38, 39],
	"ESP32-C3": [2, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19],
	"ESP32-S3": [0, 3, 19, 20, 26, 27, 28, 29, 30, 31, 32, 45, 46],
};

describe("manifest", () => {
	it("lists every module of the firmware", async () => {
		const stale = (await staleLists()).map(list => list.file);
		assert.deepEqual(stale, [], `out of date: ${stale.join(", ")}. Run: node tools/run.mjs tools/manifest.ts`);
	});

	it("keeps settings and history where they are in the table with one place for firmware", () => {
		const two = boardPartitions(), one = boardPartitions(true);
		for (const name of ["nvs", "history", "phy_init"])
			assert.deepEqual(one.find(row => row.name === name), two.find(row => row.name === name), name);
		assert.deepEqual(one.filter(({ type }) => type === "app").map(({ name, subtype }) => [name, subtype]), [["factory", "factory"]]);
		const ends = [...one].sort((a, b) => a.offset - b.offset).map(({ length, offset }) => offset + length);
		[...one].sort((a, b) => a.offset - b.offset).slice(1).forEach(({ offset }, index) => assert.ok(offset >= ends[index]!));
		assert.ok(ends.at(-1)! <= 0x400000);
	});

	it("names a folder for the page that every checkout has", () => {
		// mcconfig refuses a folder that is not there, also where the page was never made.
		for (const pattern of Object.values(manifest("manifest.json").data ?? {}).flat())
			assert.match(readFileSync(path.join(root, path.dirname(pattern), ".gitignore"), "utf8"), /^\*\n!\.gitignore$/m, pattern);
	});

	it("preloads by name what it lists, from files that are there", async () => {
		for (const { file } of await moduleLists()) {
			const { modules = {}, preload = [] } = manifest(file);
			assert.deepEqual(Object.keys(modules), preload, file);
			for (const source of Object.values(modules))
				assert.ok(existsSync(path.join(root, path.dirname(file), `${String(source)}.ts`)), `${file}: ${String(source)}`);
			assert.ok(preload.every(name => !name.includes("*")), "mcconfig's wildcards pass over TypeScript");
		}
	});

	it("has the firmware's heart in its lists", async () => {
		const [common] = await moduleLists();
		for (const module of ["services/firmware", "hardware/sdk-platform", "hardware/adapters/sdk-timers"])
			assert.ok(common!.text.includes(`"${module}"`), module);
		assert.ok(!common!.text.includes("simulator/"));
	});
});

describe("boards", () => {
	for (const board of boards()) {
		const folder = `hardware/boards/${board}`;

		it(`${board}: has two update slots, a watchdog and a way back`, () => {
			const { build, creation } = manifest(`${folder}/manifest.json`);
			assert.equal(build?.["SUBPLATFORM"], board);
			assert.equal(board, board.toLowerCase(), "mcconfig makes the name lower case");
			assert.equal(build?.["PARTITIONS_FILE_FOR_TARGET"], "./../../partitions.csv");
			assert.match(readFileSync(path.join(root, folder, "sdkconfig/sdkconfig.defaults"), "utf8"), /^CONFIG_UART_ISR_IN_IRAM=y$/m);
			// On an ESP32 a block of 128 kB does not link.
			assert.ok(creation!.static < (board.startsWith("c3") ? 144 : 128) * 1024);
			const configuration = readFileSync(path.join(root, folder, "sdkconfig/sdkconfig.defaults"), "utf8");
			assert.match(configuration, /^CONFIG_ESP_TASK_WDT_EN=y$/m);
			assert.match(configuration, /^CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE=y$/m);
		});

		it(`${board}: has a P1 port on pins that can do it, away from the console`, () => {
			// The text, for the module imports the SDK's.
			const text = readFileSync(path.join(root, folder, "board.ts"), "utf8");
			const field = (name: string) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(text)?.[1]);
			const chip = /chip: "([^"]+)"/.exec(text)![1]!;
			assert.match(text, new RegExp(`name: "${board}"`));
			for (const pin of [field("receive"), field("pin")])
				assert.ok(Number.isInteger(pin) && !forbidden[chip]!.includes(pin), `GPIO ${pin} of ${chip}`);
			assert.notEqual(field("receive"), field("pin"));
			assert.ok(field("port") >= 1, "UART 0 is the console's");
		});

		it(`${board}: has two pulse inputs on pins of their own, with a pull-up, as the wiring page says`, () => {
			const text = readFileSync(path.join(root, folder, "board.ts"), "utf8");
			const pins = [...text.matchAll(/\b(?:pin|receive|transmit): (\d+)/g)].map(([, pin]) => Number(pin));
			const inputs = ["pulse1", "pulse2"].map(name => {
				const [, light, pin] = new RegExp(`${name}: .*io: NativeCounter,( light: NativeDiscCounter,)? pin: (\\d+), pull: "up"`).exec(text)
					?? [];
				assert.ok(pin, name);
				// 34 to 39 of an ESP32 have no pull resistors.
				assert.ok(pins.filter(each => each === Number(pin)).length === 1 && Number(pin) < 34, `GPIO ${pin}`);
				return `GPIO ${pin}${light ? ", also for a disc" : ""}`;
			});
			const wiring = readFileSync(path.join(root, "hardware/circuits/pulse-input/README.md"), "utf8");
			const [, first, second] = new RegExp(`^\\| ${board} \\| (.*?) \\| (.*?) \\|$`, "m").exec(wiring) ?? [];
			assert.equal(first, inputs[0]);
			assert.ok(second?.startsWith(inputs[1]!), second);
		});
	}
});
