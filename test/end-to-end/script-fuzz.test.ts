import assert from "node:assert/strict";
import { test } from "node:test";
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
