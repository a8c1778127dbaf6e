import assert from "node:assert/strict";
import { test } from "node:test";
import { opticalCompatibilities } from "../../meters/optical-compatibility";
import { codeOf, isHistory, OpticalLayout } from "../../meters/optical-layout";
import { opticalModes } from "../../meters/optical-modes";
import { chooseNames } from "../../meters/optical-names";
import { Decimal } from "../../protocols/decimal";
import type { Reading } from "../../protocols/reading";
import { Settings } from "../../services/settings/settings";
import { OpticalBench } from "../support/optical-bench";
import { MapStorage } from "../support/map-storage";

const reading = (id: string, value: string, unit = "", index?: number): Reading => ({
	id,
	value: Decimal.parse(value) ?? value,
	unit,
	...(index !== undefined && { index }),
});

function written(readings: readonly Reading[], codes = {}): unknown {
	return JSON.parse(`{${new OpticalLayout(readings, chooseNames(codes)).text(readings)}}`);
}

test("SML: names, signs, and the meter's own resolution", () => {
	const bench = new OpticalBench({ meter: "sml", frozen: true }).run(5);
	assert.equal(
		bench.meter.sensor(),
		"\"Optical\":{\"Meter\":\"1ISK0012345678\",\"ImportActive\":22803.0120,\"ExportActive\":7041.2290,\"Power\":1612,"
			+ "\"Voltage\":[233.9,230.4,232.7],\"Current\":[3.45,2.10,1.38],\"Frequency\":50.0,\"ActivePower\":[806,484,322]}",
	);
	assert.deepEqual(bench.states, ["ok"]);
	assert.equal(bench.meter.identity.manufacturer, "ISK");
	assert.equal(bench.meter.status.note, "");
	bench.close();
});

test("SML while the meter waits for its PIN: values are published, and the hint is shown and logged once", () => {
	const bench = new OpticalBench({ meter: "sml", pin: false, frozen: true }).run(30);
	assert.equal(bench.sensor.ImportActive, 22803);
	assert.equal(bench.sensor.Power, undefined);
	assert.match(bench.meter.status.note!, /PIN/);
	assert.equal(bench.logs.filter(text => text.includes("PIN")).length, 1);
	bench.close();
});

test("power that is fed in is negative", () => {
	const bench = new OpticalBench({ meter: "q3d", frozen: true }).run(5);
	assert.deepEqual(bench.sensor, {
		Meter: "1ESY1127000167",
		ImportActive: 0.78,
		ExportActive: 7041.229,
		Power: -142,
		ActivePower: [-74, 0, -68],
		Other: { "1-0:96.5.5*255": "A2" },
	});
	bench.close();
});

test("the Logarex of the seed", () => {
	const bench = new OpticalBench({ meter: "lk11", frozen: true }).run(20);
	assert.deepEqual(bench.sensor, {
		Meter: "29123456",
		CombinedActive: 12345.678,
		Error: "00",
		Firmware: "ver.02, 110901, 1254",
		Other: { "15.8.1": 12345.678, "C.8.0": "00031415", "0.3.0": 1000, "C.7.1": "00000012", "C.2.1": "1109010915", "C.2.9": "2403150800" },
	});
	assert.match(bench.meter.status.detected, /^IEC 62056-21 mode C, 9600 baud, read in [0-9.]+ s every 60 s$/);
	bench.close();
});

test("an old meter: tariffs added up; earlier periods only on request", () => {
	const bench = new OpticalBench({ meter: "em3", frozen: true }).run(30);
	assert.deepEqual(bench.sensor, { Meter: "4711", ImportActive: 69135.6, TotalTariff: [45678.9, 23456.7], Error: "0000" });
	bench.close();
	const all = new OpticalBench({ meter: "em3", frozen: true }, { choices: { history: true } }).run(30);
	assert.deepEqual(all.sensor.History, { "1.8.1": 43210.9, "1.8.2": 22109.8 });
	all.close();
});

test("a heat meter on a battery: its values, and what reading costs", () => {
	const bench = new OpticalBench({ meter: "uh50", frozen: true }).run(40);
	assert.deepEqual(bench.sensor, {
		Meter: "66153690",
		Total: 6047,
		Volume: 428.35,
		PeakPower: 17200,
		PeakFlow: 1.476,
		PeakTemperature: [98.5, 93.6],
		OperatingHours: 63258,
		FaultHours: 3,
		Error: "0",
		Other: {
			"9.20": "64030002",
			"6.35": 60,
			"9.22": "R",
			"9.6": "000&66153690&0",
			"9.7": "20000",
			"6.36": "01-01",
			"9.36": "2024-03-15&12:00:00",
			"9.24": 1.5,
		},
	});
	assert.match(bench.meter.status.note!, /battery/);
	assert.equal(bench.meter.interval, 900);
	bench.close();
});

test("silent: withheld, and back by itself; pushed and asked", () => {
	for (const [meter, wait] of [["sml", 120], ["lk11", 300]] as const) {
		const bench = new OpticalBench({ meter }).run(60);
		assert.deepEqual(bench.states, ["ok"]);
		bench.fault("unplugged").run(wait);
		assert.deepEqual(bench.states, ["ok", "silent"], meter);
		assert.equal(bench.meter.sensor(), undefined);
		bench.fault("unplugged", false).run(240);
		assert.deepEqual(bench.states, ["ok", "silent", "ok"], meter);
		assert.ok(bench.meter.sensor());
		bench.close();
	}
});

test("nothing before the first telegram", () => {
	const bench = new OpticalBench({}).run(120);
	assert.equal(bench.meter.state, "waiting");
	assert.equal(bench.meter.sensor(), undefined);
	bench.close();
});

test("what was found is remembered and used at once", () => {
	for (const meter of ["sml", "q3d", "lk11", "em3", "uh50"]) {
		const first = new OpticalBench({ meter }).run(60);
		const finding = first.findings[0]!;
		first.close();
		const second = new OpticalBench({ meter }, { finding }).run(11);
		assert.equal(second.updates.length > 0, true, `${meter}: ${finding}`);
		second.close();
	}
});

test("a second listener hears every byte", () => {
	const bench = new OpticalBench({ meter: "q3d", frozen: true }, { finding: "push 9600 7E1" });
	let heard = "";
	const end = bench.meter.listen(bytes => heard += Buffer.from(bytes).toString("latin1"));
	bench.run(2);
	end();
	bench.run(5);
	assert.match(heard, /^\/ESY5Q3DA1024 V3\.03\r\n[^!]*!\r\n$/);
	bench.close();
});

test("codes: what they are called, and which are of earlier periods", () => {
	for (
		const [id, code] of [
			["1-0:1.8.0*255", "1.8.0"],
			["1.8.0", "1.8.0"],
			["1-0:1.7.255*255", "1.7.0"],
			["1-0:1.8.0*96", "1.8.0*96"],
			["8-0:1.0.0*255", "8-0:1.0.0"],
			["6.8*01", "6.8*01"],
			["129-129:199.130.3*255", "129-129:199.130.3"],
		] as const
	)
		assert.equal(codeOf(id), code);
	for (const id of ["1.8.0*01", "1.8.0&15", "6.8*01", "1-0:1.8.0*00"])
		assert.equal(isHistory(id), true, id);
	for (const id of ["1.8.0", "1-0:1.8.0*255", "1-0:1.8.0*96", "1-0:96.50.1*1", "F.F"])
		assert.equal(isHistory(id), false, id);
});

test("names: units, history, unknown codes, codes that would break JSON", () => {
	assert.deepEqual(
		written([
			reading("1-0:1.8.0*255", "12345678", "Wh"),
			reading("1-0:1.8.0*96", "8.2", "kWh"),
			reading("1-0:81.7.4*255", "42", "deg"),
			reading("1-0:81.7.26*255", "52", "deg"),
			reading("1-0:96.1.0*255", "x"),
			reading("a\"b\\c", "1.5"),
			reading("6.8.1", ""),
		]),
		{ ImportActive: 12345.678, ImportLastDay: 8.2, PhaseAngle: [42, null, 52], Other: { "a\"b\\c": 1.5 } },
	);
	assert.deepEqual(written([reading("6.8", "433.65", "GJ"), reading("6.26", "3052.95", "m3")]), { HeatEnergy: 433.65, Volume: 3052.95 });
	assert.deepEqual(written([reading("6.8", "12.345", "MWh")]), { Total: 12345 });
	assert.deepEqual(written([reading("1.8", "5.5", "kWh"), reading("2.8", "1.5", "kWh")]), { ImportActive: 5.5, ExportActive: 1.5 });
	assert.deepEqual(written([reading("1-0:1.7.0*255", "0.5", "kW"), reading("1-0:2.7.0*255", "1.25", "kW")]), {
		Power: -750,
		ImportPower: 500,
		ExportPower: 1250,
	});
});

test("power and energy under codes that the user names", () => {
	const readings = [
		reading("1.8.1", "10.5", "kWh"),
		reading("1.8.2", "20.5", "kWh"),
		reading("21.7.0", "300", "W"),
		reading("22.7.0", "50", "W"),
	];
	const { ImportActive, Power, ImportPower, ExportPower } = written(readings, {
		energyIn: "1.8.2",
		powerIn: "21.7.0",
		powerOut: "22.7.0",
	}) as Record<string, number>;
	assert.deepEqual({ ImportActive, Power, ImportPower, ExportPower }, {
		ImportActive: 20.5,
		Power: 250,
		ImportPower: 300,
		ExportPower: 50,
	});
});

test("every parameter of the first seed's table can be set by name", () => {
	const settings = new Settings({ storage: new MapStorage() });
	for (const baud of ["300", "600", "1200", "2400", "4800", "9600", "19200", "auto"])
		settings.set("opticalBaud", baud);
	for (const mode of ["mode1", "mode2", "mode3", "mode4", "sml", "off", ...opticalModes.map(({ name }) => name)])
		settings.set("opticalMode", mode);
	for (const compatibility of ["none", "dzg", "elster", "both", ...Object.keys(opticalCompatibilities)])
		settings.set("opticalCompat", compatibility);
	for (const [name, code] of [["PowerIn", "1.7.0"], ["EnergyIn", "1.8.0"], ["PowerOut", "2.7.0"], ["EnergyOut", "2.8.0"]] as const)
		settings.set(`obis${name}`, code);
	for (
		const [name, text] of [["opticalBaud", "1000"], ["opticalMode", "mode5"], ["opticalCompat", "emh"], ["opticalAddress", "!"]] as const
	)
		assert.throws(() => settings.set(name, text), RangeError);
});
