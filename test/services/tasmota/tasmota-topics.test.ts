import assert from "node:assert/strict";
import { test } from "node:test";
import { TasmotaTopics } from "../../../services/tasmota/tasmota-topics";

const make = (fullTopic: string, topic = "meter"): TasmotaTopics =>
	new TasmotaTopics({ topic, fullTopic, hostname: "host-1", mac: "AABBCCA1B2C3" });

const cases: readonly [fullTopic: string, tele: string, command: string][] = [
	["%prefix%/%topic%/", "tele/meter/STATE", "cmnd/meter/STATE"],
	["%topic%/%prefix%", "meter/tele/STATE", "meter/cmnd/STATE"],
	["home//%prefix%/#%topic%/", "home/tele/meter/STATE", "home/cmnd/meter/STATE"],
	["%topic%", "meter/STATE", "meter/cmnd/STATE"],
	["%prefix%/%hostname%/%id%/%topic%/", "tele/host-1/AABBCCA1B2C3/meter/STATE", "cmnd/host-1/AABBCCA1B2C3/meter/STATE"],
];

for (const [fullTopic, tele, command] of cases) {
	test(fullTopic, () => {
		assert.equal(make(fullTopic).tele("STATE"), tele);
		assert.equal(make(fullTopic).command("STATE"), command);
	});
}

test("subscriptions, group and fallback", () => {
	const topics = make("%prefix%/%topic%/");
	assert.deepEqual(topics.subscriptions, ["cmnd/meter/#", "cmnd/tasmotas/#", "cmnd/DVES_A1B2C3_fb/#"]);
	assert.equal(topics.stat("RESULT"), "stat/meter/RESULT");
	assert.equal(topics.stat("RESULT", true), "stat/DVES_A1B2C3_fb/RESULT");
});

test("commands are taken apart", () => {
	const topics = make("%prefix%/%topic%/");
	assert.deepEqual(topics.parse("cmnd/meter/STATUS"), { command: "status", index: undefined, fallback: false });
	assert.deepEqual(topics.parse("cmnd/tasmotas/Sensor53"), { command: "sensor", index: 53, fallback: false });
	assert.deepEqual(topics.parse("cmnd/DVES_A1B2C3_fb/Status0"), { command: "status", index: 0, fallback: true });
	assert.equal(topics.parse("cmnd/other/STATUS"), undefined);
	assert.equal(topics.parse("stat/meter/RESULT"), undefined);
});
