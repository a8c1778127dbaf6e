import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { MqttTrial, type MqttTrialResult } from "../../../services/mqtt/mqtt-trial";
import type { MQTTHardware, SocketConstructor } from "../../../services/platform";
import { EmbeddedBroker } from "../../../simulator/broker";
import { askDevice } from "../../support/ask-device";
import { SimulatedDevice } from "../../support/simulated-device";
import { VirtualTimers } from "../../support/virtual-timers";

const trial = (device: SimulatedDevice, body: object) =>
	askDevice(device, "POST", "/api/v1/mqtt/test", { body }).then(answer => answer.json as { ok: boolean; step: string; error: string; });

test("the broker's test says how far it came, and leaves the session alone", async () => {
	const device = await SimulatedDevice.open("e350");
	const { host, port } = { host: device.broker.address, port: device.broker.port };
	await device.run(10);
	const connects = device.published("/LWT").length;
	assert.deepEqual(await trial(device, { host, port }), { ok: true, step: "login", error: "" });
	// What is not given is what is set.
	assert.deepEqual(await trial(device, {}), { ok: true, step: "login", error: "" });
	const nobody = await trial(device, { host: "nobody.invalid", port });
	assert.deepEqual([nobody.ok, nobody.step], [false, "name"]);
	assert.match(nobody.error, /no address found for nobody\.invalid/);
	const closed = await closedPort();
	const unreachable = await trial(device, { host: "127.0.0.1", port: closed });
	assert.deepEqual([unreachable.ok, unreachable.step], [false, "tcp"]);
	const plain = await trial(device, { host, port, tls: true });
	assert.deepEqual([plain.ok, plain.step], [false, "tls"]);
	const refused = await askDevice(device, "POST", "/api/v1/mqtt/test", { body: { host: "", port } });
	assert.deepEqual([refused.status, (refused.json as { field: string; }).field], [422, "host"]);
	await device.run(30);
	assert.equal(device.published("/LWT").length, connects);
	assert.ok(device.simulation.machine.exceptions === 0);
	await device.close();
});

test("a wrong password at the broker is a matter of the log-in, and is repeated nowhere", async () => {
	const device = await SimulatedDevice.open("e350"), broker = await EmbeddedBroker.open(0, { user: "meter", password: "right-one" });
	broker.attach(device.simulation.network);
	await device.run(10);
	const place = { host: broker.address, port: broker.port, user: "meter" };
	const wrong = await askDevice(device, "POST", "/api/v1/mqtt/test", { body: { ...place, password: "wrong-one" } });
	assert.deepEqual(wrong.json, { ok: false, step: "login", error: "the broker refuses the user name or password" });
	assert.equal((await trial(device, { ...place, user: "somebody", password: "right-one" })).step, "login");
	assert.deepEqual(await trial(device, { ...place, password: "right-one" }), { ok: true, step: "login", error: "" });
	assert.ok(!device.logged("wrong-one") && !device.logged("right-one"));
	await device.close();
	await broker.close();
});

test("without a certificate authority an encrypted broker is not asked, and the step is named", () => {
	const timers = new VirtualTimers(), results: MqttTrialResult[] = [];
	class Never {
		constructor() {
			throw new Error("nothing is to be opened");
		}
	}
	const socket = { io: Never as unknown as SocketConstructor };
	const hardware = { io: Never as unknown as MQTTHardware["io"], dns: { io: Never }, socket, tls: { ...socket, TCP: socket } };
	const broker = { host: "192.0.2.1", port: 8883, tls: true, id: "test" };
	new MqttTrial({ timers, hardware, broker, onResult: result => results.push(result) });
	timers.advance(100);
	assert.deepEqual(results, [{ ok: false, step: "tls", error: "the broker cannot be checked: set the certificate authority" }]);
});

async function closedPort(): Promise<number> {
	const server = net.createServer();
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as net.AddressInfo;
	await new Promise(resolve => server.close(resolve));
	return port;
}
