import { settingNames, settingRow } from "../../services/settings/settings-schema";

/** Made for the tests; no meter has these numbers. */
const telegram = [
	"/XMX5LGBBFG1009394887",
	"",
	"1-3:0.2.8(42)",
	"0-0:1.0.0(261121120007W)",
	"1-0:1.8.1(000687.138*kWh)",
	"1-0:1.8.2(000523.849*kWh)",
	"1-0:1.7.0(00.428*kW)",
	"!0C97",
	"",
].join("\r\n");

/** Fresh answers for a device that is set up and logged in. */
export function mockAnswers(): Record<string, unknown> {
	return {
		"GET /api/v1/session": {
			passwordSet: true,
			loggedIn: true,
			csrf: "token",
			portal: false,
			safeMode: false,
			name: "meterwire-4A5B6C",
			version: "0.1.0",
			board: "lolin-c3-mini",
			language: "",
		},
		"POST /api/v1/session": { csrf: "token" },
		"DELETE /api/v1/session": {},
		"PUT /api/v1/password": { csrf: "token" },
		"GET /api/v1/live": { time: 1_796_000_000, meters: liveMeters() },
		"GET /api/v1/ports": { ports: ports() },
		"POST /api/v1/ports/p1/detect": {},
		"GET /api/v1/ports/p1/telegrams": {
			telegrams: [
				{ time: 1_796_000_000, good: true, error: "", form: "text", data: telegram, explanation: explain(telegram) },
				{ time: 1_795_999_990, good: false, error: "crc16: sent 0C97, calculated 1A2B", form: "text", data: telegram, explanation: [] },
			],
		},
		"GET /api/v1/mbus": {
			scan: { running: false, kind: "all", progress: 0, text: "", found: 0 },
			meters: [
				{
					address: "68123402",
					name: "Heat_68123402",
					configured: true,
					present: true,
					id: "68123402",
					manufacturer: "LUG",
					medium: "Heat",
					version: 1,
					baud: 2400,
					interval: 900,
					keySet: false,
					state: "ok",
					age: 312,
				},
				{
					address: "5",
					name: "Water_11200543",
					configured: false,
					present: true,
					id: "11200543",
					manufacturer: "ZRI",
					medium: "Water",
					baud: 2400,
				},
			],
		},
		"POST /api/v1/mbus/scan": {},
		"DELETE /api/v1/mbus/scan": {},
		"PUT /api/v1/mbus/meters": {},
		"GET /api/v1/script": {
			text: ">D\n>B\n=>sensor53 r\n>M 1\n+1,3,s,0,9600,SML\n1,77070100010800ff@1000,Energy in,kWh,E_in,4\n#\n",
			previous: ">D\n",
			meters: [],
		},
		"POST /api/v1/script/check": {
			errors: [{ line: 6, column: 3, message: "the pattern has an odd number of hex digits" }],
			warnings: [{ line: 3, column: 1, message: "sensor53 is not needed here" }],
			meters: [{ number: 1, type: "s", port: "optical", prefix: "SML", lines: 1 }],
		},
		"GET /api/v1/settings": { settings: settings() },
		"PATCH /api/v1/settings": { restart: false },
		"GET /api/v1/network": network(),
		"POST /api/v1/network/scan": {
			networks: [
				{ ssid: "Zuhause", rssi: -52, secure: true },
				{ ssid: "Nachbar mit einem langen Namen", rssi: -71, secure: true },
				{ ssid: "Gäste", rssi: -88, secure: false },
			],
		},
		"POST /api/v1/network/try": {},
		"POST /api/v1/mqtt/test": { ok: false, step: "login", error: "the broker refuses the user name or password" },
		"GET /api/v1/history": {
			series: [{ meter: "P1", value: "ImportActive", unit: "kWh" }, { meter: "P1", value: "ExportActive", unit: "kWh" }],
		},
		"GET /api/v1/history/data": { unit: "kWh", period: "quarter", rows: historyRows() },
		"GET /api/v1/update": {
			version: "0.1.0",
			state: "idle",
			progress: 0,
			error: "",
			available: { version: "0.2.0", notes: "Reads encrypted telegrams." },
			rolledBack: "",
			missing: "",
			slot: "a",
			channel: "stable",
		},
		"POST /api/v1/update/image": {},
		"POST /api/v1/update/check": {
			version: "0.1.0",
			state: "idle",
			progress: 0,
			error: "",
			available: null,
			rolledBack: "",
			missing: "",
			slot: "a",
			channel: "stable",
		},
		"GET /api/v1/device": {
			name: "meterwire-4A5B6C",
			board: "lolin-c3-mini",
			chip: "ESP32-C3",
			mac: "A0:76:4E:4A:5B:6C",
			version: "0.1.0",
			uptime: 273_840,
			restartReason: "power",
			bootCount: 12,
			freeMemory: 84_320,
			freeHeap: 31_200,
			shortOfMemory: 0,
			time: 1_796_000_000,
			mqtt: { state: "connected", host: "192.168.1.10", lastError: "" },
			influx: { state: "ok", sent: 12, waiting: 0, dropped: 0, lastError: "" },
			mdns: { name: "meter", faults: 0, lastError: "" },
			counters: {},
		},
		"GET /api/v1/log": {
			lines: [
				{ time: null, text: "Meterwire 0.1.0 on lolin-c3-mini" },
				{ time: 1_795_999_000, text: "network: connected with Zuhause, 192.168.1.57" },
				{ time: 1_795_999_003, text: "MQTT: connected with 192.168.1.10:1883" },
			],
		},
		"POST /api/v1/restart": {},
		"POST /api/v1/reset": {},
		"PUT /api/v1/backup": { restart: true, warnings: [] },
	};
}

export function liveMeters() {
	return [
		{
			name: "P1",
			port: "p1",
			state: "ok",
			age: 1,
			interval: 1,
			identity: { id: "E0042004715812345", manufacturer: "Kaifa", model: "MA304C" },
			values: [
				{ name: "Power", value: "428", unit: "W" },
				{ name: "ImportActive", value: "1210.987", unit: "kWh" },
				{ name: "ExportActive", value: "0000.000", unit: "kWh" },
				{ name: "Tariff", value: "1" },
				{ name: "Voltage.1", value: "230.4", unit: "V" },
				{ name: "Voltage.2", value: "231.0", unit: "V" },
				{ name: "Voltage.3", value: "229.8", unit: "V" },
				{ name: "Current.1", value: "2.01", unit: "A" },
				{ name: "PowerFailures", value: "2" },
				{ name: "Gas.Volume", value: "24435.247", unit: "m3" },
				{ name: "Gas.Time", value: "2026-11-21T12:00:00" },
			],
		},
		{
			name: "Heat_68123402",
			port: "mbus",
			state: "silent",
			age: 4210,
			interval: 900,
			identity: { id: "68123402", manufacturer: "LUG" },
			values: [{ name: "Energy", value: "12345", unit: "kWh" }, { name: "FlowTemperature", value: "54.3", unit: "°C" }],
		},
		{ name: "Optical", port: "optical", state: "waiting", age: null, interval: 10, values: [] },
	];
}

function ports() {
	const zero = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	const none = { overrun: 0, framing: 0, parity: 0, break: 0 };
	return [
		{
			port: "p1",
			meter: "P1",
			detected: "115200 8N1, inverted",
			activity: "",
			note: "",
			bytes: 1_234_567,
			bytesPerSecond: 823,
			faults: none,
			decoder: { ...zero, bytes: 1_234_567, telegrams: 1501, checkErrors: 1 },
			lastError: "crc16: sent 0C97, calculated 1A2B",
			age: 1,
			diagnosis: [{ code: "good", level: "good" }],
		},
		{
			port: "optical",
			meter: "Optical",
			detected: "",
			activity: "trying 9600 8N1",
			note: "",
			bytes: 18,
			bytesPerSecond: 2,
			faults: { ...none, framing: 16 },
			decoder: zero,
			lastError: "",
			age: null,
			diagnosis: [{ code: "too-much-light", level: "error" }, { code: "searching", level: "warning" }],
		},
	];
}

function explain(text: string) {
	const names: Readonly<Record<string, string>> = {
		"1-3:0.2.8": "version of the telegram",
		"0-0:1.0.0": "time of the meter",
		"1-0:1.8.1": "energy in, tariff 1",
		"1-0:1.8.2": "energy in, tariff 2",
		"1-0:1.7.0": "power in",
	};
	return text.split("\r\n").flatMap(line => {
		const [code, value] = line.split("(");
		return names[code!]
			? [{ at: text.indexOf(line), length: line.length, text: `${code} ${names[code!]}: ${value!.slice(0, -1).replace("*", " ")}` }]
			: [];
	});
}

function settings() {
	return settingNames.map(name => {
		const row = settingRow(name);
		const { type, help, group, restart } = row;
		const facts = { name, group, type, help, default: row.default, restart };
		if (type === "text" && row.secret)
			return { ...facts, default: undefined, secret: true, set: name === "mqttPassword", maximum: row.maximum };
		if (type === "number")
			return { ...facts, value: row.default, minimum: row.minimum, maximum: row.maximum, unit: row.unit, word: row.word?.text };
		return { ...facts, value: row.default, ...(type === "text" && { maximum: row.maximum, choices: row.choices, required: row.required }) };
	});
}

function network() {
	return {
		kind: "wifi",
		state: "connected",
		ssid: "Zuhause",
		address: "192.168.1.57",
		rssi: -58,
		mac: "A0:76:4E:4A:5B:6C",
		hostname: "meterwire-4A5B6C",
		portal: { active: false, ssid: "" },
		trying: null,
		lastError: "",
	};
}

/** A day of quarter hours, the newest first. */
function historyRows() {
	const midnight = new Date();
	midnight.setHours(0, 0, 0, 0);
	return Array.from({ length: 80 }, (_, index) => {
		const amount = 60 + Math.round(50 * Math.sin(index / 9) ** 2 + (index * 37) % 23);
		return { time: midnight.getTime() / 1000 + index * 900, amount: `0.${String(amount).padStart(3, "0")}`, total: `${1200 + index}.987` };
	}).reverse();
}
