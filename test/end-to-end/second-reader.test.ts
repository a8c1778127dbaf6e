import assert from "node:assert/strict";
import { test } from "node:test";
import type { HouseSpec } from "../../simulator/house-spec";
import { readSeed } from "../support/seed-scripts";
import { SimulatedDevice } from "../support/simulated-device";

/*
	The set-up of the fourth seed behind the broker: mqttwarn takes the SENSOR object apart with Python's `str.format` (`{EON[freq]}` is the member
	`freq` of the member `EON`; one that is not there is an error) and hands the line to InfluxDB.
*/

type Sensor = Record<string, Record<string, unknown>>;

function formatLine(format: string, object: Sensor): string {
	return format.replace(/\{(\w+)\[([^\]]+)\]\}/g, (_text, group: string, key: string) => {
		const value = object[group]?.[key];
		assert.notEqual(value, undefined, `${group} ${key}`);
		return String(value);
	});
}

/** Tags and fields of a line as InfluxDB reads them (line protocol): numbers as numbers, texts without their quotes. */
function parseLine(line: string): { measurement: string; tags: Record<string, string>; fields: Record<string, number | string>; } {
	const blank = line.indexOf(" "), head = line.slice(0, blank).split(",");
	const fields: Record<string, number | string> = {};
	// A comma inside quotes is none between two fields.
	for (const [, key, value] of line.slice(blank + 1).matchAll(/([^=,]+)=("[^"]*"|[^,]*)(?:,|$)/g)) {
		assert.match(value!, /^("[^"]*"|-?\d+(\.\d+)?)$/, `${key} is no value of InfluxDB`);
		fields[key!] = value!.startsWith("\"") ? value!.slice(1, -1) : Number(value);
	}
	return { measurement: head[0]!, tags: Object.fromEntries(head.slice(1).map(tag => tag.split("="))), fields };
}

const seed = readSeed();
const cases: readonly (readonly [string, HouseSpec, number, string, Record<string, number | string>])[] = [
	["P1", { p1: { meter: "sx631", frozen: true } }, 60, "home1", {
		volts_l1: 233.9,
		amps_l3: 2,
		freq: 50.03,
		tariff: 1,
		pwr_imp: 1.612,
		pwr_exp: 0,
		enrg_imp: 22803.012,
		enrg_imp_t1: 15543.755,
		nrg_reac_imp: 1470.921,
		enrg_comb: 22803.014,
		factor: 0.968,
		pwr_reac_q4: 0.417,
		mo_enrg_imp: 22756.691,
		mo_enrg_impt2: 7232.995,
		mo_pw_pk_in_l1: 2.304,
		mo_pw_pk_in_l3: 1.104,
		mo_nrg_reac_q4: 6356.208,
		mo_nrg_reac_sum: 22756.693,
	}],
	["optical", { optical: { meter: "lk11", frozen: true } }, 240, "home2", {
		total: 12345.678,
		serial: 29123456,
		"0.3.0": 1000,
		version: "ver.02, 110901, 1254",
	}],
];
cases.forEach(([name, house, seconds, device, expected], at) =>
	test(`the ${name} meter's line for InfluxDB`, { skip: !seed && "needs the seeds" }, async () => {
		const simulated = await SimulatedDevice.open(house, { script: seed!.scripts[at]! });
		try {
			await simulated.run(seconds);
			const { object } = simulated.sensors.at(-1)!;
			const { measurement, tags, fields } = parseLine(`electricmeter,${formatLine(seed!.formats[at]!, object)}`);
			assert.deepEqual({ measurement, tags }, { measurement: "electricmeter", tags: { device } });
			assert.deepEqual(Object.fromEntries(Object.keys(expected).map(key => [key, fields[key]])), expected);
			assert.equal(Object.keys(fields).length, seed!.formats[at]!.match(/\{/g)!.length);
		}
		finally {
			await simulated.close();
		}
	})
);
