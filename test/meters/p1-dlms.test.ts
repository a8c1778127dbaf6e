import assert from "node:assert/strict";
import { test } from "node:test";
import { P1Meter } from "../../meters/p1-meter";
import { octetsOfHex } from "../../protocols/octets";
import { createHouse } from "../../simulator/house";
import { virtualAuthKey, virtualKey } from "../../simulator/meters/dlms-meters";
import { P1Meter as VirtualMeter } from "../../simulator/meters/p1-meter";
import { p1Models } from "../../simulator/meters/p1-models";
import type { HouseSpec } from "../../simulator/house-spec";
import { Scheduler } from "../../simulator/scheduler";
import { decryptGcm } from "../../tools/decode/decrypt-gcm";

const keys = { key: octetsOfHex(virtualKey), authKey: octetsOfHex(virtualAuthKey) };

function open(spec: string | HouseSpec, options: { keys?: object; format?: string; } = { keys }) {
	const scheduler = new Scheduler();
	const house = createHouse(spec, scheduler, 1);
	const updates: string[] = [], formats: string[] = [];
	const meter = new P1Meter({
		serial: { io: house.ports.p1.serial, receive: 1 },
		request: { io: house.ports.p1.request, pin: 2 },
		timers: scheduler.timers,
		decrypt: decryptGcm,
		...options,
		onUpdate: source => updates.push(source.sensor()!),
		onFormat: format => formats.push(format),
	});
	return { scheduler, house, meter, updates, formats };
}

const object = (text: string | undefined) => (JSON.parse(`{${text}}`) as { P1: Record<string, unknown>; }).P1;
const phases = { Voltage: [233.1, 231.8, 234.4], ImportPower: 512, ExportPower: 0 };

test("Smarty: an encrypted telegram of text, under the names of any P1 meter", () => {
	const { formats, meter, scheduler } = open({ p1: { meter: "smarty", frozen: true } });
	scheduler.runUntil(60_000);
	const values = object(meter.sensor());
	assert.deepEqual(formats, ["115200 8N1, inverted"]);
	assert.equal(values["ImportActive"], 2127.63);
	assert.deepEqual({ ...values, ...phases }, values);
	assert.equal(meter.telegram?.check, "crc16");
	meter.close();
});

test("AM550: a push object list in HDLC segments", () => {
	const { formats, meter, scheduler } = open({ p1: { meter: "am550", frozen: true } }, {});
	scheduler.runUntil(60_000);
	const values = object(meter.sensor());
	assert.deepEqual(formats, ["115200 8N1, inverted"]);
	assert.deepEqual({ ...values, ...phases, Meter: "ISK1030731323334", ImportActive: 5335.744, TotalTariff: [2127.63, 3208.114] }, values);
	assert.equal(values["Other"], undefined);
	meter.close();
});

for (const transistor of [false, true]) {
	test(`MA309 at 2400 baud${transistor ? " behind a transistor" : ""}: found, decrypted, in Wh as it counts`, () => {
		const { formats, meter, scheduler, updates } = open({ p1: { meter: "ma309", transistor } });
		scheduler.runUntil(300_000);
		assert.deepEqual(formats, [`2400 8E1${transistor ? "" : ", inverted"}`]);
		assert.ok(updates.length > 20, String(updates.length));
		const values = object(updates[0]);
		assert.equal(typeof values["ImportActive"], "number");
		assert.equal(values["Meter"], undefined);
		assert.equal((values["Current"] as number[]).length, 3);
		assert.equal(meter.identity.manufacturer, "XYZ");
		meter.close();
	});
}

test("without a key the port finds its format and says what is missing; with it, it reads", () => {
	for (
		const [options, error] of [[{}, "encrypted: needs its key"], [
			{ keys: { key: new Uint8Array(16) } },
			"decryption: the key does not fit",
		]] as const
	) {
		const { formats, meter, scheduler, updates } = open("smarty", options);
		scheduler.runUntil(120_000);
		assert.deepEqual(formats, ["115200 8N1, inverted"]);
		assert.equal(meter.status.lastError, error);
		assert.deepEqual([updates.length, meter.state], [0, "waiting"]);
		assert.ok(meter.status.decoder.formatErrors > 5, JSON.stringify(meter.status.decoder));
		meter.close();
	}
	const { meter, scheduler, updates } = open("smarty", { keys: { key: keys.key }, format: "115200 8N1, inverted" });
	scheduler.runUntil(60_000);
	assert.ok(updates.length > 3);
	meter.close();
});

test("every telegram is read, in order, through noise and faults of the meter", () => {
	for (const name of ["am550", "smarty"]) {
		const { house, meter, scheduler, updates } = open(name, { keys, format: "115200 8N1, inverted" });
		const virtual = house.ports.p1.meter!;
		scheduler.runUntil(600_000);
		const quiet = virtual.sent;
		assert.ok(updates.length >= quiet - 2, `${updates.length} of ${quiet}`);
		for (const fault of ["wrong-crc", "truncated", "garbage"] as const) {
			virtual.setFault(fault, true);
			scheduler.runUntil(scheduler.now + 25_000);
			virtual.setFault(fault, false);
			scheduler.runUntil(scheduler.now + 60_000);
		}
		let last = 0;
		for (const text of updates) {
			const energy = object(text)["ImportActive"] as number;
			assert.ok(energy >= last && energy < 6000, `${name}: ${energy} after ${last}`);
			last = energy;
		}
		const before = updates.length;
		scheduler.runUntil(scheduler.now + 60_000);
		assert.ok(updates.length > before);
		meter.close();
	}
});

test("a meter of text in the place of one that encrypts, and back", () => {
	const { meter, scheduler, updates, house } = open({ p1: { meter: "am550" } });
	scheduler.runUntil(40_000);
	assert.ok(updates.length > 2);
	const { dataWire, requestWire } = house.ports.p1;
	house.ports.p1.close();
	for (const next of ["belgian", "smarty", "am550"] as const) {
		const other = new VirtualMeter({ model: p1Models[next]!, dataWire, requestWire });
		scheduler.runUntil(scheduler.now + 120_000);
		assert.equal(meter.state, "ok", next);
		assert.match(updates.at(-1)!, { belgian: /"TotalTariff"/, smarty: /"Breaker":1/, am550: /ISK1030731323334/ }[next], next);
		other.close();
	}
	meter.close();
});
