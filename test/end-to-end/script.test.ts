import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { HouseSpec } from "../../simulator/house-spec";
import { missingKeys, readSeed } from "../support/seed-scripts";
import { SimulatedDevice } from "../support/simulated-device";

async function run(
	spec: string | HouseSpec,
	seconds: number,
	options: { script: string; settings?: Record<string, string>; },
	look: (device: SimulatedDevice) => void | Promise<void>,
) {
	const device = await SimulatedDevice.open(spec, options);
	try {
		await device.run(seconds);
		await look(device);
		const { restarts, exceptions } = device.simulation.machine;
		assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 });
	}
	finally {
		await device.close();
	}
}

const p1Script =
	">D\nr=\"1,0-0:98.1.0(@(\"\n>B\nsmlj=0\n->sensor53 r\n>M 1\n+1,3,o,16,115200,EON,1\n1,1-0:32.7.0(@1,Voltage,V,volts_l1,1\n1,1-0:1.7.0(@0.001,Power,W,Power,16\n%r%1:1,Energy import,kWh,mo_imp,3\n#\n";

test("a script on the P1 port: names, number text, and at once what asks for it", () =>
	run({ p1: { meter: "sx631", frozen: true } }, 60, { script: p1Script }, ({ sensors }) => {
		assert.match(sensors[0]!.text, /^\{"Time":"[-0-9T:]+","EON":\{"volts_l1":233\.9,"Power":1612,"mo_imp":22756\.691\}\}$/);
		assert.ok(sensors.filter(({ object }) => Object.keys(object.EON!).length === 1).length >= 4);
	}));

test("a script with errors changes nothing: the one before runs on", async () => {
	const state = mkdtempSync(path.join(tmpdir(), "script-"));
	const open = (script: string) => SimulatedDevice.open({ p1: { meter: "sx631", frozen: true } }, { state, script });
	for (const script of [p1Script, p1Script.replace("1,1-0:1.7.0(@0.001,Power,W,Power,16", "1,1-0:1.7.0(@0.001,Power")]) {
		const device = await open(script);
		try {
			await device.run(60);
			assert.match(device.sensors[0]!.text, /"EON":\{"volts_l1":233\.9,"Power":1612,"mo_imp":22756\.691\}/);
			const said = device.events.some(event => event.event === "log" && /line 9, column \d+: /.test(event.text));
			assert.equal(said, script !== p1Script);
		}
		finally {
			await device.close();
		}
	}
	rmSync(state, { recursive: true });
});

const found = readSeed();
const houses: readonly (readonly [string, HouseSpec, number])[] = [
	["P1", { p1: { meter: "sx631", frozen: true } }, 60],
	["optical", { optical: { meter: "lk11" } }, 240],
];
houses.forEach(([name, house, seconds], at) =>
	test(
		`the ${name} script of the fourth seed, unmodified`,
		{ skip: !found && "needs the seeds" },
		() =>
			run(house, seconds, { script: found!.scripts[at]! }, ({ sensors, events }) => {
				const last = sensors[sensors.length - 1];
				assert.ok(last, JSON.stringify(events.slice(-5)));
				assert.deepEqual(missingKeys(found!.formats[at]!, last.object), []);
			}),
	)
);
