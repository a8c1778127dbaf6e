import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedDevice } from "../support/simulated-device";

/** What Home Assistant's Tasmota integration asks each time that a device says Online (hatasmota 0.10: sensors, then its status sensors). */
const asked = ["10", "11", "1", "2", "None"];
/** What it takes from which answer. */
const wanted: readonly (readonly [string, string, RegExp])[] = [
	["STATUS10", "StatusSNS", /"P1":\{/],
	["STATUS11", "StatusSTS", /"UptimeSec":\d+.*"MqttCount":1.*"Wifi":\{.*"SSId":".*"RSSI":\d+,"Signal":-\d+,"LinkCount":\d+/],
	["STATUS1", "StatusPRM", /"RestartReason":"[^"]+"/],
	["STATUS2", "StatusFWR", /"Version":"\d+\.\d+\.\d+\(meterwire\)"/],
	["STATUS", "Status", /"Module":0/],
];

test("a conversation with Home Assistant: discovery, its questions after Online, commands without a payload", async () => {
	const device = await SimulatedDevice.open({ p1: { meter: "e350", frozen: true } });
	try {
		await device.run(30);
		const [config] = device.published("/config"), [sensors] = device.published("/sensors");
		assert.ok(config?.retain && sensors?.retain);
		const { t: topic, ft, tp, ofln, onln } = JSON.parse(config.payload);
		const base = (prefix: number) => ft.replace("%prefix%", tp[prefix]).replace("%topic%", topic);
		assert.ok(device.published(`${base(2)}LWT`).some(({ payload, retain }) => payload === onln && retain));
		assert.equal(ofln, "Offline");

		const before = device.events.length;
		for (const payload of asked)
			await device.broker.publish(`${base(0)}STATUS`, payload);
		await device.run(3);
		for (const [last, member, pattern] of wanted) {
			const answers = device.events.slice(before).filter(event => event.event === "publish" && event.topic === `${base(1)}${last}`);
			assert.equal(answers.length, 1, last);
			const { payload, retain } = answers[0] as { payload: string; retain: boolean; };
			assert.ok(payload.startsWith(`{"${member}":{`) && JSON.parse(payload) && !retain, payload);
			assert.match(payload, pattern);
		}
		// All names that it was told are in its first question's answer.
		const { sn } = JSON.parse(sensors.payload), { StatusSNS } = JSON.parse(device.published("/STATUS10")[0]!.payload);
		assert.deepEqual(Object.keys(StatusSNS), Object.keys(sn));
		assert.deepEqual(Object.keys(StatusSNS.P1), Object.keys(sn.P1));

		for (
			const [command, answer] of [["TelePeriod", /^\{"TelePeriod":300\}$/], ["Topic", /^\{"Topic":"meterwire_/], [
				"Dance",
				/^\{"Command":"Unknown"\}$/,
			]] as const
		) {
			await device.broker.publish(`${base(0)}${command}`, "");
			await device.run(1);
			assert.match(device.published(`${base(1)}RESULT`).at(-1)!.payload, answer);
		}
		const { exceptions } = device.simulation.machine;
		assert.equal(exceptions, 0);
	}
	finally {
		await device.close();
	}
});

/** A request to the device's own web server, from within the process. */
async function get(device: SimulatedDevice, path: string): Promise<string> {
	const socket = device.simulation.network.dial(80);
	let answer = "";
	socket.on("data", (data: Buffer) => answer += data.toString());
	socket.write(`GET ${path} HTTP/1.1\r\nHost: 192.168.4.20\r\nConnection: close\r\n\r\n`);
	await device.run(3);
	socket.destroy();
	return answer;
}

test("commands over HTTP", async () => {
	const device = await SimulatedDevice.open({ p1: { meter: "e350", frozen: true } });
	try {
		await device.run(30);
		assert.match(await get(device, "/cm?cmnd=Status%208"), /^HTTP\/1\.1 200 [^]*\{"StatusSNS":\{"Time":"[^"]+","P1":\{/);
		assert.match(await get(device, "/cm?cmnd=TelePeriod"), /\{"TelePeriod":300\}/);
		assert.match(await get(device, "/cm?cmnd=Dance"), /\{"Command":"Unknown"\}/);
		assert.match(await get(device, "/cm"), /"WARNING"/);
		assert.match(device.published("/RESULT").at(-1)!.payload, /Unknown/);
	}
	finally {
		await device.close();
	}
});
