import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Settings } from "../../../services/settings/settings";
import { type CommandContext, runCommand } from "../../../services/tasmota/commands";
import { parseCommand, TasmotaTopics } from "../../../services/tasmota/tasmota-topics";
import { MapStorage } from "../../support/map-storage";

function make(more: object = {}) {
	const storage = new MapStorage({});
	const settings = new Settings({ storage });
	const done: string[] = [], replies: string[] = [];
	const context = {
		facts: {
			settings,
			clock: { local: () => "2026-11-21T12:00:00", epoch: Date.UTC(2026, 10, 21, 11), uptime: 912 },
			device: { mac: "AABBCCA1B2C3", chip: "ESP32-C3", board: "c3-mini", restartReason: "Power on" },
			hostname: "meterwire-A1B2C3",
			version: "0.1.0(meterwire)",
			bootCount: 35,
			freeMemory: () => 143 * 1024,
			network: { status: { kind: "ethernet", address: "192.0.2.7", linkCount: 1, downtime: 0, lastError: "" } },
			session: { counters: { connects: 1 } },
			meters: [],
			topics: new TasmotaTopics({ topic: "m", fullTopic: "%prefix%/%topic%/", hostname: "m", mac: "AABBCCA1B2C3" }),
			script: {
				count: 2,
				restart: () => (done.push("script"), false),
				dump: (meter: number) => void done.push(`dump ${meter}`),
				value: (line: number) => line === 4 ? -280.5 : line ? undefined : 7,
				counter: (number: number, count?: number) => number > 2 || !number ? undefined : count ?? number * 100,
			},
			...more,
		},
		reply: (last: string, text: string) => void replies.push(`${last} ${text}`),
		telemetrySoon: () => void done.push("telemetry"),
		restartSoon: () => void done.push("restart"),
		log: () => {},
	} as unknown as CommandContext;
	return {
		settings,
		storage,
		done,
		run(text: string): string {
			const blank = text.indexOf(" "), word = blank < 0 ? text : text.slice(0, blank);
			const { command, index } = parseCommand(word);
			replies.length = 0;
			runCommand(context, command, index, blank < 0 ? "" : text.slice(blank + 1));
			return replies.join("\n");
		},
	};
}

const answers: readonly (readonly [string, string])[] = [
	["Topic", "{\"Topic\":\"meterwire_A1B2C3\"}"],
	["Topic house", "{\"Topic\":\"house\"}"],
	["FullTopic %topic%/%prefix%", "{\"FullTopic\":\"%topic%/%prefix%\"}"],
	["FullTopic nothing", "{\"Command\":\"Error\"}"],
	["MqttHost 192.0.2.1", "{\"MqttHost\":\"192.0.2.1\"}"],
	["MqttHost 0", "{\"MqttHost\":\"\"}"],
	["MqttPort 8883", "{\"MqttPort\":8883}"],
	["MqttPort 0", "{\"Command\":\"Error\"}"],
	["MqttPassword secret", "{\"MqttPassword\":\"****\"}"],
	["SSId1 home", "{\"SSId1\":\"home\"}"],
	["SSId2 other", "{\"Command\":\"Error\"}"],
	["Password1 longenough", "{\"Password1\":\"****\"}"],
	["Hostname meter", "{\"Hostname\":\"meter\"}"],
	["DeviceName Meter in the hall", "{\"DeviceName\":\"Meter in the hall\"}"],
	["NtpServer1 time.example.org", "{\"NtpServer1\":\"time.example.org\"}"],
	["SensorRetain 1", "{\"SensorRetain\":\"ON\"}"],
	["Timezone", "{\"Timezone\":99}"],
	["Timezone +2:30", "{\"Timezone\":\"+02:30\"}"],
	["Timezone -3", "{\"Timezone\":\"-03:00\"}"],
	["Timezone 99", "{\"Timezone\":99}"],
	["Timezone EST5EDT,M3.2.0,M11.1.0", "{\"Timezone\":\"EST5EDT,M3.2.0,M11.1.0\"}"],
	["SetOption52", "{\"SetOption52\":\"OFF\"}"],
	["SetOption52 1", "{\"SetOption52\":\"ON\"}"],
	["SetOption104 1", "{\"Command\":\"Error\"}"],
	["SetOption104", "{\"SetOption104\":\"OFF\"}"],
	["SetOption19 1", "{\"SetOption19\":\"ON\"}"],
	["Reset", "{\"Reset\":\"1 to reset\"}"],
	["Upgrade 1", "{\"Upgrade\":\"This build cannot update itself\"}"],
	["OtaUrl", "{\"OtaUrl\":\"\"}"],
	["Backlog", "{\"Backlog\":\"Empty\"}"],
	["MqttHost", "{\"MqttHost\":\"\"}"],
	["MqttUser", "{\"MqttUser\":\"\"}"],
	["MqttPassword", "{\"MqttPassword\":\"****\"}"],
	["SSId1", "{\"SSId1\":\"\"}"],
	["SSId", "{\"SSId1\":\"\"}"],
	["Password", "{\"Password1\":\"****\"}"],
	["Hostname", "{\"Hostname\":\"meterwire-A1B2C3\"}"],
	["DeviceName", "{\"DeviceName\":\"m\"}"],
	["FullTopic", "{\"FullTopic\":\"%prefix%/%topic%/\"}"],
	["NtpServer", "{\"NtpServer1\":\"pool.ntp.org\"}"],
	["SensorRetain", "{\"SensorRetain\":\"OFF\"}"],
	["TelePeriod", "{\"TelePeriod\":300}"],
	["Restart", "{\"Restart\":\"1 to restart\"}"],
	["script?sml[4]", "{\"script\":{\"sml[4]\":-280.5}}"],
	["script?sml[0]", "{\"script\":{\"sml[0]\":7}}"],
	["script?sml[5]", "{\"Command\":\"Error\"}"],
	["script?print", "{\"Command\":\"Unknown\"}"],
	["Sensor53 c1", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"counter1: 100\"}}"],
	["Sensor53 c2 200000", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"counter2: 200000\"}}"],
	["Sensor53 c9", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"counter1: 100\"}}"],
	["Sensor53 c1 many", "{\"Command\":\"Error\"}"],
	["Sensor53 r", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"restart\"}}"],
	["Sensor53 d2", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"dump: 2\"}}"],
	["Sensor53 d9", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"dump: 1\"}}"],
	["Sensor53 l2", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"sml_globs.ser_act_LED_pin: 2\"}}"],
	["Sensor53 m", "{\"Time\":\"2026-11-21T12:00:00\",\"SML\":{\"CMD\":\"sml_globs.ser_act_meter_num: 0\"}}"],
	["Sensor53", "{\"Command\":\"Error\"}"],
	["Sensor53 n", "{\"Command\":\"Error\"}"],
	["Sensor20 r", "{\"Command\":\"Error\"}"],
	["Dance", "{\"Command\":\"Unknown\"}"],
];
for (const [text, answer] of answers)
	test(text, () => assert.equal(make().run(text), `RESULT ${answer}`));

test("a setting is kept, and 1 is its default", () => {
	const { run, settings, done } = make();
	run("Topic house");
	assert.equal(settings.get("topic"), "house");
	assert.deepEqual(done, ["restart"]);
	run("Topic 1");
	assert.equal(settings.get("topic"), "meterwire_%06X");
});

test("a refused value changes nothing", () => {
	const { run, settings } = make();
	run("MqttPort 70000");
	assert.equal(settings.get("mqttPort"), 1883);
});

test("Reset 5 keeps the network and the broker", () => {
	const { run, settings, done } = make();
	run("MqttHost 192.0.2.1");
	run("TelePeriod 60");
	assert.equal(run("Reset 5"), "RESULT {\"Reset\":\"Reset and Restarting\"}");
	assert.equal(settings.get("mqttHost"), "192.0.2.1");
	assert.equal(settings.get("telePeriod"), 300);
	assert.ok(done.includes("restart"));
});

test("Status 0 to 11", () => {
	const { run } = make();
	const names = ["", 1, 2, 3, 4, 5, 6, 7, 10, 11].map(number => `STATUS${number}`);
	assert.deepEqual(run("Status 0").split("\n").map(line => line.split(" ")[0]), names);
	for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 10, 11])
		assert.match(run(`Status ${number}`), new RegExp(`^STATUS${number} \\{"Status[A-Z]{3}":\\{`));
	assert.equal(run("Status 9"), "RESULT {\"Command\":\"Error\"}");
	assert.equal(run("Status 12"), "RESULT {\"Command\":\"Error\"}");
	assert.equal(
		run("Status 6"),
		"STATUS6 {\"StatusMQT\":{\"MqttHost\":\"\",\"MqttPort\":1883,\"MqttClientMask\":\"DVES_%06X\",\"MqttClient\":\"DVES_A1B2C3\",\"MqttUser\":\"\",\"MqttCount\":1,\"MAX_PACKET_SIZE\":4096,\"KEEPALIVE\":30}}",
	);
	assert.equal(
		run("Status 7"),
		"STATUS7 {\"StatusTIM\":{\"UTC\":\"2026-11-21T11:00:00Z\",\"Local\":\"2026-11-21T12:00:00\",\"Timezone\":99}}",
	);
	const merged = run("Status0");
	assert.ok(merged.startsWith("STATUS0 "));
	assert.equal(Object.keys(JSON.parse(merged.slice(8))).length, names.length);
});

test("an update over the air", () => {
	const pulled: string[] = [], update = { url: "", pull: () => void pulled.push(update.url) };
	const { run } = make({ update });
	assert.equal(run("OtaUrl http://192.0.2.5/x.bin"), "RESULT {\"OtaUrl\":\"http://192.0.2.5/x.bin\"}");
	assert.equal(run("Upgrade"), "RESULT {\"Upgrade\":\"1 to upgrade\"}");
	assert.deepEqual(pulled, []);
	assert.equal(run("Upgrade 1"), "RESULT {\"Upgrade\":\"Version 0.1.0(meterwire) from http://192.0.2.5/x.bin\"}");
	assert.deepEqual(pulled, ["http://192.0.2.5/x.bin"]);
	assert.equal(run("OtaUrl 1"), "RESULT {\"OtaUrl\":\"\"}");
});

test("SetOption4: answers have their command's topic", () => {
	const { run, settings } = make();
	run("SetOption4 1");
	run("SetOption52 on");
	assert.equal(settings.get("setOptions"), "4 52");
	assert.equal(run("TelePeriod 60"), "TELEPERIOD {\"TelePeriod\":60}");
	assert.equal(run("Topic"), "TOPIC {\"Topic\":\"meterwire_A1B2C3\"}");
	assert.equal(run("Dance"), "DANCE {\"Command\":\"Unknown\"}");
	assert.equal(run("SetOption4 0"), "RESULT {\"SetOption4\":\"OFF\"}");
	assert.throws(() => settings.set("setOptions", "4 5"), /has 5, which is none of 4, 52, 90/);
});
