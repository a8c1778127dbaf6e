import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedDevice } from "../support/simulated-device";

/** `IMPROV`, version 1, type 3: written here anew, so that a mistake in the firmware's own packets is seen. */
function ask(command: number, ...texts: string[]): Uint8Array {
	const data = texts.flatMap(text => [text.length, ...Buffer.from(text)]);
	const packet = [...Buffer.from("IMPROV"), 1, 3, data.length + 2, command, data.length, ...data];
	return Uint8Array.from([...packet, packet.reduce((sum, byte) => sum + byte, 0) & 0xFF, 0x0A]);
}

/** Each packet that was heard among the lines of the log: type and data, results as texts. */
function packets(bytes: Uint8Array): (readonly [type: number, ...data: (number | string)[]])[] {
	const found: [number, ...(number | string)[]][] = [];
	const header = "IMPROV\x01", text = Buffer.from(bytes).toString("latin1");
	for (let at = text.indexOf(header); at >= 0; at = text.indexOf(header, at)) {
		const length = bytes[at + 8]!, end = at + 9 + length, data = bytes.subarray(at + 9, end);
		assert.equal(bytes[end], bytes.subarray(at, end).reduce((sum, byte) => sum + byte, 0) & 0xFF);
		assert.equal(bytes[end + 1], 0x0A);
		const texts: (number | string)[] = [];
		for (let from = 2; bytes[at + 7] === 4 && from < length; from += 1 + data[from]!)
			texts.push(Buffer.from(data.subarray(from + 1, from + 1 + data[from]!)).toString());
		found.push(bytes[at + 7] === 4 ? [4, data[0]!, ...texts] : [bytes[at + 7]!, ...data]);
		at = end + 2;
	}
	return found;
}

test("out of the box into the network by the cable: networks, wrong password, right one, address of the page; kept over a restart", {
	timeout: 120_000,
}, async () => {
	const device = await SimulatedDevice.open({}, { console: true, defaults: { wifiSsid: "", wifiPassword: "", mqttHost: "" } });
	const plug = device.console!;
	const talk = async (bytes: Uint8Array, seconds = 1) => {
		plug.write(bytes);
		await device.run(seconds);
		return packets(plug.read());
	};
	try {
		await device.run(5);
		const first = plug.read();
		assert.deepEqual(packets(first), []);
		const { SSID, password } = device.simulation.network.accessPoint!;
		assert.ok(Buffer.from(first).toString().includes(`join "${SSID}" with the password "${password}"`));
		assert.deepEqual(await talk(ask(2)), [[1, 2]]);
		const [[type, command, firmware, , chip]] = await talk(ask(3)) as [[number, number, string, string, string]];
		assert.deepEqual([type, command, firmware, chip], [4, 3, "Meterwire", "simulator"]);
		const networks = await talk(ask(4), 5);
		assert.deepEqual(networks.map(each => each[2]), ["Simulator", "Guest", "No addresses", "Neighbour", "Far away", undefined]);
		assert.deepEqual(networks.slice(0, 2).map(each => each[4]), ["YES", "NO"]);
		assert.deepEqual(await talk(Buffer.concat([Buffer.from("some text\r\nIMP"), ask(1, "Simulator", "wrong password")]), 10), [
			[1, 3],
			[2, 3],
			[1, 2],
		]);
		assert.deepEqual((await talk(ask(1, "Simulator", "simulator"), 5)).map(each => String(each).replace(/\d+\.\d+\.\d+\.\d+/, "ADDRESS")), [
			"2,0",
			"1,3",
			"1,4",
			"4,1,http://ADDRESS/",
		]);
		assert.ok(device.simulation.network.accessPoint);
		await device.run(61);
		assert.equal(device.simulation.network.accessPoint, undefined);
		device.simulation.machine.restart("test");
		await device.run(8);
		assert.deepEqual((await talk(ask(2))).map(each => each.slice(0, 2)), [[1, 4], [4, 2]]);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 1, exceptions: 0 });
		assert.ok(!device.logged("simulator\""));
	}
	finally {
		await device.close();
	}
});
