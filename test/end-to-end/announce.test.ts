import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineKind } from "../../simulator/engine/open-engine";
import { version } from "../../services/version";
import { ask } from "../support/push";
import { SimulatedDevice } from "../support/simulated-device";

const host = "meterwire-C3D4E5";
const neighbour = { address: "192.168.4.9", port: 5353 };

const logs = ({ events }: SimulatedDevice) =>
	events.flatMap(event => event.event === "log" && event.text.startsWith("mDNS") ? [event.text] : []);

async function run(
	engine: EngineKind,
	look: (device: SimulatedDevice, network: SimulatedDevice["simulation"]["network"]) => Promise<void>,
) {
	const device = await SimulatedDevice.open({ p1: { meter: "e350" } }, { engine });
	try {
		await look(device, device.simulation.network);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
}

const engines: readonly EngineKind[] = ["node", "xs"];

for (const engine of engines) {
	test(`${engine}: claims its name, advertises its page, withdraws both without the network, and comes back`, () =>
		run(engine, async (device, { announced }) => {
			const expected = {
				names: [host],
				services: [{ serviceType: "_http._tcp", host, port: 80, texts: [`version=${version}`, "board=simulator", "path=/"] }],
			};
			assert.deepEqual(announced.names, []);
			await device.run(15);
			assert.deepEqual(announced, expected);
			device.simulation.network.up = false;
			await device.run(10);
			assert.deepEqual(announced, { names: [], services: [] });
			device.simulation.network.up = true;
			await device.run(90);
			assert.deepEqual(announced, expected);
		}));

	test(`${engine}: takes the next name where somebody has its own`, () =>
		run(engine, async (device, network) => {
			network.localNames.add(host.toLowerCase()).add(`${host}-2`.toLowerCase());
			await device.run(30);
			assert.deepEqual(network.announced.names, [`${host}-3`]);
			assert.deepEqual(network.announced.services.map(service => service.host), [`${host}-3`]);
			assert.deepEqual(logs(device), [
				`mDNS: somebody else is ${host}.local; the next name is ${host}-2`,
				`mDNS: somebody else is ${host}-2.local; the next name is ${host}-3`,
				`mDNS: the device is ${host}-3.local`,
			]);
		}));

	test(`${engine}: broken packets and a group that cannot be joined end nothing`, () =>
		run(engine, async (device, network) => {
			network.multicastFails = true;
			await device.run(30);
			assert.deepEqual(logs(device), ["mDNS: no multicast (fault 1)"]);
			assert.deepEqual(network.announced.names, []);
			const told = async () => (await ask(device, "GET", "/api/v1/device")).body["mdns"] as Record<string, unknown>;
			const status = async () =>
				((await ask(device, "GET", "/cm?cmnd=Status%205")).body["StatusNET"] as Record<string, unknown>)["MdnsError"];
			const { name, faults, lastError } = await told();
			assert.deepEqual([name, lastError, await status()], [null, "no multicast", "no multicast"]);
			assert.ok(Number(faults) > 1);
			assert.ok(!network.sendDatagram(neighbour, 5353, new Uint8Array(40)), "the port is free again");
			network.multicastFails = false;
			await device.run(90);
			assert.deepEqual(network.announced.names, [host]);
			for (let count = 0; count < 3; count++)
				assert.ok(network.sendDatagram(neighbour, 5353, new Uint8Array(3)));
			await device.run(5);
			assert.match(logs(device).at(-1)!, /^mDNS: bad packet \(fault \d+\)$/);
			const later = await told();
			assert.deepEqual([later["name"], later["lastError"], await status()], [host, "bad packet", undefined]);
			assert.deepEqual(network.announced.names, [host]);
		}));
}
