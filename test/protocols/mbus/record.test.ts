import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bcd, extended, integer, real, record, type RecordParts, telegram, text } from "../../support/mbus-builder";
import { decode, values } from "./collect";

const parameters = { seed: 19977, numRuns: 2000 };

/** What a few value information blocks stand for, written down apart from the decoder's tables. */
const blocks: {
	readonly vib: readonly number[];
	readonly quantity: string;
	readonly name: string;
	readonly unit: string;
	readonly power: number;
	readonly factor?: number;
}[] = [
	{ vib: [0x06], quantity: "Energy", name: "Energy", unit: "Wh", power: 3 },
	{ vib: [0x0E], quantity: "Energy", name: "Energy", unit: "J", power: 6 },
	{ vib: [0x13], quantity: "Volume", name: "Volume", unit: "m3", power: -3 },
	{ vib: [0x22], quantity: "On time", name: "OnTime", unit: "s", power: 0, factor: 3600 },
	{ vib: [0x27], quantity: "Operating time", name: "OperatingTime", unit: "s", power: 0, factor: 86400 },
	{ vib: [0x2D], quantity: "Power", name: "Power", unit: "W", power: 2 },
	{ vib: [0x3B], quantity: "Volume flow", name: "VolumeFlow", unit: "m3/h", power: -3 },
	{ vib: [0x59], quantity: "Flow temperature", name: "FlowTemperature", unit: "°C", power: -2 },
	{ vib: [0x5E], quantity: "Return temperature", name: "ReturnTemperature", unit: "°C", power: -1 },
	{ vib: [0x61], quantity: "Temperature difference", name: "TemperatureDifference", unit: "K", power: -2 },
	{ vib: [0x69], quantity: "Pressure", name: "Pressure", unit: "bar", power: -2 },
	{ vib: [0xFB, 0x01], quantity: "Energy", name: "Energy", unit: "Wh", power: 6 },
	{ vib: [0xFB, 0x82, 0x73], quantity: "Reactive energy", name: "ReactiveEnergy", unit: "varh", power: 0 },
	{ vib: [0xFB, 0x2E], quantity: "Frequency", name: "Frequency", unit: "Hz", power: -1 },
	{ vib: [0xFD, 0x48], quantity: "Voltage", name: "Voltage", unit: "V", power: -1 },
	{ vib: [0xFD, 0xD9, 0xFC, 0x02], quantity: "Current", name: "Current_L2", unit: "A", power: -3 },
	{ vib: [0x84, 0x3C], quantity: "Energy", name: "Energy_negative", unit: "Wh", power: 1 },
	{ vib: [0x93, 0x7D], quantity: "Volume", name: "Volume", unit: "m3", power: 0 },
	{ vib: [0x94, 0xBE, 0x69], quantity: "Volume", name: "Volume_base_leakage", unit: "m3", power: -2 },
	{ vib: [0xBE, 0x51], quantity: "Volume flow", name: "VolumeFlow_below_first_duration", unit: "s", power: 0, factor: 60 },
];

const integers: readonly (readonly [field: number, octets: number])[] = [[1, 1], [2, 2], [3, 3], [4, 4], [6, 6], [7, 8]];
const digits: readonly (readonly [field: number, octets: number])[] = [[9, 1], [10, 2], [11, 3], [12, 4], [14, 6]];

const place = fc.record({
	function: fc.constantFrom("instantaneous" as const, "maximum" as const, "minimum" as const, "error" as const),
	storage: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 41 - 1 })),
	tariff: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 ** 20 - 1 })),
	subunit: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 ** 10 - 1 })),
	idleDifes: fc.integer({ min: 0, max: 10 }),
});

const data = fc.oneof(
	fc.tuple(fc.constantFrom(...integers), fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })).map(([[field, octets], any]) => {
		const value = BigInt.asIntN(8 * octets, any);
		const clear = value === -(2n ** BigInt(8 * octets - 1)) ? 0n : value;
		return { field, data: integer(clear, octets), value: clear };
	}),
	fc.tuple(fc.constantFrom(...digits), fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean()).map(([[field, octets], any, minus]) => {
		const magnitude = any % 10 ** (2 * octets - 1);
		const value = minus && magnitude > 0 ? -magnitude : magnitude;
		return { field, data: bcd(value, octets), value: BigInt(value) };
	}),
	fc.tuple(fc.integer({ min: 1, max: 8 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map(([octets, any]) => {
		const value = BigInt.asIntN(8 * octets, any);
		return { field: 13, data: [0xE0 + octets, ...integer(value, octets)], value };
	}),
	fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean()).map(([octets, any, minus]) => {
		const magnitude = any % 10 ** (2 * octets - 1);
		return { field: 13, data: [(minus ? 0xD0 : 0xC0) + octets, ...bcd(magnitude, octets)], value: BigInt(minus ? -magnitude : magnitude) };
	}),
);

/** A value × 10^power, in plain digits. */
function plain(value: bigint, power: number): string {
	if (power >= 0)
		return String(value * 10n ** BigInt(power));
	const magnitude = String(value < 0n ? -value : value).padStart(1 - power, "0");
	return `${value < 0n ? "-" : ""}${magnitude.slice(0, power)}.${magnitude.slice(power)}`;
}

/** The suffix that a place in the meter gives a name. */
function suffix({ function: role = "instantaneous", storage = 0, tariff = 0, subunit = 0 }: Partial<RecordParts>): string {
	const roles = { instantaneous: "", maximum: "_max", minimum: "_min", error: "_error" };
	return roles[role] + (subunit ? `_U${subunit}` : "") + (tariff ? `_T${tariff}` : "") + (storage ? `_S${storage}` : "");
}

describe("M-Bus records", () => {
	it("are read back as they were built", () => {
		const any = fc.tuple(fc.constantFrom(...blocks), place, data);
		fc.assert(
			fc.property(fc.array(any, { minLength: 1, maxLength: 7 }), list => {
				const built = list.map(([block, at, content]) => record({ ...at, vib: block.vib, ...content }));
				const { telegrams, errors } = decode(telegram(built));
				assert.deepEqual(errors, []);
				const { readings, warnings } = telegrams[0]!;
				assert.deepEqual(warnings, []);
				assert.equal(readings.length, list.length);
				list.forEach(([block, at, content], i) => {
					const reading = readings[i]!;
					assert.equal(reading.id.replace(/_\d+$/, ""), `${block.name}${suffix(at)}`.replace(/_\d+$/, ""));
					assert.equal(reading.value.toString(), plain(content.value * BigInt(block.factor ?? 1), block.power));
					const { quantity, unit, function: role, storage, tariff, subunit } = reading;
					assert.deepEqual({ quantity, unit, function: role, storage, tariff, subunit }, {
						quantity: block.quantity,
						unit: block.unit,
						function: at.function,
						storage: at.storage,
						tariff: at.tariff,
						subunit: at.subunit,
					});
				});
			}),
			parameters,
		);
	});

	it("that nobody knows never shift what follows", () => {
		const octet = fc.integer({ min: 0, max: 127 });
		const code = octet.filter(vif => vif !== 0x7C);
		const vib = fc.oneof(
			fc.tuple(code, fc.array(octet, { maxLength: 10 })).map(([vif, vifes]) => extended([vif, ...vifes])),
			fc.tuple(fc.constantFrom(0xFB, 0xFD, 0xEF), fc.array(octet, { minLength: 1, maxLength: 10 })).map((
				[vif, vifes],
			) => [vif, ...extended(vifes)]),
			fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abc %/.XYZ019") }).map(words => [0x7C, ...text(words)]),
			fc.tuple(
				fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom(..."abcXYZ") }),
				fc.array(octet, { minLength: 1, maxLength: 9 }),
			)
				.map(([words, vifes]) => [0xFC, ...text(words), ...extended(vifes)]),
		);
		const content = fc.oneof(
			fc.constantFrom<readonly [number, number]>([0, 0], [5, 4], [8, 0], ...integers, ...digits)
				.chain(([field, octets]) =>
					fc.array(fc.integer({ min: 0, max: 255 }), { minLength: octets, maxLength: octets }).map(list => ({ field, data: list }))
				),
			fc.constantFrom([0x00, 0], [0x05, 5], [0x14, 20], [0xC3, 3], [0xC9, 9], [0xD4, 4], [0xE0, 0], [0xE9, 9], [0xF0, 16], [0xF1, 20])
				.chain(([length, octets]) =>
					fc.array(fc.integer({ min: 0, max: 255 }), { minLength: octets!, maxLength: octets! }).map(list => ({
						field: 13,
						data: [length!, ...list],
					}))
				),
		);
		const mark = (storage: number) => record({ storage, field: 12, vib: [0x13], data: bcd(10203040 + storage, 4) });
		fc.assert(
			fc.property(fc.array(fc.tuple(place, vib, content), { minLength: 1, maxLength: 3 }), list => {
				const records = list.flatMap(([at, block, parts], i) => [record({ ...at, vib: block, ...parts }), mark(1000 + i)]);
				if (records.flat().length > 230)
					return;
				const { telegrams, errors } = decode(telegram([mark(999), ...records]));
				assert.deepEqual(errors, []);
				const marks = telegrams[0]!.readings.filter(({ id }) => /^Volume_S(999|1\d\d\d)$/.test(id));
				for (let i = -1; i < list.length; i++) {
					const expected = plain(BigInt(10204040 + i), -3);
					assert.ok(marks.some(({ id, value }) => id === `Volume_S${1000 + i}` && value.toString() === expected), `mark ${i}`);
				}
			}),
			parameters,
		);
	});

	it("end early at every octet but those between records: then nothing is read", () => {
		const records = [
			record({ field: 12, vib: [0x06], data: bcd(12345678, 4) }),
			record({ storage: 40, tariff: 3, subunit: 2, field: 4, vib: [0xFD, 0xC9, 0xFF, 0x01], data: integer(230, 4) }),
			record({ field: 13, vib: [0xFC, ...text("%RH"), 0x74], data: [0x05, ...[..."hello"].map(letter => letter.charCodeAt(0))] }),
			record({ field: 5, vib: [0x5B], data: real(21.5) }),
		];
		const all = records.flat();
		let between = 0;
		const ends = new Set(records.map(({ length }) => between += length));
		for (let at = 1; at < all.length; at++) {
			const { telegrams, errors } = decode(telegram([all.slice(0, at)]));
			assert.equal(telegrams.length, ends.has(at) ? 1 : 0, `${at} octets`);
			assert.equal(errors.length, ends.has(at) ? 0 : 1);
		}
		assert.deepEqual(values(decode(telegram(records)).telegrams[0]), [
			"Energy=12345678000 Wh",
			"Voltage_M01_U2_T3_S40=230 V",
			"RH=olleh",
			"FlowTemperature=21.5 °C",
		]);
	});

	it("have ten DIFEs and ten VIFEs at most", () => {
		const difes = (count: number) => [...extended([0x04, ...new Array<number>(count).fill(0)]), 0x13, ...integer(5, 4)];
		const vifes = (count: number) => [0x04, ...extended([0x13, ...new Array<number>(count).fill(0)]), ...integer(5, 4)];
		for (const build of [difes, vifes]) {
			assert.deepEqual(values(decode(telegram([build(10)])).telegrams[0]), ["Volume=0.005 m3"]);
			assert.match(decode(telegram([build(11)])).errors.join(), /^format: record 1 has more than 10/);
		}
	});
});
