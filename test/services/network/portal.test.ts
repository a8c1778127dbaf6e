import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo } from "../../../services/network/portal-dns";
import type { NetworkDescription } from "../../../services/network/network-setup";
import { askDevice } from "../../support/ask-device";
import { SimulatedDevice } from "../../support/simulated-device";
import { Random } from "../../support/random";

/** A query of RFC 1035: header, one question. */
function query(name: string, type = 1, id = 0x1234): Uint8Array {
	const labels = name.split(".").flatMap(label => [label.length, ...Buffer.from(label)]);
	return Uint8Array.of(id >> 8, id & 0xFF, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1);
}

const address = Uint8Array.of(192, 168, 4, 1);

test("every name has the device's address", () => {
	const asked = query("connectivitycheck.gstatic.com");
	const answer = answerTo(asked, address)!;
	assert.deepEqual([...answer.subarray(0, 12)], [0x12, 0x34, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
	assert.deepEqual(answer.subarray(12, asked.length), asked.subarray(12));
	assert.deepEqual([...answer.subarray(asked.length)], [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 10, 0, 4, 192, 168, 4, 1]);
});

test("IPv6 and other records: there are none; what is no query gets no answer", () => {
	const answer = answerTo(query("captive.apple.com", 28), address)!;
	assert.equal(answer[7], 0);
	assert.equal(answer.length, query("captive.apple.com", 28).length);
	assert.equal(answerTo(query("x").fill(0x80, 2, 3), address), undefined);
	assert.equal(answerTo(query("x").subarray(0, 14), address), undefined);
	assert.equal(answerTo(new Uint8Array(0), address), undefined);
	const random = new Random(3);
	for (let round = 0; round < 5000; round++)
		answerTo(random.bytes(random.below(600)), address);
});

const firstBoot = { defaults: { wifiSsid: "", wifiPassword: "", mqttHost: "" } };

test("out of the box: set-up network, its password in the log and kept; names lead to the device", async () => {
	const device = await SimulatedDevice.open({}, firstBoot);
	const { network, machine } = device.simulation;
	await device.run(5);
	const opened = network.accessPoint!;
	assert.equal(opened.SSID, "Meterwire-C3D4E5");
	assert.ok(device.logged(`"${opened.password}"`));
	const answers: Uint8Array[] = [];
	network.serveDatagrams("192.168.4.9", 5555, (_from, bytes) => answers.push(bytes));
	assert.ok(network.sendDatagram({ address: "192.168.4.9", port: 5555 }, 53, query("example.com")));
	assert.ok(network.sendDatagram({ address: "192.168.4.9", port: 5555 }, 53, Uint8Array.of(1)));
	await device.run(1);
	assert.deepEqual(answers.map(answer => answer.slice(-4).join(".")), ["192.168.4.1"]);
	machine.restart("test");
	await device.run(5);
	assert.deepEqual(network.accessPoint, opened);
	await device.close();
});

test("the first set-up over HTTP: foreign hosts lead to the page, a wrong password is told, a right one is kept", async () => {
	const device = await SimulatedDevice.open("e350", firstBoot);
	const { network } = device.simulation;
	await device.run(3);
	const foreign = await askDevice(device, "GET", "/generate_204", { host: "connectivitycheck.gstatic.com" });
	assert.deepEqual([foreign.status, foreign.headers["location"]], [302, "http://192.168.4.1/"]);
	const state = async () => (await askDevice(device, "GET", "/api/v1/network")).json as NetworkDescription;
	assert.deepEqual((await state()).portal, { active: true, ssid: "Meterwire-C3D4E5" });
	const scan = (await askDevice(device, "POST", "/api/v1/network/scan")).json as { networks: { ssid: string; }[]; };
	assert.deepEqual(scan.networks.map(each => each.ssid), ["Simulator", "Guest", "No addresses", "Neighbour", "Far away"]);
	for (const [body, field] of [[{ ssid: "Simulator", password: "short" }, "password"], [{ password: "longer than 8" }, "ssid"]] as const) {
		const refused = await askDevice(device, "POST", "/api/v1/network/try", { body });
		assert.deepEqual([refused.status, (refused.json as { field: string; }).field], [422, field]);
	}
	assert.equal(
		(await askDevice(device, "POST", "/api/v1/network/try", { body: { ssid: "Simulator", password: "wrong password" } })).status,
		200,
	);
	await device.run(9);
	assert.deepEqual((await state()).trying, { ssid: "Simulator", state: "failed", error: "wrong password" });
	await askDevice(device, "POST", "/api/v1/network/try", { body: { ssid: "Simulator", password: "simulator" } });
	await device.run(3);
	const joined = await state();
	assert.deepEqual([joined.state, joined.ssid, joined.trying?.state, joined.portal.active], ["connected", "Simulator", "connected", true]);
	assert.doesNotMatch(JSON.stringify(joined), /simulator"/);
	await device.run(61);
	assert.equal(network.accessPoint, undefined);
	device.simulation.machine.restart("test");
	await device.run(8);
	assert.deepEqual([(await state()).state, network.accessPoint], ["connected", undefined]);
	await device.close();
});

test("a fixed address needs nobody who gives one out", async () => {
	const device = await SimulatedDevice.open("e350", {
		defaults: { wifiSsid: "No addresses", wifiPassword: "simulator" },
		settings: { fixedAddress: "192.168.7.50" },
	});
	await device.run(5);
	const { state, address } = (await askDevice(device, "GET", "/api/v1/network")).json as NetworkDescription;
	assert.deepEqual([state, address], ["connected", "192.168.7.50"]);
	assert.ok(device.published("/SENSOR").length > 0 || device.logged("online, 192.168.7.50"));
	await device.close();
});
