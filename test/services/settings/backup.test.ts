import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBackup, readBackup } from "../../../services/settings/backup";
import { Settings } from "../../../services/settings/settings";
import { askDevice } from "../../support/ask-device";
import { MapStorage, savedSettings } from "../../support/map-storage";
import { SimulatedDevice } from "../../support/simulated-device";

const key = "00112233445566778899AABBCCDDEEFF";
const meters = `[{"address":"68123402","name":"Heat","key":"${key}"},{"address":"5","name":"Water"}]`;
const secrets = { wifiSsid: "home", wifiPassword: "geheim12", mqttPassword: "geheim34", mbusMeters: meters };

function device(texts: Record<string, string> = {}): { settings: Settings; storage: MapStorage; } {
	const storage = new MapStorage();
	const settings = new Settings({ storage });
	assert.equal(settings.change(texts), undefined);
	return { settings, storage };
}

test("passwords and keys are in a backup only when they are asked for", () => {
	const { settings } = device(secrets);
	const without = JSON.stringify(makeBackup(settings, ">D", "1", false));
	assert.doesNotMatch(without, /geheim|0011223/);
	assert.match(without, /Heat/);
	const file = makeBackup(settings, ">D", "1", true);
	const other = device();
	const { texts, script, warnings } = readBackup(JSON.parse(JSON.stringify(file)));
	assert.equal(other.settings.change(texts), undefined);
	assert.deepEqual([script, warnings], [">D", []]);
	assert.deepEqual(savedSettings(other.storage), secrets);
});

test("a backup without secrets, put back where it came from, loses none", () => {
	const { settings, storage } = device(secrets);
	const { texts } = readBackup(JSON.parse(JSON.stringify(makeBackup(settings, "", "1", false))));
	settings.change({ mqttHost: "elsewhere" });
	assert.equal(settings.change(texts), undefined);
	assert.deepEqual(savedSettings(storage), secrets);
});

test("M-Bus keys are shown nowhere, and a list that was shown keeps them when it comes back", () => {
	const { settings } = device(secrets);
	for (const shown of [settings.text("mbusMeters"), String(settings), JSON.stringify(settings)])
		assert.doesNotMatch(shown, /0011223/);
	settings.set("mbusMeters", settings.text("mbusMeters").replace("Heat", "Warmth"));
	assert.equal(settings.get("mbusMeters"), meters.replace("Heat", "Warmth"));
	settings.set("mbusMeters", "");
	assert.equal(settings.get("mbusMeters"), "");
});

const refused: readonly [file: unknown, words: RegExp][] = [
	[undefined, /no backup of Meterwire/],
	[{ settings: {} }, /no backup of Meterwire/],
	[{ meterwire: 1, settings: null }, /no backup/],
	[{ meterwire: 1, settings: { mqttPort: 1883 } }, /mqttPort: should be a text/],
	[{ meterwire: 1, settings: {}, script: 5 }, /script: should be a text/],
];

for (const [file, words] of refused)
	test(`no backup: ${JSON.stringify(file)}`, () => assert.throws(() => readBackup(file), words));

test("a file of a newer firmware: what is not known is named", () => {
	const { texts, warnings } = readBackup({ meterwire: 2, settings: { future: "1", mqttHost: "b" } });
	assert.deepEqual(texts, { mqttHost: "b" });
	assert.equal(warnings.length, 2);
	assert.match(warnings[1]!, /future: there is no such setting/);
});

test("over HTTP: taken, refused as a whole, put back, reset; the device starts anew", async () => {
	const device = await SimulatedDevice.open("e350");
	await device.run(4);
	const body = { mqttPassword: "geheim34", deviceName: "Cellar" };
	assert.equal((await askDevice(device, "PATCH", "/api/v1/settings", { body })).status, 200);
	const taken = await askDevice(device, "GET", "/api/v1/backup");
	assert.equal(taken.status, 200);
	assert.doesNotMatch(taken.text, /geheim|simulator"/);
	assert.match((await askDevice(device, "GET", "/api/v1/backup?secrets=1")).text, /geheim34/);
	const file = taken.json as { settings: Record<string, string>; };
	const wrong = { ...file, settings: { ...file.settings, deviceName: "Attic", mqttPort: "0" } };
	const refusal = await askDevice(device, "PUT", "/api/v1/backup", { body: wrong });
	assert.deepEqual([refusal.status, Object.keys((refusal.json as { errors: object; }).errors)], [422, ["mqttPort"]]);
	assert.match((await askDevice(device, "GET", "/api/v1/backup")).text, /Cellar/);
	const script = await askDevice(device, "PUT", "/api/v1/backup", { body: { ...file, script: ">M 1\n+1,nonsense" } });
	assert.equal(script.status, 422);
	const good = { ...file, settings: { ...file.settings, deviceName: "Attic" } };
	const restored = await askDevice(device, "PUT", "/api/v1/backup", { body: good });
	assert.deepEqual(restored.json, { restart: true, warnings: [] });
	await device.run(8);
	assert.equal(device.simulation.machine.restarts, 1);
	assert.equal(savedSettings(storageOf(device))["deviceName"], "Attic");
	assert.equal((await askDevice(device, "POST", "/api/v1/reset", { body: { what: "some" } })).status, 422);
	assert.equal((await askDevice(device, "POST", "/api/v1/reset", { body: { what: "all" } })).status, 200);
	await device.run(1);
	assert.deepEqual(savedSettings(storageOf(device)), {});
	await device.close();
});

test("reset of everything: the first set-up begins anew, under the same name and password of the set-up network", async () => {
	const home = { wifiSsid: "", wifiPassword: "" };
	const device = await SimulatedDevice.open({ p1: { meter: "e350" }, pulse1: { rate: 6_000 } }, { defaults: home });
	const { simulation } = device, { storage } = simulation;
	await device.run(4);
	const password = simulation.network.accessPoint!.password;
	const settings = { wifiSsid: "Simulator", wifiPassword: "simulator", pulse1Kind: "s0", topic: "cellar" };
	assert.equal((await askDevice(device, "PATCH", "/api/v1/settings", { body: settings })).status, 200);
	assert.equal(
		(await askDevice(device, "PUT", "/api/v1/script", {
			body: { text: ">D\n>M 1\n+1,3,s,0,9600,SML\n1,77070100010800ff@1000,E,kWh,E,3\n#" },
		})).status,
		200,
	);
	await device.run(120);
	assert.ok(
		storage.values["p1Format"] !== undefined && Object.keys(storage.values).some(key => key.startsWith("script")),
		Object.keys(storage.values).join(" "),
	);
	await askDevice(device, "PUT", "/api/v1/password", { body: { password: "secret-word" } });
	assert.equal((await askDevice(device, "GET", "/api/v1/settings")).status, 401);
	const authorization = `Basic ${btoa("admin:secret-word")}`;
	assert.equal((await askDevice(device, "POST", "/api/v1/reset", { body: { what: "all" }, authorization })).status, 200);
	await device.run(10);
	const { passwordSet, portal } = (await askDevice(device, "GET", "/api/v1/session")).json as Record<string, unknown>;
	assert.deepEqual([passwordSet, portal, simulation.machine.restarts], [false, true, 1]);
	assert.equal(simulation.network.accessPoint!.password, password);
	const left = (await askDevice(device, "GET", "/api/v1/backup?secrets=1")).json as { settings: Record<string, string>; script: string; };
	assert.deepEqual([left.settings["topic"], left.settings["wifiSsid"], left.settings["pulse1Kind"], left.script], [
		"meterwire_%06X",
		"",
		"off",
		"",
	]);
	const kept = Object.keys(storage.values).filter(key => !["portalPassword", "bootCount", "p1Format", "restartsUnwell"].includes(key));
	assert.deepEqual(kept, []);
	await device.close();
});

test("reset of the settings: script and password of the page stay", async () => {
	const device = await SimulatedDevice.open("e350");
	await device.run(4);
	await askDevice(device, "PATCH", "/api/v1/settings", { body: { deviceName: "Cellar" } });
	await askDevice(device, "PUT", "/api/v1/password", { body: { password: "secret-word" } });
	const authorization = `Basic ${btoa("admin:secret-word")}`;
	assert.equal((await askDevice(device, "POST", "/api/v1/reset", { body: { what: "settings" }, authorization })).status, 200);
	await device.run(10);
	assert.equal((await askDevice(device, "GET", "/api/v1/device")).status, 401);
	const { text } = await askDevice(device, "GET", "/api/v1/backup", { authorization });
	assert.doesNotMatch(text, /Cellar/);
	await device.close();
});

function storageOf({ simulation }: SimulatedDevice): MapStorage {
	return new MapStorage(simulation.storage.values);
}
