import assert from "node:assert/strict";
import type { HouseSpec } from "../../simulator/house-spec";
import type { HistoryRow } from "../../services/history/history-rows";
import { ask } from "./push";
import type { SimulatedDevice } from "./simulated-device";

/** A house with something of everything that a device keeps: a P1 meter, two counters, and an optical meter that a script reads. */
export const livedInHouse: HouseSpec = {
	p1: { meter: "e350" },
	optical: { meter: "sml" },
	pulse1: { rate: 2_000, width: 35, bounces: 5 },
	pulse2: { rate: 300, width: 2_000, bounces: 8, bounceTime: 12 },
};

const script = ">D\n>B\n->sensor53 r\n>M 1\n+1,3,s,16,9600,SML\n1,77070100010800ff@1000,Import,kWh,Total_in,3\n#\n";
const settings = {
	deviceName: "A name of its own",
	telePeriod: "10",
	pulse1Kind: "s0",
	pulse1Constant: "1000",
	pulse1Label: "Heatpump",
	pulse2Kind: "reed",
};

/** When virtual time begins: the first quarter hour begins a minute later. */
export const beforeQuarter = Date.UTC(2026, 10, 21, 11, 14);

/** Everything that has to be as it was, whatever firmware runs. */
export interface Possessions {
	readonly settings: Readonly<Record<string, string>>;
	readonly script: string;
	readonly counters: readonly unknown[];
	/** Quarter hours that are over, by meter and value. */
	readonly history: Readonly<Record<string, readonly HistoryRow[]>>;
}

/**
 * Sets all of it as a user would, over the page's interface: nothing is given to the firmware at its starts. Takes 18 minutes, and wants a clock that begins at
 * `beforeQuarter`; the pulses stand still at the end, so that counters can be compared to the last one.
 */
export async function liveIn(device: SimulatedDevice): Promise<void> {
	await device.run(20);
	for (
		const [method, path, body] of [
			["PATCH", "/api/v1/settings", JSON.stringify(settings)],
			["PUT", "/api/v1/script", JSON.stringify({ text: script })],
			["POST", "/api/v1/restart", undefined],
		] as const
	) {
		const answer = await ask(device, method, path, body);
		assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
	}
	await device.run(30);
	await device.broker.publish("cmnd/meterwire_C3D4E5/Counter1", "1234.5");
	await device.run(950);
	device.house.ports.pulse1.meter!.rate = 0;
	device.house.ports.pulse2.meter!.rate = 0;
	await device.run(70);
}

export async function possessions(device: SimulatedDevice): Promise<Possessions> {
	const get = async (path: string) => (await ask(device, "GET", path)).body;
	const list = (await get("/api/v1/settings"))["settings"] as { name: string; value?: unknown; }[];
	const { series } = await get("/api/v1/history") as unknown as { series: { meter: string; value: string; }[]; };
	const history: Record<string, HistoryRow[]> = {};
	for (const { meter, value } of series) {
		const rows =
			(await get(`/api/v1/history/data?meter=${encodeURIComponent(meter)}&value=${value}&period=quarter`))["rows"] as HistoryRow[];
		history[`${meter} ${value}`] = rows.slice(0, -1);
	}
	const last = (group: string, name: string) => device.sensors.filter(({ object }) => object[group]).at(-1)?.object[group]![name];
	return {
		settings: Object.fromEntries(list.map(({ name, value }) => [name, String(value)])),
		script: String((await get("/api/v1/script"))["text"]),
		counters: [last("Heatpump", "Total"), last("Pulse2", "Volume")],
		history,
	};
}

/** All that was there before is there now; the history may have gone on. */
export function assertKept(before: Possessions, now: Possessions): void {
	assert.equal(before.settings["deviceName"], settings.deviceName);
	assert.ok(
		before.script.includes("Total_in") && Number(before.counters[0]) > 1234.9 && Number(before.counters[1]) > 0.7,
		JSON.stringify(before),
	);
	assert.ok(
		Object.keys(before.history).length >= 4 && Object.values(before.history).every(rows => rows.length),
		JSON.stringify(before.history),
	);
	const history = Object.fromEntries(
		Object.entries(before.history).map(([name, rows]) => [name, now.history[name]?.slice(0, rows.length)]),
	);
	assert.deepEqual({ ...now, history }, before);
}
