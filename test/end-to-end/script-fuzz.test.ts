import assert from "node:assert/strict";
import { test } from "node:test";
import { askDevice } from "../support/ask-device";
import { SimulatedDevice } from "../support/simulated-device";
import { fuzzScripts } from "./script-fuzz";

test("damaged scripts that are saved on a running device crash nothing", () => fuzzScripts(1, 40));

for (const baud of ["999999999", "1", "0", "4294967297"])
	test(`a script that wants ${baud} baud, in its meter line or later, runs without`, async () => {
		const later =
			`>D\nc=0\n>B\n>F\nc+=1\nswitch c\ncase 3\nsml(1 0 ${baud})\ncase 9\nsml(1 1 "0104")\ncase 12\nsml(-1 1 "${baud}:8E1")\ncase 40\nc=0\nends\n>M 1\n+1,3,m,0,9600,A,1\n1,01@1,X,,X,0\n#\n`;
		for (const script of [later, later.replace(",9600,", `,${baud},`)]) {
			const device = await SimulatedDevice.open({ mbus: { modbus: ["sdm630"] } }, { script });
			try {
				await device.run(15);
				const { restarts, exceptions } = device.simulation.machine;
				assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
			}
			finally {
				await device.close();
			}
		}
	});

test("a wake-up that is due while the one before is under way waits for it", async () => {
	const script =
		">D\n>B\n>S\nif (upsecs%1==0) {\n=#wake\n}\n>M 1\n+1,3,rE1,0,2400,HEAT,1\n1,0406u32s@1,Energy,kWh,Energy,0\n#wake\nsml(-1 1 \"2400:8N1\")\nfor c 1 72 1\nsml(1 1 \"55555555555555555555\")\nnext\ndelay(350)\nsml(-1 1 \"2400:8E1\")\nsml(1 1 \"105BFE5916\")\n#\n";
	const device = await SimulatedDevice.open({ mbus: { meters: ["kamstrup402"] } }, { script });
	try {
		await device.run(60);
		assert.deepEqual(device.events.filter(({ event }) => event === "exception"), []);
		assert.equal(device.sensors.at(-1)?.object["HEAT"]?.["Energy"], 10);
		const ports = (await askDevice(device, "GET", "/api/v1/ports")).json as { ports: { port: string; lastError: string; }[]; };
		assert.equal(ports.ports.find(({ port }) => port === "mbus")?.lastError, "");
	}
	finally {
		await device.close();
	}
});
