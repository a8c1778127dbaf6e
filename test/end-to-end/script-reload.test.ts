import assert from "node:assert/strict";
import { test } from "node:test";
import type { HouseSpec } from "../../simulator/house-spec";
import { askDevice } from "../support/ask-device";
import { SimulatedDevice } from "../support/simulated-device";

const p1Script = (prefix: string, name = "Power") =>
	`>D\n>B\n->sensor53 r\n>M 1\n+1,3,o,0,115200,${prefix},1\n1,1-0:1.7.0(@0.001,Power,W,${name},0\n#\n`;
const modbusScript =
	">D\n>B\ntper=20\n>M 1\n+1,3,m,0,9600,SDM630,1,5,01040000,01040034\n1,010404ffffffff@i0:1,Voltage,V,Voltage,1\n1,010404ffffffff@i1:1,Power,W,Power,1\n#\n";

interface Saved {
	errors: { line: number; column: number; message: string; }[];
	restart: boolean;
}

async function run(
	spec: HouseSpec,
	options: { script?: string; settings?: Record<string, string>; },
	look: (device: SimulatedDevice) => Promise<void>,
): Promise<void> {
	const device = await SimulatedDevice.open(spec, options);
	try {
		await device.run(30);
		await look(device);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
}

async function save(device: SimulatedDevice, text: string): Promise<Saved> {
	const { status, json } = await askDevice(device, "PUT", "/api/v1/script", { body: { text } });
	assert.equal(status, 200);
	return json as Saved;
}

const last = ({ sensors }: SimulatedDevice) => sensors[sensors.length - 1]!.object;
/** What the broker holds under topics that end like this; an empty text is nothing. */
const retained = (device: SimulatedDevice, end: string) =>
	[...new Map(device.published(end).filter(({ retain }) => retain).map(({ topic, payload }) => [topic, payload]))].filter(([, payload]) =>
		payload
	)
		.map(([topic]) => topic.split("/").slice(-2).join("/"));

test("a saved script runs at once: other names, the old meter's topic is taken back, discovery follows; an empty one gives the port back", () =>
	run({ p1: { meter: "sx631", frozen: true } }, {}, async device => {
		assert.ok("P1" in last(device));
		assert.deepEqual(await save(device, p1Script("EON")).then(({ errors, restart }) => ({ errors, restart })), {
			errors: [],
			restart: false,
		});
		await device.run(20);
		assert.deepEqual(last(device)["EON"], { Power: 1612 });
		assert.ok(!("P1" in last(device)));
		assert.deepEqual(retained(device, "1/LWT").filter(topic => topic === "P1/LWT"), []);
		assert.deepEqual(retained(device, "EON/LWT"), ["EON/LWT"]);
		await device.run(40);
		assert.match(device.published("/sensors").at(-1)!.payload, /"EON":\{"Power":\d+\}/);
		assert.doesNotMatch(device.published("/sensors").at(-1)!.payload, /"P1"/);
		await save(device, p1Script("EON", "Watts"));
		await device.run(60);
		assert.deepEqual(last(device)["EON"], { Watts: 1612 });
		assert.match(device.published("/sensors").at(-1)!.payload, /"EON":\{"Watts":\d+\}/);
		await save(device, "");
		await device.run(60);
		assert.ok("P1" in last(device) && !("EON" in last(device)));
		assert.deepEqual(retained(device, "EON/LWT"), []);
		assert.match(device.published("/sensors").at(-1)!.payload, /"P1"/);
	}));

test("a script with errors is refused with line and column, and the old one goes on", () =>
	run({ p1: { meter: "sx631", frozen: true } }, { script: p1Script("EON") }, async device => {
		const { errors, restart } = await save(device, p1Script("EON", "Watts").replace("@0.001,Power,W", "@0.001,Power"));
		assert.equal(restart, false);
		assert.deepEqual(errors.map(({ line }) => line), [6]);
		assert.ok(errors[0]!.column > 1 && errors[0]!.message);
		const count = device.sensors.length;
		await device.run(30);
		assert.ok(device.sensors.length > count);
		assert.deepEqual(last(device)["EON"], { Power: 1612 });
	}));

test("a script takes the M-Bus port from its meters and gives it back; its own TelePeriod counts", () =>
	run({ mbus: { modbus: ["sdm630"] } }, {}, async device => {
		assert.equal((await askDevice(device, "GET", "/api/v1/mbus")).status, 200);
		await save(device, modbusScript);
		await device.run(30);
		assert.deepEqual(last(device)["SDM630"], { Voltage: 230.1, Power: -687.5 });
		assert.equal((await askDevice(device, "GET", "/api/v1/mbus")).status, 404);
		assert.deepEqual(JSON.parse(device.published("/RESULT").at(-1)!.payload), { TelePeriod: 20 });
		await save(device, "");
		await device.run(5);
		assert.equal((await askDevice(device, "GET", "/api/v1/mbus")).status, 200);
	}));

test("Sensor53 r begins anew with what is saved, counters go on", () =>
	run(
		{ pulse1: { rate: 720, width: 60 } },
		{ script: ">D\n>B\n->sensor53 r\n>M 1\n+1,5,c,1,-20,Gas\n1,1-0:1.8.0*255(@1,Gas,m3,Count,0\n#\n" },
		async device => {
			await device.run(60);
			const before = Number(last(device)["Gas"]!["Count"]), topic = device.published("/STATE")[0]!.topic.split("/")[1]!;
			assert.ok(before > 10);
			await device.broker.publish(`cmnd/${topic}/Sensor53`, "r");
			await device.run(20);
			assert.match(device.published("/RESULT").at(-1)!.payload, /"SML":\{"CMD":"restart"\}/);
			assert.ok(Number(last(device)["Gas"]!["Count"]) > before);
		},
	));

test("in safe mode a script is kept, and the answer says that it waits for the next start", async () => {
	const device = await SimulatedDevice.open({ p1: { meter: "sx631", frozen: true } });
	try {
		await device.run(15);
		await save(device, p1Script("EON"));
		for (let count = 0; count < 3; count++) {
			await device.run(15);
			device.simulation.machine.restart("Exception");
		}
		await device.run(20);
		assert.ok(device.logged("safe mode"));
		assert.equal(((await askDevice(device, "GET", "/api/v1/script")).json as { text: string; }).text, p1Script("EON"));
		assert.deepEqual(await save(device, p1Script("OTHER")).then(({ errors, restart }) => ({ errors, restart })), {
			errors: [],
			restart: true,
		});
		const { length } = device.sensors;
		await device.run(30);
		assert.equal(device.sensors.length, length);
		await device.run(1900);
		assert.deepEqual(last(device)["OTHER"], { Power: 1612 });
	}
	finally {
		await device.close();
	}
});

test("fifty scripts one after the other leave no port and no memory behind", () =>
	run({ p1: { meter: "sx631", frozen: true }, mbus: { modbus: ["sdm630"] } }, {}, async device => {
		const { machine } = device.simulation, held: [number, number | undefined][] = [];
		for (let round = 0; round < 16; round++) {
			for (const script of [p1Script(`EON${round}`), modbusScript, ""]) {
				await save(device, script);
				await device.run(12);
			}
			held.push([machine.instances, await machine.liveSlots()]);
		}
		// Until then the page's log fills up. Asking costs two slots.
		const [ports, slots] = held[7]!, [portsLater, slotsLater] = held[15]!;
		assert.equal(portsLater, ports);
		if (slots !== undefined)
			assert.ok(slotsLater! - slots < 60, `${slots} slots became ${slotsLater}`);
	}));
