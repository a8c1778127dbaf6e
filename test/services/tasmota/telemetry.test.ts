import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MqttCounters, PublishOptions } from "../../../services/mqtt/mqtt-session";
import type { NetworkStatus } from "../../../services/network/network-status";
import { Settings } from "../../../services/settings/settings";
import { deviceNames } from "../../../services/tasmota/device-names";
import { sensorMessage } from "../../../services/tasmota/sensor-message";
import { TasmotaTopics } from "../../../services/tasmota/tasmota-topics";
import { Telemetry, type TelemetryOptions } from "../../../services/tasmota/telemetry";
import { MapStorage, savedSettings } from "../../support/map-storage";
import { VirtualTimers } from "../../support/virtual-timers";
import { FakeMeter } from "./fake-meter";

const mac = "AABBCCA1B2C3";
const wifi: NetworkStatus = {
	kind: "wifi",
	state: "online",
	address: "192.0.2.7",
	SSID: "x",
	BSSID: "AA:BB:CC:DD:EE:FF",
	channel: 6,
	RSSI: -57,
	linkCount: 1,
	downtime: 7,
	lastError: "",
};

interface Set {
	telemetry: Telemetry;
	timers: VirtualTimers;
	sent: string[];
	meter: FakeMeter;
	gas: FakeMeter;
	settings: Settings;
	storage: MapStorage;
	session: { state: "connected" | "waiting"; };
	/** What was sent since the last call. */
	take(): string[];
}

function make(options: Partial<TelemetryOptions> = {}, stored: Record<string, string> = {}): Set {
	const timers = new VirtualTimers();
	const sent: string[] = [];
	const storage = new MapStorage({ topic: "m", ...stored });
	const settings = new Settings({ storage });
	const topics = new TasmotaTopics({ topic: "m", fullTopic: "%prefix%/%topic%/", hostname: "m", mac });
	const meter = new FakeMeter("P1"), gas = new FakeMeter("Gas 1");
	const session = {
		state: "connected" as const,
		counters: { connects: 1 } as MqttCounters,
		publish: (topic: string, text: string, { retain = false }: PublishOptions = {}) => {
			sent.push(`${retain ? "!" : ""}${topic} ${text}`);
			return true;
		},
		subscribe: (topics: readonly string[]) => void sent.push(`subscribe ${topics.join(" ")}`),
		stop: () => void sent.push("stop"),
	};
	const telemetry = new Telemetry({
		timers,
		clock: { local: () => "2026-11-21T12:00:00", epoch: Date.UTC(2026, 10, 21, 11), uptime: 912 },
		session,
		network: { status: wifi },
		settings,
		topics,
		device: { mac, chip: "ESP32", board: "wemos", restartReason: "Power on" },
		hostname: "m",
		meters: [meter, gas],
		version: "0.1.0(meterwire)",
		bootCount: 35,
		freeMemory: () => 143 * 1024,
		restart: () => void sent.push("restart"),
		...options,
	});
	return { telemetry, timers, sent, meter, gas, settings, storage, session, take: () => sent.splice(0) };
}

const state =
	`{"Time":"2026-11-21T12:00:00","Uptime":"0T00:15:12","UptimeSec":912,"Heap":143,"MqttCount":1,"Wifi":{"AP":1,"SSId":"x","BSSId":"AA:BB:CC:DD:EE:FF","Channel":6,"RSSI":86,"Signal":-57,"LinkCount":1,"Downtime":"0T00:00:07"},"Hostname":"m","IPAddress":"192.0.2.7"}`;
const online = [
	"subscribe cmnd/m/# cmnd/tasmotas/# cmnd/DVES_A1B2C3_fb/#",
	"!tele/m/LWT Online",
	"cmnd/m/POWER ",
	"!tele/m/P1/LWT Offline",
	"!tele/m/Gas_1/LWT Offline",
];

test("the first connection: as Tasmota, in its order; then STATE without SENSOR while nothing was read", () => {
	const { telemetry, timers, take } = make();
	assert.deepEqual(telemetry.will, { topic: "tele/m/LWT", message: "Offline" });
	telemetry.connected();
	assert.deepEqual(take(), [
		...online,
		"tele/m/INFO1 {\"Info1\":{\"Module\":\"wemos\",\"Version\":\"0.1.0(meterwire)\",\"FallbackTopic\":\"cmnd/DVES_A1B2C3_fb/\",\"GroupTopic\":\"cmnd/tasmotas/\"}}",
		"tele/m/INFO2 {\"Info2\":{\"WebServerMode\":\"Admin\",\"Hostname\":\"m\",\"IPAddress\":\"192.0.2.7\"}}",
		"tele/m/INFO3 {\"Info3\":{\"RestartReason\":\"Power on\",\"BootCount\":35}}",
	]);
	timers.advance(4_999);
	assert.deepEqual(take(), []);
	timers.advance(1);
	assert.deepEqual(take(), [`tele/m/STATE ${state}`]);
});

test("later connections: no INFO, the period goes on", () => {
	const { telemetry, timers, take } = make();
	telemetry.connected();
	timers.advance(100_000);
	take();
	telemetry.connected();
	assert.deepEqual(take(), online);
	timers.advance(204_999);
	assert.deepEqual(take(), []);
	timers.advance(1);
	assert.equal(take().length, 1);
});

test("SENSOR each TelePeriod, STATE before it", () => {
	const { telemetry, timers, meter, gas, take } = make({}, { publishInterval: "off" });
	telemetry.connected();
	meter.text = "\"P1\":{\"Power\":428}";
	gas.text = "\"Gas\":{\"Volume\":435.247}";
	take();
	timers.advance(5_000);
	const sensor = "tele/m/SENSOR {\"Time\":\"2026-11-21T12:00:00\",\"P1\":{\"Power\":428},\"Gas\":{\"Volume\":435.247}}";
	assert.deepEqual(take(), [`tele/m/STATE ${state}`, sensor]);
	telemetry.update();
	timers.advance(299_999);
	assert.deepEqual(take(), []);
	timers.advance(1);
	assert.deepEqual(take(), [`tele/m/STATE ${state}`, sensor]);
	meter.text = undefined;
	gas.text = undefined;
	timers.advance(300_000);
	assert.deepEqual(take(), [`tele/m/STATE ${state}`]);
});

for (const [interval, expected] of [["0", 60], ["1", 60], ["10", 6], ["7", 8], ["off", 0]] as const) {
	test(`a telegram each second for a minute, publishInterval ${interval}: ${expected} SENSOR messages`, () => {
		const { telemetry, timers, meter, sent, take } = make({}, { publishInterval: interval });
		telemetry.connected();
		meter.text = "\"P1\":{}";
		timers.advance(5_500);
		take();
		for (let second = 0; second < 60; second++) {
			timers.advance(1000);
			telemetry.update();
		}
		const count = sent.filter(line => line.startsWith("tele/m/SENSOR")).length;
		assert.ok(Math.abs(count - expected) <= (expected > 10 || !expected ? 0 : 1), `${count}`);
	});
}

test("nothing of a telegram before the first SENSOR is due", () => {
	const { telemetry, timers, meter, take } = make({}, { publishInterval: "0" });
	meter.text = "\"P1\":{}";
	telemetry.update();
	telemetry.connected();
	take();
	telemetry.update();
	assert.deepEqual(take(), []);
	timers.advance(5_000);
	assert.equal(take().length, 2);
});

test("a meter's availability follows its state, while connected", () => {
	const { telemetry, session, meter, gas, take } = make();
	telemetry.connected();
	take();
	meter.state = "ok";
	telemetry.meterState(meter);
	meter.state = "silent";
	telemetry.meterState(meter);
	gas.state = "ok";
	telemetry.meterState(gas);
	assert.deepEqual(take(), ["!tele/m/P1/LWT Online", "!tele/m/P1/LWT Offline", "!tele/m/Gas_1/LWT Online"]);
	session.state = "waiting";
	telemetry.meterState(meter);
	assert.deepEqual(take(), []);
});

test("a meter that is read no more leaves nothing at the broker; progress goes to RESULT", () => {
	const { telemetry, session, meter, take } = make();
	telemetry.connected();
	take();
	telemetry.meterGone(meter);
	telemetry.result("{\"MbusScan\":1}");
	assert.deepEqual(take(), ["!tele/m/P1/LWT ", "stat/m/RESULT {\"MbusScan\":1}"]);
	session.state = "waiting";
	telemetry.meterGone(meter);
	telemetry.result("x");
	assert.deepEqual(take(), []);
});

test("retain", () => {
	const { telemetry, timers, meter, take } = make({}, { sensorRetain: "on" });
	telemetry.connected();
	meter.text = "\"P1\":{}";
	timers.advance(5_000);
	assert.ok(take().includes("!tele/m/SENSOR {\"Time\":\"2026-11-21T12:00:00\",\"P1\":{}}"));
});

test("units for the whole message", () => {
	const meter = new FakeMeter("W");
	meter.text = "\"W\":{\"Flow_Temperature\":60.1,\"Pressure\":1,\"Speed\":2}";
	assert.equal(sensorMessage("T", [meter]), `{"Time":"T",${meter.text},"PressureUnit":"hPa","TempUnit":"C"}`);
	assert.equal(
		sensorMessage("T", [meter], { speedUnit: "km/h" }),
		`{"Time":"T",${meter.text},"PressureUnit":"hPa","TempUnit":"C","SpeedUnit":"km/h"}`,
	);
	assert.equal(sensorMessage("T", []), undefined);
	assert.equal(sensorMessage("T", [], { always: true }), "{\"Time\":\"T\"}");
});

const statuses: readonly (readonly [argument: string, answer: string])[] = [
	[
		"",
		"STATUS {\"Status\":{\"Module\":0,\"DeviceName\":\"m\",\"FriendlyName\":[\"m\"],\"Topic\":\"m\",\"Power\":0,\"SensorRetain\":0,\"InfoRetain\":0,\"StateRetain\":0,\"StatusRetain\":0}}",
	],
	[
		"1",
		"STATUS1 {\"StatusPRM\":{\"GroupTopic\":\"tasmotas\",\"OtaUrl\":\"\",\"RestartReason\":\"Power on\",\"Uptime\":\"0T00:15:12\",\"StartupUTC\":\"2026-11-21T10:44:48\",\"BootCount\":35}}",
	],
	["2", "STATUS2 {\"StatusFWR\":{\"Version\":\"0.1.0(meterwire)\",\"Hardware\":\"ESP32\"}}"],
	["3", "STATUS3 {\"StatusLOG\":{\"SSId\":[\"\",\"\"],\"TelePeriod\":300}}"],
	["4", "STATUS4 {\"StatusMEM\":{\"Heap\":143}}"],
	["5", "STATUS5 {\"StatusNET\":{\"Hostname\":\"m\",\"IPAddress\":\"192.0.2.7\",\"Mac\":\"AA:BB:CC:A1:B2:C3\"}}"],
	[
		"6",
		"STATUS6 {\"StatusMQT\":{\"MqttHost\":\"\",\"MqttPort\":1883,\"MqttClientMask\":\"DVES_%06X\",\"MqttClient\":\"DVES_A1B2C3\",\"MqttUser\":\"\",\"MqttCount\":1,\"MAX_PACKET_SIZE\":4096,\"KEEPALIVE\":30}}",
	],
	["7", "STATUS7 {\"StatusTIM\":{\"UTC\":\"2026-11-21T11:00:00Z\",\"Local\":\"2026-11-21T12:00:00\",\"Timezone\":99}}"],
	["10", "STATUS10 {\"StatusSNS\":{\"Time\":\"2026-11-21T12:00:00\"}}"],
	["11", `STATUS11 {"StatusSTS":${state}}`],
];

test("Status", () => {
	const { telemetry, take } = make();
	for (const [argument, answer] of statuses) {
		telemetry.message("cmnd/m/STATUS", argument);
		assert.deepEqual(take(), [`stat/m/${answer}`]);
	}
	telemetry.message("cmnd/m/status", "None");
	assert.deepEqual(take(), [`stat/m/${statuses[0]![1]}`]);
	telemetry.message("cmnd/tasmotas/Status", "8");
	assert.deepEqual(take(), ["stat/m/STATUS8 {\"StatusSNS\":{\"Time\":\"2026-11-21T12:00:00\"}}"]);
	telemetry.message("cmnd/m/Status", "0");
	assert.deepEqual(take(), statuses.map(([, answer]) => `stat/m/${answer}`));
	telemetry.message("cmnd/DVES_A1B2C3_fb/Status0", "");
	const merged = Object.assign({}, ...statuses.map(([, answer]) => JSON.parse(answer.slice(answer.indexOf("{")))));
	assert.deepEqual(take(), [`stat/DVES_A1B2C3_fb/STATUS0 ${JSON.stringify(merged)}`]);
	telemetry.message("cmnd/m/Status", "9");
	assert.deepEqual(take(), ["stat/m/RESULT {\"Command\":\"Error\"}"]);
});

for (const [argument, period] of [["", 300], ["60", 60], ["1", 300], ["5", 10], ["0", 0], ["9999", 300], ["x", 300]] as const) {
	test(`TelePeriod ${argument || "(empty)"}`, () => {
		const { telemetry, timers, settings, storage, meter, take } = make();
		telemetry.connected();
		meter.text = "\"P1\":{}";
		timers.advance(5_000);
		take();
		telemetry.message("cmnd/m/TelePeriod", argument);
		assert.deepEqual(take(), [`stat/m/RESULT {"TelePeriod":${period}}`]);
		assert.equal(settings.get("telePeriod"), period);
		assert.equal(savedSettings(storage)["telePeriod"], period === 300 ? undefined : String(period));
		timers.advance(1_000);
		assert.equal(take().length, 2);
		timers.advance((period || 300) * 1000);
		assert.equal(take().length, period ? 2 : 0);
	});
}

test("Restart: answers, says Offline, stops, restarts, once", () => {
	const { telemetry, timers, take } = make();
	telemetry.message("cmnd/m/Restart", "");
	assert.deepEqual(take(), ["stat/m/RESULT {\"Restart\":\"1 to restart\"}"]);
	telemetry.message("cmnd/m/Restart", "1");
	telemetry.message("cmnd/m/Restart", "1");
	timers.advance(10_000);
	assert.deepEqual(take().slice(2), ["!tele/m/LWT Offline", "stop", "restart"]);
});

test("unknown commands, foreign topics, its own POWER, Backlog", () => {
	const { telemetry, take } = make();
	telemetry.message("cmnd/m/Nonsense", "1");
	telemetry.message("cmnd/other/Status", "");
	telemetry.message("cmnd/m/POWER", "");
	assert.deepEqual(take(), ["stat/m/RESULT {\"Command\":\"Unknown\"}"]);
	telemetry.message("cmnd/m/Backlog", "TelePeriod 60; Status 2;;Backlog Status; Nonsense");
	assert.deepEqual(take(), ["stat/m/RESULT {\"TelePeriod\":60}", `stat/m/${statuses[2]![1]}`, "stat/m/RESULT {\"Command\":\"Unknown\"}"]);
});

test("commands as they are typed: answered to whoever asked, and published", () => {
	const { telemetry, take, session } = make();
	assert.equal(telemetry.command(" teleperiod 60 "), "{\"TelePeriod\":60}");
	assert.deepEqual(take(), ["stat/m/RESULT {\"TelePeriod\":60}"]);
	assert.deepEqual(Object.keys(JSON.parse(telemetry.command("Status 0"))), statuses.map(([, answer]) => /"(\w+)"/.exec(answer)![1]));
	assert.equal(telemetry.command("Power"), "{}");
	assert.equal(telemetry.command("Backlog TelePeriod; Topic"), "{\"TelePeriod\":60,\"Topic\":\"m\"}");
	assert.equal(telemetry.command("Dance"), "{\"Command\":\"Unknown\"}");
	take();
	session.state = "waiting";
	assert.equal(telemetry.command("TelePeriod"), "{\"TelePeriod\":60}");
	assert.deepEqual(take(), []);
});

test("SetOption90: nothing that is no JSON", () => {
	const { telemetry, take } = make({}, { setOptions: "90" });
	telemetry.connected();
	assert.ok(!take().some(message => message.startsWith("cmnd/")));
});

test("a storage that fails answers Error", () => {
	const { telemetry, storage, take } = make();
	storage.write = () => {
		throw new Error("flash");
	};
	telemetry.message("cmnd/m/TelePeriod", "60");
	assert.deepEqual(take(), ["stat/m/RESULT {\"Command\":\"Error\"}"]);
});

test("names out of the settings", () => {
	const settings = new Settings({ storage: new MapStorage() });
	assert.deepEqual(deviceNames(settings, mac), { topic: "meterwire_A1B2C3", hostname: "meterwire-A1B2C3", client: "DVES_A1B2C3" });
	settings.set("topic", "haus/zähler");
	assert.equal(deviceNames(settings, mac).hostname, "haus-z-hler");
	settings.set("hostname", "meter");
	assert.equal(deviceNames(settings, mac).hostname, "meter");
});

test("close leaves no timer", () => {
	const { telemetry, timers } = make();
	telemetry.connected();
	telemetry.restartSoon();
	telemetry.close();
	assert.equal(timers.pending, 0);
});
