import assert from "node:assert/strict";
import { test } from "node:test";
import { P1Meter } from "../../meters/p1-meter";
import { createHouse } from "../../simulator/house";
import type { House } from "../../simulator/house";
import type { HouseSpec } from "../../simulator/house-spec";
import { Scheduler } from "../../simulator/scheduler";

interface Bench {
	scheduler: Scheduler;
	house: House;
	meter: P1Meter;
	updates: { time: number; text: string | undefined; }[];
	states: string[];
	formats: string[];
	logs: string[];
}

function open(spec: string | HouseSpec, options: { interval?: number; format?: string; } = {}): Bench {
	const scheduler = new Scheduler();
	const house = createHouse(spec, scheduler, 1);
	const updates: Bench["updates"] = [], states: string[] = [], formats: string[] = [], logs: string[] = [];
	const meter = new P1Meter({
		serial: { io: house.ports.p1.serial, receive: 1 },
		request: { io: house.ports.p1.request, pin: 2 },
		timers: scheduler.timers,
		...options,
		onUpdate: source => updates.push({ time: scheduler.now, text: source.sensor() }),
		onState: source => states.push(source.state),
		onFormat: format => formats.push(format),
		onLog: (_, text) => logs.push(text),
	});
	return { scheduler, house, meter, updates, states, formats, logs };
}

const object = (text: string | undefined) => JSON.parse(`{${text}}`) as Record<string, Record<string, unknown>>;

test("E350: the seed's values under their names", () => {
	const { scheduler, meter, formats } = open({ p1: { meter: "e350", frozen: true } });
	scheduler.runUntil(25_000);
	const { P1, Gas } = object(meter.sensor());
	assert.deepEqual(P1, {
		Meter: "4530303034303031353535383123456789",
		ImportActive: 1210.987,
		ExportActive: 0,
		TotalTariff: [687.138, 523.849],
		ExportTariff: [0, 0],
		Tariff: 1,
		Power: 428,
		ImportPower: 428,
		ExportPower: 0,
		ActivePower: 428,
		Current: 2,
		Limit: 999900,
		Breaker: 1,
		PowerFailures: 2,
		LongPowerFailures: 0,
		VoltageSags: 0,
		VoltageSwells: 0,
		MessageCode: "",
		Message: "",
	});
	assert.deepEqual(Gas, { Meter: "4730303032333430313436343123456789", Volume: 435.247, Time: "2014-12-27T17:00:00", Valve: 1 });
	assert.match(meter.sensor()!, /"TotalTariff":\[687\.138,523\.849\],"ExportTariff":\[0\.000,0\.000\]/);
	assert.deepEqual(formats, ["115200 8N1, inverted"]);
	meter.close();
});

test("SX631: three phases, quadrants, and last month's list", () => {
	const { scheduler, meter } = open({ p1: { meter: "sx631", frozen: true } });
	scheduler.runUntil(25_000);
	const { P1 } = object(meter.sensor());
	assert.equal(P1!.ImportActive, 22803.012);
	assert.equal(P1!.Power, 1612);
	assert.deepEqual(P1!.Voltage, [233.9, 230.4, 232.7]);
	assert.deepEqual(P1!.Current, [2, 2, 2]);
	assert.deepEqual(P1!.PhaseFactor, [0.994, 0.927, 0.964]);
	assert.equal(P1!.Factor, 0.968);
	assert.equal(P1!.Frequency, 50.03);
	assert.deepEqual(P1!.QuadrantReactivePower, [0, 0, 0, 417]);
	assert.deepEqual(P1!.LastMonth, {
		Time: "2024-03-01T00:00:00",
		ImportActive: 22756.691,
		ImportActive_T1: 15523.696,
		ImportActive_T2: 7232.995,
		ExportActive: 0,
		ExportActive_T1: 0,
		ExportActive_T2: 0,
		ImportReactive: 1470.695,
		ExportReactive: 6356.208,
		Reactive_Q1: 1470.695,
		Reactive_Q2: 0,
		Reactive_Q3: 0,
		Reactive_Q4: 6356.208,
		CombinedActive: 22756.693,
		PeakImportPower_L1: 2304,
		PeakImportPower_L2: 2304,
		PeakImportPower_L3: 1104,
		PeakExportPower_L1: 0,
		PeakExportPower_L2: 0,
		PeakExportPower_L3: 0,
	});
	assert.deepEqual(P1!.Other, { "0-0:96.50.68": "ON" });
	meter.close();
});

for (
	const [name, format] of [["e350", "115200 8N1"], ["sx631", "115200 8N1"], ["dsmr22", "9600 7E1"], ["belgian", "115200 8N1"]] as const
) {
	for (const transistor of [false, true]) {
		test(`${name}${transistor ? " behind a transistor" : ""}: found within 30 s of telegrams`, () => {
			const { scheduler, meter, formats, updates } = open({ p1: { meter: name, transistor } });
			scheduler.runUntil(35_000);
			assert.deepEqual(formats, [transistor ? format : `${format}, inverted`]);
			assert.ok(updates.length > 0);
			assert.equal(meter.state, "ok");
			meter.close();
		});
	}
}

test("a remembered format is used at once", () => {
	const { scheduler, meter, updates } = open("e350", { format: "115200 8N1, inverted" });
	scheduler.runUntil(2_000);
	assert.equal(updates.length, 1);
	meter.close();
});

test("a wrongly remembered format does not keep the right one from being found", () => {
	for (const format of ["9600 7E1", "115200 8N1", "9600 7E1, inverted", "nonsense"]) {
		const { scheduler, meter, updates } = open({ p1: { meter: "sx631" } }, { format });
		scheduler.runUntil(90_000);
		assert.ok(updates.length > 2, format);
		meter.close();
	}
});

test("telegrams keep coming one by one, in order, with the meter's exact values", () => {
	const { scheduler, meter, updates } = open("belgian", { format: "115200 8N1, inverted" });
	scheduler.runUntil(600_000);
	assert.ok(updates.length >= 598, String(updates.length));
	let last = 0;
	for (const { text } of updates) {
		const energy = object(text).P1!.ImportActive as number;
		assert.ok(energy >= last);
		last = energy;
	}
	assert.equal(meter.status.decoder.checkErrors, 0);
	meter.close();
});

test("unplugged: silent, withheld, and back by itself", () => {
	const { scheduler, house, meter, states, updates } = open("e350");
	scheduler.runUntil(31_000);
	assert.deepEqual(states, ["ok"]);
	house.ports.p1.meter!.setFault("unplugged", true);
	scheduler.runUntil(120_000);
	assert.deepEqual(states, ["ok", "silent"]);
	assert.equal(meter.sensor(), undefined);
	const count = updates.length;
	house.ports.p1.meter!.setFault("unplugged", false);
	scheduler.runUntil(150_000);
	assert.deepEqual(states, ["ok", "silent", "ok"]);
	assert.ok(updates.length > count);
	assert.ok(meter.sensor());
	meter.close();
});

test("nothing before the first telegram", () => {
	const { scheduler, meter, states } = open("empty");
	scheduler.runUntil(60_000);
	assert.equal(meter.state, "waiting");
	assert.equal(meter.sensor(), undefined);
	assert.deepEqual(states, []);
	meter.close();
});

test("a wrong check is counted, shown, and gives nothing", () => {
	const { scheduler, house, meter, updates } = open("e350");
	house.ports.p1.meter!.setFault("wrong-crc", true);
	scheduler.runUntil(60_000);
	assert.equal(updates.length, 0);
	assert.ok(meter.status.decoder.checkErrors > 0);
	assert.match(meter.status.lastError, /^crc16: sent [0-9A-F]{4}, calculated [0-9A-F]{4}$/);
	meter.close();
});

test("a meter that is swapped for another shows the other's number", () => {
	const { scheduler, house, meter } = open("e350");
	scheduler.runUntil(25_000);
	const before = meter.identity.id;
	house.ports.p1.meter!.setFault("swapped", true);
	scheduler.runUntil(60_000);
	assert.notEqual(meter.identity.id, before);
	assert.match(meter.sensor()!, new RegExp(`"Meter":"${meter.identity.id}"`));
	meter.close();
});

test("with an interval the request line is up only to ask", () => {
	const { scheduler, house, meter, updates } = open("e350", { interval: 60, format: "115200 8N1, inverted" });
	scheduler.runUntil(600_000);
	assert.ok(updates.length >= 9 && updates.length <= 11, String(updates.length));
	assert.equal(meter.state, "ok");
	assert.equal(house.ports.p1.requestWire.level, 0);
	meter.close();
});

test("a second listener hears every byte", () => {
	const { scheduler, meter } = open({ p1: { meter: "e350", frozen: true } }, { format: "115200 8N1, inverted" });
	let heard = "";
	const end = meter.listen(bytes => heard += String.fromCharCode(...bytes));
	scheduler.runUntil(2_000);
	assert.equal(heard.length, 654);
	assert.ok(heard.startsWith("/XMX5LGBBFFB123456789\r\n") && heard.endsWith("!6E6A\r\n"));
	end();
	scheduler.runUntil(25_000);
	assert.equal(heard.length, 654);
	meter.close();
});

test("close: twice, and inside a callback", () => {
	const scheduler = new Scheduler();
	const house = createHouse("e350", scheduler, 1);
	let updates = 0;
	const meter: P1Meter = new P1Meter({
		serial: { io: house.ports.p1.serial, receive: 1 },
		request: { io: house.ports.p1.request, pin: 2 },
		timers: scheduler.timers,
		onUpdate: () => {
			updates++;
			meter.close();
			meter.close();
		},
	});
	scheduler.runUntil(60_000);
	assert.equal(updates, 1);
	assert.equal(house.ports.p1.requestWire.level, 0);
});
