import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { trustOf } from "../../../services/server-trust";
import { countBoot } from "../../../services/settings/boot-count";
import { migrate, type MigrationStep, migrationSteps, settingsVersion } from "../../../services/settings/settings-migration";
import { needRestart, Settings } from "../../../services/settings/settings";
import { SettingsStore } from "../../../services/settings/settings-store";
import { settingDefaults, settingNames, settingRow } from "../../../services/settings/settings-schema";
import { MapStorage, savedSettings } from "../../support/map-storage";

test("names fit into NVS, defaults pass their own checks", () => {
	for (const name of settingNames) {
		assert.ok(name.length <= 15, name);
		assert.ok(settingRow(name).help.endsWith("."), name);
		const settings = new Settings({ storage: new MapStorage() });
		settings.set(name, String(settingDefaults[name]));
		assert.equal(settings.get(name), settingDefaults[name]);
	}
});

test("typed values: schema, build, storage", () => {
	const storage = new MapStorage({ mqttPort: "8883", mqttTls: "on" });
	const settings = new Settings({ storage, defaults: { mqttHost: "broker.example", telePeriod: 60 } });
	const port: number = settings.get("mqttPort");
	const tls: boolean = settings.get("mqttTls");
	assert.deepEqual([port, tls, settings.get("mqttHost"), settings.get("telePeriod"), settings.get("topic")], [
		8883,
		true,
		"broker.example",
		60,
		"meterwire_%06X",
	]);
	assert.throws(() => new Settings({ storage, defaults: { mqttPort: 0 } }), /mqttPort/);
});

test("only what differs from the default is stored, and only by save", () => {
	const storage = new MapStorage();
	const changed: string[] = [];
	const settings = new Settings({ storage, onChange: names => void changed.push(...names) });
	settings.set("telePeriod", "60");
	settings.set("telePeriod", "60");
	settings.set("publishInterval", "off");
	assert.equal(storage.entries.size, 0);
	settings.save();
	assert.deepEqual(savedSettings(storage), { telePeriod: "60", publishInterval: "off" });
	assert.equal(new Settings({ storage }).get("publishInterval"), -1);
	settings.reset("telePeriod");
	settings.save();
	assert.deepEqual(savedSettings(storage), { publishInterval: "off" });
	assert.deepEqual(changed, ["telePeriod", "publishInterval", "telePeriod"]);
});

const refused: readonly [name: string, text: string, words: RegExp][] = [
	["mqttPort", "0", /mqttPort: "0" is not a whole number from 1 to 65535$/],
	["mqttPort", "1e3", /mqttPort/],
	["telePeriod", "5000", /telePeriod: "5000" is not a whole number from 10 to 3600 s or 0$/],
	["publishInterval", "", /publishInterval: "" is not a whole number from 0 to 3600 s or off/],
	["mqttTls", "maybe", /mqttTls: "maybe" is neither on nor off/],
	["mqttHost", "x".repeat(129), /mqttHost: the text is longer than 128 characters/],
	["mqttHost", "mqtt://broker", /mqttHost: "mqtt:\/\/broker" may not hold blanks or slashes/],
	["topic", "a/#", /topic: "a\/#" may not hold/],
	["topic", "", /topic: may not be empty/],
	["fullTopic", "%prefix%/", /fullTopic: .* must hold %topic%/],
	["hostname", "-a", /hostname/],
	["wifiSsid", "ä".repeat(17), /wifiSsid: .* longer than 32 bytes/],
	["wifiPassword", "geheim", /wifiPassword: the text is shorter than 8 characters$/],
	["timezone", "Europe/Berlin", /timezone: "Europe\/Berlin" is not a time zone: position 7: expected a number/],
	["mqttUser", "a\nb", /mqttUser: may not hold control characters/],
	["nonsense", "1", /nonsense: there is no such setting/],
	["toString", "1", /there is no such setting/],
];

for (const [name, text, words] of refused)
	test(`refused: ${name} ${JSON.stringify(text).slice(0, 30)}`, () =>
		assert.throws(() => new Settings({ storage: new MapStorage() }).set(name, text), words));

test("a stored value that is not allowed any more costs only itself", () => {
	const settings = new Settings({ storage: new MapStorage({ telePeriod: "7", mqttHost: "b" }) });
	assert.equal(settings.get("telePeriod"), 300);
	assert.equal(settings.get("mqttHost"), "b");
	assert.equal(settings.warnings.length, 1);
	assert.match(settings.warnings[0]!, /telePeriod/);
});

test("secrets are never shown", () => {
	const settings = new Settings({ storage: new MapStorage({ wifiPassword: "geheim12", mqttPassword: "geheim34" }) });
	assert.doesNotMatch(`${settings} ${JSON.stringify(settings)} ${settings.text("wifiPassword")}`, /geheim/);
	assert.match(`${settings}`, /wifiPassword=\(set\)/);
	assert.equal(settings.get("wifiPassword"), "geheim12");
});

test("boot count", () => {
	const storage = new MapStorage();
	assert.deepEqual([countBoot(storage), countBoot(storage)], [1, 2]);
});

test("many values change together or not at all", () => {
	const storage = new MapStorage();
	const changes: (readonly string[])[] = [];
	const settings = new Settings({ storage, onChange: names => void changes.push(names) });
	assert.deepEqual(settings.change({ mqttHost: "broker", mqttPort: "0", nonsense: "1", wifiPassword: "kurz" }), {
		mqttPort: "\"0\" is not a whole number from 1 to 65535",
		nonsense: "there is no such setting",
		wifiPassword: "the text is shorter than 8 characters",
	});
	assert.deepEqual([settings.get("mqttHost"), storage.entries.size, changes.length], ["", 0, 0]);
	assert.equal(settings.change({ mqttHost: "broker", mqttPort: "8883", telePeriod: "300" }), undefined);
	assert.deepEqual(savedSettings(storage), { mqttHost: "broker", mqttPort: "8883" });
	assert.deepEqual(changes, [["mqttHost", "mqttPort"]]);
	assert.equal(needRestart(["mqttHost"]), false);
	assert.equal(needRestart(["mqttHost", "topic"]), true);
});

test("a storage that is full: an error, and nothing has changed", () => {
	const storage = new MapStorage();
	const settings = new Settings({ storage });
	settings.change({ mqttHost: "old" });
	storage.write = () => {
		throw new Error("no room");
	};
	assert.throws(() => settings.change({ mqttHost: "new" }), /no room/);
	assert.equal(settings.get("mqttHost"), "old");
	assert.equal(new Settings({ storage }).get("mqttHost"), "old");
});

test("the form of earlier builds, one entry for each setting, is taken over and tidied away", () => {
	const storage = new MapStorage({ mqttHost: "broker", wifiPassword: "geheim12", telePeriod: "7", script: "a1" });
	const settings = new Settings({ storage });
	assert.deepEqual([settings.get("mqttHost"), settings.get("wifiPassword"), settings.warnings.length], ["broker", "geheim12", 1]);
	assert.deepEqual([...storage.entries.keys()].sort(), ["script", "settingsb0"]);
	const again = new Settings({ storage });
	assert.deepEqual([again.get("mqttHost"), again.get("wifiPassword")], ["broker", "geheim12"]);
});

test("settings of another build are kept for it: unknown names, values out of range", () => {
	const storage = new MapStorage();
	new SettingsStore(storage).write({ version: 9, texts: { future: "x", telePeriod: "7", mqttHost: "broker" } });
	const settings = new Settings({ storage });
	assert.deepEqual([settings.get("telePeriod"), settings.get("mqttHost")], [300, "broker"]);
	settings.change({ mqttHost: "other" });
	assert.deepEqual(savedSettings(storage), { future: "x", telePeriod: "7", mqttHost: "other" });
	settings.change({ telePeriod: "60" });
	assert.deepEqual(savedSettings(storage), { future: "x", telePeriod: "60", mqttHost: "other" });
});

test("migration: each step once, from the version that was stored", () => {
	const steps: MigrationStep[] = [
		({ host, ...rest }) => ({ ...rest, ...(host !== undefined && { mqttHost: host }) }),
		texts => ({ ...texts, order: `${texts["order"] ?? ""}2` }),
	];
	assert.deepEqual(migrate({ version: 1, texts: { host: "b", order: "1" } }, steps), { mqttHost: "b", order: "12" });
	assert.deepEqual(migrate({ version: 2, texts: { host: "b", order: "1" } }, steps), { host: "b", order: "12" });
	assert.deepEqual(migrate({ version: 3, texts: { host: "b" } }, steps), { host: "b" });
	assert.equal(settingsVersion, migrationSteps.length + 1);
	assert.deepEqual(migrate({ version: 1, texts: { updateCa: "MIIB", topic: "a" } }), { authority: "MIIB", topic: "a" });
	assert.deepEqual(migrate({ version: 2, texts: { authority: "MIIB" } }), { authority: "MIIB" });
});

test("a certificate authority: a PEM file as it is pasted, or its inner lines", () => {
	const settings = new Settings({ storage: new MapStorage() }), inner = `MIIB${"AAAA".repeat(40)}`;
	for (
		const text of [
			inner,
			`-----BEGIN CERTIFICATE-----${inner}-----END CERTIFICATE-----`,
			`# mine -----BEGIN CERTIFICATE----- ${inner} -----END CERTIFICATE----- `,
		]
	) {
		settings.set("authority", text);
		assert.equal(Buffer.from(trustOf(settings.get("authority"))!.certificate).toString("base64"), inner);
	}
	for (const text of ["no certificate", "AAAA", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----"])
		assert.throws(() => settings.set("authority", text), /should be a certificate: the text of a PEM file/);
});
