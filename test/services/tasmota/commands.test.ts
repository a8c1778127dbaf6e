import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Settings } from "../../../services/settings/settings";
import { type CommandContext, runCommand } from "../../../services/tasmota/commands";
import { parseCommand, TasmotaTopics } from "../../../services/tasmota/tasmota-topics";
import { MapStorage } from "../../support/map-storage";

function make() {
	const storage = new MapStorage({});
	const settings = new Settings({ storage });
	const done: string[] = [], replies: string[] = [];
	const context = {
		facts: {
			settings,
			clock: { local: () => "2026-11-21T12:00:00" },
			topics: new TasmotaTopics({ topic: "m", fullTopic: "%prefix%/%topic%/", hostname: "m", mac: "AABBCCA1B2C3" }),
			script: { count: 2, restart: () => (done.push("script"), false), dump: (meter: number) => void done.push(`dump ${meter}`) },
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
	["Topic", "{\"Topic\":\"meterwire_%06X\"}"],
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
	["Timezone +2:30", "{\"Timezone\":\"<+0230>-2:30\"}"],
	["Timezone 99", "{\"Timezone\":\"CET-1CEST,M3.5.0,M10.5.0/3\"}"],
	["SetOption52", "{\"SetOption52\":\"OFF\"}"],
	["SetOption52 1", "{\"Command\":\"Error\"}"],
	["SetOption19 1", "{\"SetOption19\":\"ON\"}"],
	["Reset", "{\"Reset\":\"1 to reset\"}"],
	["Upgrade 1", "{\"Upgrade\":\"This build cannot update itself\"}"],
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
