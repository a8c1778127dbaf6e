import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HouseSpec } from "../../../simulator/house-spec";
import { waterMeter } from "../../../simulator/mbus/example-slaves";
import { askDevice } from "../../support/ask-device";
import { SimulatedDevice } from "../../support/simulated-device";

interface MbusMeter {
	readonly address: string;
	readonly name: string;
	readonly interval: number;
	readonly keySet: boolean;
	readonly state: string;
}

interface Port {
	readonly port: string;
	readonly detected: string;
	readonly meter: string;
}

const key = "000102030405060708090A0B0C0D0E0F";

async function run(house: HouseSpec, settings: Record<string, string>, look: (device: SimulatedDevice) => Promise<void>) {
	const device = await SimulatedDevice.open(house, { settings });
	try {
		await look(device);
		assert.equal(device.simulation.machine.exceptions, 0);
	}
	finally {
		await device.close();
	}
}

describe("PUT /api/v1/mbus/meters", () => {
	const put = (device: SimulatedDevice, meters: unknown) => askDevice(device, "PUT", "/api/v1/mbus/meters", { body: { meters } });
	const list = async (device: SimulatedDevice) => (await askDevice(device, "GET", "/api/v1/mbus")).json as { meters: MbusMeter[]; };

	it("adds, renames, removes; a key that is not told stays, and is shown to nobody", () =>
		run({ mbus: { meters: ["water1"] } }, { mbusScan: "off" }, async device => {
			device.house.ports.mbus.bus.attach(waterMeter("55667788", 2_718, { address: 77, key }));
			await device.run(5);
			assert.deepEqual((await put(device, [{ address: "77", name: "Cold", key, interval: 60 }])).json, {});
			await device.run(20);
			assert.equal(device.sensors.at(-1)!.object["Cold"]!["Volume"], 2.718);
			const told = await list(device);
			assert.deepEqual(told.meters.map(({ name, keySet, interval, state }) => [name, keySet, interval, state]), [["Cold", true, 60, "ok"]]);
			assert.ok(!JSON.stringify(told).includes(key));

			await put(device, [{ address: "77", name: "Kitchen" }]);
			await device.run(70);
			const { object } = device.sensors.at(-1)!;
			assert.deepEqual([object["Kitchen"]!["Volume"], object["Cold"]], [2.718, undefined]);
			assert.deepEqual((await list(device)).meters.map(({ name, keySet, interval }) => [name, keySet, interval]), [["Kitchen", true, 60]]);

			await askDevice(device, "POST", "/api/v1/restart");
			await device.run(60);
			assert.deepEqual((await list(device)).meters.map(({ name, keySet, state }) => [name, keySet, state]), [["Kitchen", true, "ok"]]);
			await put(device, []);
			await device.run(5);
			assert.deepEqual((await list(device)).meters, []);
		}));

	it("refuses what cannot be, in words, and changes nothing", () =>
		run({ mbus: { meters: ["water1"] } }, { mbusScan: "off" }, async device => {
			await device.run(5);
			await put(device, [{ address: "5", name: "Heat" }]);
			const cases: readonly [meters: unknown, words: RegExp][] = [
				["none", /meters must be a list/],
				[[{ name: "Heat" }], /meter 1: address is missing/],
				[[{ address: "999" }], /meter 1: address "999" must be a primary address/],
				[[{ address: "5", key: "secret" }], /meter 1: key must have 32 hexadecimal digits/],
				[[{ address: "5", name: "a b" }], /meter 1: name "a b" may not hold blanks/],
				[[{ address: "5", colour: 1 }], /meter 1: there is no field colour/],
				[[{ address: "5", name: "A" }, { address: "5", name: "B" }], /^entry 2: address 5 is that of entry 1, too$/],
				[[{ address: "5", name: "A" }, { address: "6", name: "A" }], /^entry 2: name A is that of entry 1, too$/],
				[Array.from({ length: 65 }, (_, at) => ({ address: String(at + 1) })), /64/],
			];
			for (const [meters, words] of cases) {
				const { status, text } = await put(device, meters);
				assert.equal(status, meters === "none" ? 422 : 400, text);
				assert.match((JSON.parse(text) as { error: string; }).error, words);
				assert.ok(!text.includes("secret"));
			}
			assert.deepEqual((await list(device)).meters.map(({ address, name }) => [address, name]), [["5", "Heat"]]);
		}));
});

describe("POST /api/v1/ports/*/detect", () => {
	const detect = (device: SimulatedDevice, port: string) => askDevice(device, "POST", `/api/v1/ports/${port}/detect`);
	const portOf = async (device: SimulatedDevice, name: string) =>
		((await askDevice(device, "GET", "/api/v1/ports")).json as { ports: Port[]; }).ports.find(({ port }) => port === name)!;

	it("forgets what a port found, and finds it again", () =>
		run({ p1: { meter: "e350" }, optical: { meter: "sml" } }, {}, async device => {
			await device.run(25);
			for (
				const [port, found, kept] of [["p1", "115200 8N1, inverted", "p1Format"], ["optical", "SML, 9600 8N1", "opticalFound"]] as const
			) {
				assert.match((await portOf(device, port)).detected, new RegExp(`^${found}`));
				assert.deepEqual((await detect(device, port)).json, {});
				assert.equal(device.simulation.storage.values[kept], undefined);
				assert.equal((await portOf(device, port)).detected, "", port);
				await device.run(60);
				assert.match((await portOf(device, port)).detected, new RegExp(`^${found}`));
				assert.notEqual(device.simulation.storage.values[kept], undefined);
			}
		}));

	it("begins a scan of the M-Bus", () =>
		run({ mbus: { meters: ["water1"] } }, { mbusScan: "off" }, async device => {
			await device.run(5);
			assert.equal((await detect(device, "mbus")).status, 200);
			await device.run(1);
			const { scan } = (await askDevice(device, "GET", "/api/v1/mbus")).json as { scan: { running: boolean; kind: string; }; };
			assert.deepEqual([scan.running, scan.kind], [true, "all"]);
			assert.equal((await detect(device, "mbus")).status, 409);
		}));

	it("is refused where there is nothing to search for", () =>
		run({ p1: { meter: "e350" }, pulse1: { rate: 100 } }, { pulse1Kind: "s0" }, async device => {
			await device.run(5);
			const pulse = await detect(device, "pulse1");
			assert.deepEqual([pulse.status, pulse.json], [400, { error: "port pulse1 has nothing to search for" }]);
			assert.equal((await detect(device, "encoder")).status, 404);
			assert.equal((await detect(device, "nonsense")).status, 404);
			await askDevice(device, "PUT", "/api/v1/script", { body: { text: ">D\n>M 1\n+1,3,o,16,115200,P1\n1,1-0:1.8.1(@1,E,kWh,E,3\n#" } });
			await device.run(5);
			const scripted = await detect(device, "p1");
			assert.deepEqual([scripted.status, scripted.json], [400, { error: "port p1 is read as the meter script says" }]);
		}));
});

describe("PUT /api/v1/script", () => {
	interface ScriptAnswer {
		readonly text: string;
		readonly previous: string;
		readonly meters: { readonly port: string; }[];
		readonly errors: { readonly line: number; }[];
		readonly restart: boolean;
	}
	const script = (label: string) => `>D\n>M 1\n+1,3,o,16,115200,P1\n1,1-0:1.8.1(@1,${label},kWh,${label},3\n#`;
	const put = async (device: SimulatedDevice, text: string) =>
		(await askDevice(device, "PUT", "/api/v1/script", { body: { text } })).json as ScriptAnswer;
	const get = async (device: SimulatedDevice) => (await askDevice(device, "GET", "/api/v1/script")).json as ScriptAnswer;

	it("saves and runs it, keeps the one before, over a restart too; one with errors changes nothing", () =>
		run({ p1: { meter: "e350" } }, {}, async device => {
			await device.run(15);
			assert.deepEqual(await get(device), { text: "", previous: "", meters: [] });
			const first = await put(device, script("First"));
			assert.deepEqual([first.errors, first.restart, first.meters[0]!.port], [[], false, "p1"]);
			await device.run(20);
			assert.deepEqual(Object.keys(device.sensors.at(-1)!.object["P1"]!), ["First"]);
			const wrong = await put(device, script("First").replace("+1,3,o,16,115200,P1", "+1,nonsense"));
			assert.equal(wrong.errors[0]!.line, 3);
			assert.deepEqual([(await get(device)).text, (await get(device)).previous], [script("First"), ""]);

			await put(device, script("Second"));
			await device.run(20);
			assert.deepEqual(Object.keys(device.sensors.at(-1)!.object["P1"]!), ["Second"]);
			await askDevice(device, "POST", "/api/v1/restart");
			await device.run(20);
			const kept = await get(device);
			assert.deepEqual([kept.text, kept.previous], [script("Second"), script("First")]);
			assert.deepEqual(Object.keys(device.sensors.at(-1)!.object["P1"]!), ["Second"]);

			assert.deepEqual((await put(device, "")).errors, []);
			await device.run(20);
			const gone = await get(device);
			assert.deepEqual([gone.text, gone.previous], ["", script("Second")]);
			assert.ok(Object.keys(device.sensors.at(-1)!.object["P1"]!).includes("ImportActive"));
		}));
});

describe("GET /api/v1/ports/*/telegrams", () => {
	interface Telegrams {
		readonly telegrams: {
			readonly good: boolean;
			readonly data: string;
			readonly explanation: { readonly at: number; readonly length: number; readonly text: string; }[];
		}[];
	}
	const cases: readonly [name: string, key: string | undefined, words: RegExp][] = [
		["without its key", undefined, /^encrypted: needs its key$/],
		["with a wrong key", `1${key.slice(1)}`, /^encrypted: none of the keys that are set fits$/],
		["with its key", key, /^value .*2718|2\.718/],
	];

	for (const [name, given, words] of cases)
		it(`takes an encrypted telegram apart ${name}`, () => {
			const mbusMeters = JSON.stringify([{ address: 77, name: "Cold", interval: 10, ...(given && { key: given }) }]);
			return run({ mbus: { meters: ["water1"] } }, { mbusScan: "off", mbusMeters, mbusMinimum: "5" }, async device => {
				device.house.ports.mbus.bus.attach(waterMeter("55667788", 2_718, { address: 77, key }));
				const get = async () => (await askDevice(device, "GET", "/api/v1/ports/mbus/telegrams")).json as Telegrams;
				await device.run(5);
				assert.deepEqual(await get(), { telegrams: [] });
				await device.run(30);
				const [newest] = (await get()).telegrams;
				const texts = newest!.explanation.map(({ text }) => text);
				assert.ok(texts.some(text => text === "identification 55667788") && texts.includes("encryption mode 5"), texts.join(" | "));
				assert.ok(texts.some(text => words.test(text)), texts.join(" | "));
				for (const { at, length } of newest!.explanation)
					assert.ok(at >= 0 && length > 0 && at + length <= newest!.data.length);
				assert.ok(!JSON.stringify(newest).includes(key.toLowerCase()));
			});
		});
});
