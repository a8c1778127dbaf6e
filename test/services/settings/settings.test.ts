import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { countBoot } from "../../../services/settings/boot-count";
import { Settings } from "../../../services/settings/settings";
import { settingNames, settingsSchema } from "../../../services/settings/settings-schema";
import { MapStorage } from "../../support/map-storage";

test("names fit into NVS, defaults pass their own checks", () => {
	for (const name of settingNames) {
		assert.ok(name.length <= 15, name);
		assert.ok(settingsSchema[name].help.endsWith("."), name);
		const settings = new Settings({ storage: new MapStorage() });
		settings.set(name, String(settingsSchema[name].default));
		assert.equal(settings.get(name), settingsSchema[name].default);
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
	const settings = new Settings({ storage, onChange: name => void changed.push(name) });
	settings.set("telePeriod", "60");
	settings.set("telePeriod", "60");
	settings.set("publishInterval", "off");
	assert.equal(storage.entries.size, 0);
	settings.save();
	assert.deepEqual([...storage.entries], [["telePeriod", "60"], ["publishInterval", "off"]]);
	assert.equal(new Settings({ storage }).get("publishInterval"), -1);
	settings.reset("telePeriod");
	settings.save();
	assert.deepEqual([...storage.entries.keys()], ["publishInterval"]);
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
