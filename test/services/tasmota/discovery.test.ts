import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Settings } from "../../../services/settings/settings";
import { Discovery, type DiscoveryOptions } from "../../../services/tasmota/discovery";
import { TasmotaTopics } from "../../../services/tasmota/tasmota-topics";
import { MapStorage } from "../../support/map-storage";
import { VirtualTimers } from "../../support/virtual-timers";
import type { Meter } from "../../../meters/meter";
import { FakeMeter } from "./fake-meter";

const mac = "AABBCCA1B2C3";

class NamedMeter extends FakeMeter {
	full: string | undefined;
	override identity: Meter["identity"] = { id: "1234", manufacturer: "XMX", model: "E350" };

	names(): string | undefined {
		return this.full;
	}

	unitOf(name: string): string | undefined {
		return name === "P" ? "W" : name === "volume" ? "m3" : undefined;
	}
}

function make(stored: Record<string, string> = {}, topic = "m", kept?: MapStorage) {
	const timers = new VirtualTimers();
	const storage = kept ?? new MapStorage(stored);
	const settings = new Settings({ storage, onChange: () => discovery?.changed() });
	const retained = new Map<string, string>();
	const script = new NamedMeter("EON"), native = new FakeMeter("P1");
	script.state = native.state = "ok";
	script.full = "\"EON\":{\"P\":0,\"volume\":1.5,\"id\":\"\"}";
	const session = {
		state: "connected" as const,
		counters: {},
		publish: (name: string, text: string, { retain = false } = {}) => {
			assert.ok(retain);
			if (text)
				retained.set(name, text);
			else
				retained.delete(name);
			return true;
		},
	};
	const discovery: Discovery = new Discovery({
		timers,
		session,
		storage,
		settings,
		topics: new TasmotaTopics({ topic, fullTopic: "%prefix%/%topic%/", hostname: "m", mac }),
		clock: { local: () => "2026-11-21T12:00:00" },
		network: { status: { address: "192.0.2.7" } },
		device: { mac, board: "wemos" },
		hostname: "m",
		version: "1",
		meters: [script, native],
	} as unknown as DiscoveryOptions);
	return { discovery, timers, retained, script, native, settings, storage };
}

const base = `tasmota/discovery/${mac}`;

test("Tasmota's discovery: all names of a script from the start, but not before the other meters were waited for", () => {
	const { discovery, timers, retained, native } = make();
	discovery.connected();
	timers.advance(60_000);
	assert.deepEqual([...retained.keys()], []);
	native.text = "\"P1\":{\"Power\":428}";
	timers.advance(31_000);
	assert.deepEqual([...retained.keys()], [`${base}/config`, `${base}/sensors`]);
	assert.equal(
		retained.get(`${base}/sensors`),
		"{\"sn\":{\"Time\":\"2026-11-21T12:00:00\",\"EON\":{\"P\":0,\"volume\":1.5,\"id\":\"\"},\"P1\":{\"Power\":428}},\"ver\":1}",
	);
	const config = JSON.parse(retained.get(`${base}/config`)!);
	// What hatasmota 0.10 asks for.
	for (const key of "btn dn fn ft hn ip lk lt_st mac md ofln onln rl so state sw swc t tp ty ver".split(" "))
		assert.ok(key in config, key);
	for (const key of [11, 13, 17, 20, 30, 68, 73, 82])
		assert.ok(key in config.so, String(key));
	assert.equal(config.mac, mac);
	assert.equal(config.ver, 1);
});

test("a meter that never sends is not waited for for ever; a new name is announced, a new value is not", () => {
	const { discovery, timers, retained, script } = make();
	discovery.connected();
	timers.advance(400_000);
	const first = retained.get(`${base}/sensors`);
	assert.ok(first && !first.includes("P1"));
	script.full = "\"EON\":{\"P\":7,\"volume\":1.5,\"id\":\"x\"}";
	timers.advance(60_000);
	assert.equal(retained.get(`${base}/sensors`), first);
	script.full = "\"EON\":{\"P\":7,\"volume\":1.5,\"id\":\"x\",\"new\":1}";
	timers.advance(60_000);
	assert.ok(retained.get(`${base}/sensors`)!.includes("new"));
});

test("Home Assistant's discovery: unit, classes, age, availability, ids", () => {
	const { discovery, timers, retained, native } = make({ discovery: "homeassistant", deviceName: "House" });
	native.text = "\"P1\":{\"ImportActive\":1.5,\"Voltage\":[230.1,231]},\"Gas\":{\"Meter\":\"x\",\"Volume\":435.247}";
	discovery.connected();
	timers.advance(20_000);
	const topics = [...retained.keys()].map(topic => topic.replace(`homeassistant/sensor/${mac}/`, ""));
	assert.deepEqual(topics, [
		"1234_EON_P/config",
		"1234_EON_volume/config",
		"1234_EON_id/config",
		"P1_ImportActive/config",
		"P1_Voltage_0/config",
		"P1_Voltage_1/config",
		"Gas_Volume/config",
	]);
	const read = (object: string) => JSON.parse(retained.get(`homeassistant/sensor/${mac}/${object}/config`)!);
	const { unit_of_measurement, device_class, state_class, expire_after, unique_id, value_template, availability, device } = read(
		"1234_EON_P",
	);
	assert.deepEqual({ unit_of_measurement, device_class, state_class }, {
		unit_of_measurement: "W",
		device_class: "power",
		state_class: "measurement",
	});
	assert.equal(expire_after, 900);
	assert.equal(unique_id, `${mac}_1234_EON_P`);
	assert.equal(value_template, "{{ value_json[\"EON\"][\"P\"] if \"EON\" in value_json and \"P\" in value_json[\"EON\"] else '' }}");
	assert.deepEqual(availability.map(({ topic }: { topic: string; }) => topic), ["tele/m/LWT", "tele/m/EON/LWT"]);
	assert.deepEqual(device, {
		identifiers: [`${mac}_1234`],
		name: "House EON",
		serial_number: "1234",
		manufacturer: "XMX",
		model: "E350",
		sw_version: "1",
	});
	assert.deepEqual([read("Gas_Volume").name, read("Gas_Volume").device.name], ["Gas Volume", "House P1"]);
	assert.deepEqual([read("Gas_Volume").device_class, read("Gas_Volume").unit_of_measurement], ["gas", "m³"]);
	assert.equal(read("P1_ImportActive").device_class, "energy");
	assert.equal(read("P1_Voltage_1").name, "Voltage 2");
	assert.equal("unit_of_measurement" in read("1234_EON_id"), false);
});

test("what is no longer so is taken back: another kind, another topic, a name that is gone", () => {
	const { discovery, timers, retained, native, settings, storage, script } = make();
	native.text = "\"P1\":{\"Power\":428}";
	discovery.connected();
	timers.advance(20_000);
	assert.equal(retained.size, 2);
	settings.set("discovery", "homeassistant");
	timers.advance(20_000);
	assert.ok(![...retained.keys()].some(topic => topic.startsWith("tasmota")));
	assert.equal(retained.size, 4);
	script.full = "\"EON\":{\"P\":0}";
	timers.advance(60_000);
	assert.equal(retained.size, 2);
	settings.save();
	// The next start, under another topic: the broker still has all of the old one.
	const later = make({}, "other", storage);
	for (const [topic, text] of [...retained, ["tele/m/LWT", "Online"], ["tele/m/P1/LWT", "Online"]] as const)
		later.retained.set(topic, text);
	later.native.text = native.text;
	later.discovery.connected();
	later.timers.advance(20_000);
	assert.deepEqual([...later.retained.keys()].filter(topic => topic.startsWith("tele/m/")), []);
	assert.deepEqual([...later.retained].filter(([, text]) => text.includes("tele/m/")), []);
});

test("Home Assistant's ids wait for the meter's number, and the others for them a while", () => {
	const { discovery, timers, retained, native, script } = make({ discovery: "homeassistant" });
	native.text = "\"P1\":{\"Power\":428}";
	script.state = "waiting";
	script.identity = {};
	discovery.connected();
	timers.advance(200_000);
	assert.equal(retained.size, 0);
	script.state = "ok";
	timers.advance(60_000);
	assert.equal(retained.size, 4);
});

const idsOf = (retained: ReadonlyMap<string, string>) => [...retained.values()].map(text => JSON.parse(text).unique_id as string).sort();

test("Home Assistant's ids are the same when a meter is read late, after a restart before it is read, and when it is never read again", () => {
	const { discovery, timers, retained, native, script, storage } = make({ discovery: "homeassistant" });
	native.text = "\"P1\":{\"Power\":428}";
	script.state = "waiting";
	script.identity = {};
	discovery.connected();
	timers.advance(400_000);
	assert.deepEqual(idsOf(retained), [`${mac}_P1_Power`], "what was never read is not announced");
	script.state = "ok";
	script.identity = { id: "77 1" };
	timers.advance(60_000);
	const ids = [`${mac}_77 1_EON_P`, `${mac}_77 1_EON_id`, `${mac}_77 1_EON_volume`, `${mac}_P1_Power`];
	assert.deepEqual(idsOf(retained), ids);
	assert.ok(retained.has(`homeassistant/sensor/${mac}/77_1_EON_P/config`));

	// The next start: the script's names are known, its number is remembered; of the other meter nothing is known for an hour.
	const later = make({ discovery: "homeassistant" }, "m", storage), texts = new Map(retained);
	retained.forEach((text, topic) => later.retained.set(topic, text));
	later.script.state = later.native.state = "waiting";
	later.script.identity = {};
	later.discovery.connected();
	later.timers.advance(3_600_000);
	assert.deepEqual(idsOf(later.retained), ids);
	later.script.state = later.native.state = "ok";
	later.script.identity = { id: "77 1" };
	later.native.text = native.text;
	later.timers.advance(60_000);
	assert.deepEqual(idsOf(later.retained), ids);
	assert.deepEqual([...later.retained.keys()].sort(), [...texts.keys()].sort());
});

test("another meter at the same place has other ids, and those of the old one are taken back; a meter without a number keeps none", () => {
	const { discovery, timers, retained, native, script } = make({ discovery: "homeassistant" });
	native.text = "\"P1\":{\"Power\":428}";
	discovery.connected();
	timers.advance(20_000);
	script.identity = { id: "5678" };
	Object.assign(native, { identity: { id: "999" } });
	timers.advance(60_000);
	assert.deepEqual(idsOf(retained), [`${mac}_5678_EON_P`, `${mac}_5678_EON_id`, `${mac}_5678_EON_volume`, `${mac}_P1_Power`]);
	assert.deepEqual([...retained.keys()].filter(topic => topic.includes("1234")), []);
});

test("a retained SENSOR message is taken back with its topic, and when it is not to be retained any more", () => {
	const { discovery, timers, native, settings, storage } = make({ sensorRetain: "on" });
	native.text = "\"P1\":{\"Power\":428}";
	discovery.connected();
	timers.advance(20_000);
	settings.save();
	const later = make({}, "other", storage);
	later.retained.set("tele/m/SENSOR", "{}");
	later.native.text = native.text;
	later.discovery.connected();
	later.timers.advance(20_000);
	assert.ok(!later.retained.has("tele/m/SENSOR"));
	later.retained.set("tele/other/SENSOR", "{}");
	later.settings.set("sensorRetain", "off");
	later.timers.advance(60_000);
	assert.ok(!later.retained.has("tele/other/SENSOR"));
});
