import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bcd, dateTime, frame, fromHex, integer, longHeader, real, record, shortHeader, telegram, text } from "../../support/mbus-builder";
import { Collector, decode, values } from "./collect";

const energy = record({ field: 12, vib: [0x06], data: bcd(1234, 4) });
const volume = record({ field: 4, vib: [0x13], data: integer(565656, 4) });
const readEnergy = "Energy=1234000 Wh";
const readVolume = "Volume=565.656 m3";

/** The readings of one telegram with these records. */
const read = (...records: number[][]) => values(decode(telegram(records)).telegrams[0]);
const warnings = (...records: number[][]) => decode(telegram(records)).telegrams[0]?.warnings;

describe("M-Bus decoder: telegrams", () => {
	it("tells who sent it, and how the meter is", () => {
		const { telegrams, decoder } = decode(telegram([energy], { id: "06855817", status: 0x14, access: 17 }));
		const { readings, ...others } = telegrams[0]!;
		assert.deepEqual(others, {
			protocol: "mbus",
			check: "checksum",
			meter: { id: "06855817", manufacturer: "KAM", medium: "heat (outlet)", version: 8 },
			address: 1,
			access: 17,
			status: ["power low", "temporary error"],
			warnings: [],
			more: false,
		});
		assert.deepEqual(readings.map(({ value, ...reading }) => ({ value: value.toString(), ...reading })), [
			{ id: "Energy", value: "1234000", unit: "Wh", quantity: "Energy", function: "instantaneous", storage: 0, tariff: 0, subunit: 0 },
		]);
		assert.deepEqual(decoder.counters, { bytes: 27, telegrams: 1, checkErrors: 0, formatErrors: 0, warnings: 0 });
	});

	it("gives the same wherever the bytes are split, with garbage before and two at once", () => {
		const good = telegram([energy, volume, record({ field: 13, vib: [0xFD, 0x0C], data: text("MC402") })]);
		const capture = Uint8Array.from([0x68, 0xFF, 0x10, 0xE5, ...good, 0xE5, ...good]);
		const expected = [readEnergy, readVolume, "ModelVersion=MC402"];
		for (let at = 0; at <= capture.length; at++) {
			const { decoder, telegrams } = new Collector();
			decoder.push(capture.subarray(0, at));
			decoder.push(capture.subarray(at));
			assert.deepEqual(telegrams.map(values), [expected, expected], `split at ${at}`);
		}
	});

	it("gives nothing of a telegram whose check sum is wrong, that was cut or that the master sent", () => {
		const good = telegram([energy]);
		const broken = good.slice();
		broken[20]! ^= 1;
		assert.match(decode(broken).errors.join(), /^check: checksum: sent [0-9A-F]{2}, calculated [0-9A-F]{2}$/);
		for (const bytes of [broken, good.subarray(0, 25), good.subarray(1)])
			assert.deepEqual(decode(bytes).telegrams, []);
		const { telegrams, errors, decoder } = decode(
			Uint8Array.from([...broken, ...frame([], { control: 0x53, information: 0x50 }), ...good.subarray(0, 25)]),
		);
		assert.deepEqual(telegrams, []);
		assert.deepEqual(errors.map(error => error.split(":")[0]), ["check", "format", "cut"]);
		assert.deepEqual([decoder.counters.checkErrors, decoder.counters.formatErrors], [1, 2]);
	});

	it("passes over acknowledgements and requests", () => {
		const { telegrams, faults } = decode(Uint8Array.of(0xE5, 0x10, 0x5B, 0x01, 0x5C, 0x16));
		assert.deepEqual([telegrams, faults], [[], []]);
	});

	it("forgets what is half read", () => {
		const { decoder, telegrams, faults } = new Collector();
		decoder.push(telegram([energy]).subarray(0, 20));
		decoder.reset();
		decoder.push(telegram([volume]));
		assert.deepEqual(telegrams.map(values), [[readVolume]]);
		assert.deepEqual(faults, []);
	});
});

describe("M-Bus decoder: headers", () => {
	const body = [...energy, ...volume];

	it("long, short and none", () => {
		for (
			const [information, header] of [[0x72, longHeader()], [0x7A, shortHeader({ access: 5 })], [0x78, []], [0x5A, shortHeader()], [
				0x5B,
				longHeader(),
			]] as const
		) {
			const { telegrams, errors } = decode(frame([...header, ...body], { information }));
			assert.deepEqual(errors, []);
			assert.deepEqual(values(telegrams[0]), [readEnergy, readVolume], information.toString(16));
			assert.equal(telegrams[0]!.meter.id, header.length === 12 ? "12345678" : undefined);
			assert.equal(telegrams[0]!.access, [...header].at(-4));
		}
	});

	it("with the most significant octet first", () => {
		const data = fromHex("12345678 2C2D 08 04 11 00 0000").concat(
			[0x0C, 0x06, ...bcd(1234, 4).reverse()],
			[0x04, 0x13, ...integer(565656, 4).reverse()],
			[0x02, 0x6C, ...fromHex("2312")],
			[0x05, 0x5B, ...real(21.5).reverse()],
		);
		const { telegrams } = decode(frame(data, { information: 0x76 }));
		assert.deepEqual(values(telegrams[0]), [readEnergy, readVolume, "Date=2016-03-18", "FlowTemperature=21.5 °C"]);
		assert.deepEqual(telegrams[0]!.meter, { id: "12345678", manufacturer: "KAM", medium: "heat (outlet)", version: 8 });
	});

	it("with an identification in hexadecimal, and a manufacturer without letters", () => {
		assert.equal(decode(telegram([energy], { id: "0500023E" })).telegrams[0]!.meter.id, "0500023E");
		const zero = decode(frame([...fromHex("78563412 0000 01 77 00 00 0000"), ...energy]));
		assert.deepEqual(zero.telegrams[0]!.meter, { id: "12345678", medium: "reserved (77)", version: 1 });
	});

	it("that are too short, of the master or of no standard are refused", () => {
		const refused = (data: number[], information: number) => decode(frame(data, { information })).errors.join();
		assert.equal(refused([1, 2, 3, 4, 5], 0x72), "format: header: needs 12 octets, 5 came");
		assert.equal(refused([1, 2, 3], 0x7A), "format: header: needs 4 octets, 3 came");
		assert.equal(refused([...new Array<number>(15).fill(0)], 0x73), "format: fixed data: needs 16 octets, 15 came");
		assert.equal(refused(body, 0x51), "format: sent by the master: data to the meter (control information 51)");
		assert.equal(refused(body, 0xBB), "format: sent by the master: setting of the baud rate (control information BB)");
		assert.equal(refused(body, 0xC5), "format: control information C5: no standard has it");
	});

	it("of the manufacturer's own keep the data as they came", () => {
		const { telegrams } = decode(frame([1, 2, 0xAB], { information: 0xB7 }));
		assert.deepEqual(values(telegrams[0]), ["ManufacturerData=0102AB"]);
		assert.deepEqual(telegrams[0]!.warnings, ["the manufacturer's own data: kept as it came"]);
	});

	it("of errors and alarms", () => {
		assert.deepEqual(decode(frame([0x08], { information: 0x70 })).errors, ["format: the meter answers: application busy"]);
		assert.deepEqual(decode(frame([], { information: 0x70 })).errors, ["format: the meter answers: unspecified error"]);
		assert.deepEqual(decode(frame([...longHeader(), 0xF3], { information: 0x6F })).errors, [
			"format: the meter answers: the manufacturer's error F3",
		]);
		assert.deepEqual(values(decode(frame([0x05], { information: 0x71 })).telegrams[0]), ["Alarm=5"]);
	});
});

describe("M-Bus decoder: fixed data", () => {
	const fixed = (digits: string, information = 0x73) => decode(frame(fromHex(digits), { information }));

	it("of decimal and binary counters", () => {
		const decimal = fixed("78563412 0A 00 E97E 01000000 35010000");
		assert.deepEqual(values(decimal.telegrams[0]), ["Volume=1 l", "Volume_S1=135 l"]);
		assert.deepEqual(decimal.telegrams[0]!.meter, { id: "12345678", medium: "water" });
		assert.deepEqual(values(fixed("93929190 10 00 0569 31650000 69000000").telegrams[0]), ["Energy=6531 kWh", "Volume=69 l"]);
		assert.deepEqual(values(fixed("93929190 10 05 0767 31650000 69000000").telegrams[0]), ["Energy=2590500 kWh", "Volume=1050 ml"]);
		assert.deepEqual(fixed("93929190 10 1C 0569 31650000 69000000").telegrams[0]!.status, [
			"power low",
			"permanent error",
			"temporary error",
		]);
		assert.deepEqual(values(fixed("90919293 10 00 0569 00006531 00000069", 0x77).telegrams[0]), ["Energy=6531 kWh", "Volume=69 l"]);
	});

	it("of two counters alike, of no digits and of no unit", () => {
		assert.deepEqual(values(fixed("93929190 10 00 2929 01000000 02000000").telegrams[0]), ["Volume=1 l", "Volume_2=2 l"]);
		const odd = fixed("93929190 10 00 293A 010000EE 02000000").telegrams[0]!;
		assert.deepEqual(odd.readings, []);
		assert.equal(odd.warnings.length, 2);
	});
});

describe("M-Bus decoder: traps of the field", () => {
	it("BE 50 is a duration, not a flow", () => {
		assert.deepEqual(read(record({ field: 4, vib: [0xBE, 0x50], data: integer(11582321, 4) })), [
			"VolumeFlow_below_first_duration=11582321 s",
		]);
		assert.deepEqual(read(record({ field: 4, vib: [0xBE, 0x5A], data: integer(2, 4) })), ["VolumeFlow_above_first_duration=7200 s"]);
		assert.deepEqual(read(record({ field: 2, vib: [0xBE, 0x41], data: integer(7, 2) })), ["VolumeFlow_below_count=7"]);
		assert.deepEqual(read(record({ field: 4, vib: [0xBE, 0x4F], data: dateTime(2020, 5, 6, 7, 8) })), [
			"VolumeFlow_above_last_end=2020-05-06T07:08",
		]);
	});

	it("plain text stands after the VIF or after its VIFEs", () => {
		const humidity = integer(4564, 2);
		assert.deepEqual(read(record({ field: 2, vib: [0xFC, ...text("%RH"), 0x74], data: humidity }), volume), ["RH=45.64", readVolume]);
		assert.deepEqual(read(record({ field: 2, vib: [0xFC, 0x74, ...text("%RH")], data: humidity }), volume), ["RH=45.64", readVolume]);
		assert.deepEqual(read(record({ field: 1, vib: [0x7C, ...text("% BATT")], data: [97] }), volume), ["BATT=97", readVolume]);
		assert.deepEqual(read(record({ field: 1, vib: [0x7C, 0], data: [97] }), volume), ["Unnamed=97", readVolume]);
	});

	it("data of variable length by range", () => {
		const variable = (vib: number[], data: number[]) => read(record({ field: 13, vib, data }), volume)[0];
		assert.equal(variable([0x78], text("G0017591208205814")), "FabricationNumber=G0017591208205814");
		assert.equal(variable([0x13], [0xC3, ...bcd(123456, 3)]), "Volume=123.456 m3");
		assert.equal(variable([0x13], [0xD3, ...bcd(123456, 3)]), "Volume=-123.456 m3");
		assert.equal(variable([0x13], [0xE5, ...integer(-123456, 5)]), "Volume=-123.456 m3");
		assert.equal(variable([0x13], [0xE9, 1, 2, 3, 4, 5, 6, 7, 8, 9]), "Volume=010203040506070809");
		assert.equal(variable([0x13], [0xF0, ...new Array<number>(16).fill(0xAA)]), `Volume=${"AA".repeat(16)}`);
		assert.equal(variable([0xFD, 0x0C], [0x03, 0x01, 0x41, 0x42]), "ModelVersion=014142");
		assert.equal(variable([0x6D], [0x05, 0x41, 0x42, 0x43, 0x44, 0x45]), "DateTime=4142434445");
	});

	it("data of a reserved length take the rest, and what came before counts", () => {
		const { telegrams } = decode(telegram([energy, record({ field: 13, vib: [0x13], data: [0xFB, 1, 2] }), volume]));
		assert.equal(values(telegrams[0])[0], readEnergy);
		assert.equal(telegrams[0]!.readings.length, 2);
		assert.match(telegrams[0]!.warnings.join(), /^Unknown_13: not understood/);
	});

	it("digits with a sign, and digits that are none", () => {
		assert.deepEqual(read(record({ field: 10, vib: [0x5A], data: fromHex("15F0") })), ["FlowTemperature=-1.5 °C"]);
		const { telegrams } = decode(telegram([record({ field: 11, function: "error", vib: [0x3B], data: fromHex("BDEBDD") }), volume]));
		assert.deepEqual(values(telegrams[0]), [readVolume]);
		assert.deepEqual(telegrams[0]!.warnings, ["VolumeFlow_error: digits DDEBBD are no number"]);
	});

	it("integers and reals that say that they are none", () => {
		assert.deepEqual(
			read(record({ field: 2, vib: [0x5A], data: [0, 0x80] }), record({ field: 5, vib: [0x5A], data: fromHex("0000C0FF") }), volume),
			[readVolume],
		);
		assert.deepEqual(warnings(record({ field: 2, vib: [0x5A], data: [0, 0x80] })), ["FlowTemperature: the meter has no value"]);
		assert.deepEqual(warnings(record({ field: 5, vib: [0x5A], data: fromHex("0000C0FF") })), ["FlowTemperature: not a number"]);
		// A state is not a number with a sign: all its bits may be set.
		assert.deepEqual(read(record({ field: 1, vib: [0xFD, 0x17], data: [0x80] })), ["ErrorFlags=128"]);
	});

	it("dates of all ones are not set, and no year 2127", () => {
		const { telegrams } = decode(telegram([record({ storage: 1, field: 2, vib: [0x6C], data: [0xFF, 0xFF] }), volume]));
		assert.deepEqual(values(telegrams[0]), [readVolume]);
		assert.deepEqual(telegrams[0]!.warnings, ["Date_S1: not set"]);
	});

	it("errors of a record are told, and its value is not read", () => {
		const { telegrams } = decode(telegram([record({ field: 12, vib: [0x86, 0x16], data: bcd(99999999, 4) }), volume]));
		assert.deepEqual(values(telegrams[0]), [readVolume]);
		assert.deepEqual(telegrams[0]!.warnings, ["Energy: the meter says: data overflow"]);
		assert.deepEqual(read(record({ field: 12, vib: [0x86, 0x00], data: bcd(1234, 4) })), [readEnergy]);
	});

	it("the manufacturer's data, fillers and more to come", () => {
		const { telegrams } = decode(telegram([[0x2F, 0x2F], energy, [0x2F], volume, [0x1F, 0xC4, 0x09]]));
		assert.deepEqual(values(telegrams[0]), [readEnergy, readVolume, "ManufacturerData=C409"]);
		assert.equal(telegrams[0]!.more, true);
		assert.deepEqual(read(energy, [0x0F]), [readEnergy]);
		assert.equal(decode(telegram([energy, [0x0F, 0x1F]])).telegrams[0]!.more, false);
		assert.equal(decode(telegram([energy, [0x1F]])).telegrams[0]!.more, true);
	});

	it("a reserved DIF ends what can be understood", () => {
		const { telegrams } = decode(telegram([energy, [0x3F, 1, 2]]));
		assert.deepEqual(values(telegrams[0]), [readEnergy, "ManufacturerData=0102"]);
		assert.deepEqual(telegrams[0]!.warnings, ["reserved DIF 3F: the rest is kept as it came"]);
	});

	it("the manufacturer's VIFEs change no scale", () => {
		assert.deepEqual(read(record({ field: 4, vib: [0x84, 0xFF, 0xF2, 0x00], data: integer(1118794, 4) })), ["Energy_M7200=11187940 Wh"]);
	});

	it("unknown codes keep their digits and say so", () => {
		const { telegrams } = decode(telegram([record({ storage: 1, field: 4, vib: [0x6F], data: [1, 2, 3, 4] }), volume]));
		assert.deepEqual(values(telegrams[0]), ["Unknown_6F_S1=01020304", readVolume]);
		assert.deepEqual(telegrams[0]!.warnings, ["Unknown_6F_S1: not understood, kept as it came: 01020304"]);
	});

	it("non-metric units are not called metric", () => {
		const { telegrams } = decode(telegram([record({ field: 4, vib: [0x93, 0x3D], data: integer(5, 4) })]));
		assert.deepEqual(values(telegrams[0]), ["Volume=0.005"]);
		assert.equal(telegrams[0]!.warnings.length, 1);
	});

	it("records without data give no reading", () => {
		assert.deepEqual(read(record({ field: 0, vib: [0x13], data: [] }), record({ field: 8, vib: [0x13], data: [] }), energy), [readEnergy]);
	});

	it("two records alike are told apart by their order", () => {
		assert.deepEqual(read(energy, energy, energy), [readEnergy, "Energy_2=1234000 Wh", "Energy_3=1234000 Wh"]);
	});

	it("values keep every digit", () => {
		assert.deepEqual(read(record({ field: 7, vib: [0x03], data: integer(9007199254740993n, 8) })), ["Energy=9007199254740993 Wh"]);
		assert.deepEqual(read(record({ field: 14, vib: [0xFB, 0x01], data: bcd(123456789012, 6) })), ["Energy=123456789012000000 Wh"]);
		assert.deepEqual(read(record({ field: 4, vib: [0x27], data: integer(2147483647, 4) })), ["OperatingTime=185542587100800 s"]);
	});
});

describe("M-Bus decoder: dates of values", () => {
	it("come from the storage's date", () => {
		const records = [
			record({ field: 4, vib: [0x6D], data: dateTime(2024, 2, 29, 12, 30) }),
			record({ storage: 1, field: 12, vib: [0x06], data: bcd(5, 4) }),
			record({ storage: 1, field: 2, vib: [0x6C], data: fromHex("DF1C") }),
			record({ storage: 1, field: 2, vib: [0xEC, 0x7E], data: fromHex("FF1C") }),
			record({ storage: 2, field: 12, vib: [0x06], data: bcd(6, 4) }),
		];
		const [found] = decode(telegram(records)).telegrams;
		assert.deepEqual(found!.time, { text: "2024-02-29T12:30" });
		assert.deepEqual(found!.readings.map(({ id, time }) => `${id} ${time?.text ?? ""}`), [
			"DateTime ",
			"Energy_S1 2014-12-31",
			"Date_S1 ",
			"Date_future_S1 ",
			"Energy_S2 ",
		]);
	});
});

describe("M-Bus decoder: values of months", () => {
	/** A date of type G. */
	const date = (year: number, month: number, day: number): number[] => [
		day | (year & 7) << 5,
		month | (year >> 3 & 15) << 4,
	];
	const stored = (storage: number, year: number, month: number, day: number) => [
		record({ storage, field: 12, vib: [0x06], data: bcd(storage, 4) }),
		record({ storage, field: 2, vib: [0x6C], data: date(year, month, day) }),
	];
	const clock = (year: number, month: number, day: number) => record({ field: 4, vib: [0x6D], data: dateTime(year, month, day, 12, 30) });
	const ids = (...records: number[][]) =>
		decode(telegram(records)).telegrams[0]!.readings.map(({ id }) => id).filter(id => id.startsWith("Energy"));

	it("are called by how long ago they were, whatever their place and whether they are dated the last day or the first", () => {
		assert.deepEqual(ids(clock(2026, 1, 17), ...stored(1, 25, 12, 31), ...stored(2, 25, 11, 30), ...stored(3, 25, 10, 31)), [
			"Energy_last_month",
			"Energy_2_months_ago",
			"Energy_3_months_ago",
		]);
		assert.deepEqual(ids(clock(2024, 3, 1), ...stored(4, 24, 2, 1), ...stored(9, 24, 3, 1)), ["Energy_2_months_ago", "Energy_last_month"]);
		assert.deepEqual(ids(...stored(1, 24, 2, 29), ...stored(2, 24, 1, 31)), ["Energy_last_month", "Energy_2_months_ago"]);
	});

	it("keep their numbers where the dates are no row of months: a due date, gaps, an old row", () => {
		assert.deepEqual(ids(clock(2026, 1, 17), ...stored(1, 25, 12, 31)), ["Energy_S1"]);
		assert.deepEqual(ids(clock(2026, 1, 17), ...stored(1, 25, 12, 31), ...stored(2, 24, 12, 31)), ["Energy_S1", "Energy_S2"]);
		assert.deepEqual(ids(clock(2026, 3, 17), ...stored(1, 25, 12, 31), ...stored(2, 25, 11, 30)), ["Energy_S1", "Energy_S2"]);
		assert.deepEqual(ids(clock(2026, 1, 17), ...stored(1, 25, 12, 30), ...stored(2, 25, 11, 30)), ["Energy_S1", "Energy_S2"]);
	});

	it("with the same description are told apart as others are", () => {
		const twice = record({ storage: 1, field: 12, vib: [0x06], data: bcd(7, 4) });
		assert.deepEqual(ids(...stored(1, 25, 12, 31), twice, ...stored(2, 25, 11, 30)), [
			"Energy_last_month",
			"Energy_last_month_2",
			"Energy_2_months_ago",
		]);
	});
});

describe("M-Bus decoder: seed 002's Kamstrup 402", () => {
	it("comes out under sensible names with the printed values", () => {
		const peak = { function: "maximum" } as const;
		const [found] = decode(telegram([
			record({ field: 12, vib: [0x78], data: bcd(6855817, 4) }),
			record({ field: 4, vib: [0x06], data: integer(10, 4) }),
			record({ field: 4, vib: [0x14], data: integer(272, 4) }),
			record({ field: 4, vib: [0x22], data: integer(2423, 4) }),
			record({ field: 4, vib: [0x59], data: integer(1836, 4) }),
			record({ field: 4, vib: [0x5D], data: integer(1816, 4) }),
			record({ field: 4, vib: [0x61], data: integer(20, 4) }),
			record({ field: 4, vib: [0x2B], data: integer(0, 4) }),
			record({ ...peak, field: 4, vib: [0x2B], data: integer(47, 4) }),
			record({ field: 4, vib: [0x3B], data: integer(0, 4) }),
			record({ ...peak, field: 4, vib: [0x3B], data: integer(1390, 4) }),
			record({ field: 4, vib: [0xFF, 0x07], data: integer(49, 4) }),
		], { id: "06855817" })).telegrams;
		assert.deepEqual(values(found), [
			"FabricationNumber=06855817",
			// Printed as 10 kWh and 2423 hours.
			"Energy=10000 Wh",
			"Volume=2.72 m3",
			`OnTime=${2423 * 3600} s`,
			"FlowTemperature=18.36 °C",
			"ReturnTemperature=18.16 °C",
			"TemperatureDifference=0.20 K",
			"Power=0 W",
			"Power_max=47 W",
			// The seed prints litres per hour and calls them m3/h.
			"VolumeFlow=0.000 m3/h",
			"VolumeFlow_max=1.390 m3/h",
			"EnergyE8=49 m3*°C",
		]);
		assert.deepEqual(found!.warnings, []);
	});
});
