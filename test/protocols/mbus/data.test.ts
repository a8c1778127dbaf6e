import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readBcd } from "../../../protocols/mbus/bcd";
import { readDate } from "../../../protocols/mbus/date";
import { manufacturerCode, manufacturerLetters } from "../../../protocols/mbus/manufacturer";
import { isInvalidInteger, readInteger, readReal } from "../../../protocols/mbus/numbers";
import { variableLength } from "../../../protocols/mbus/record";
import { statusWords } from "../../../protocols/mbus/status";
import { bcd, date, dateTime, fromHex, integer, real } from "../../support/mbus-builder";

const bytes = (octets: readonly number[]) => Uint8Array.from(octets);
const parameters = { seed: 13757, numRuns: 300 };

describe("M-Bus digits", () => {
	it("are read back as they were built", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (octets, part, minus) => {
				const magnitude = Math.floor(part * (10 ** (2 * octets - 1) - 1));
				const value = minus ? -magnitude : magnitude;
				const read = readBcd(bytes(bcd(value, octets)));
				assert.ok(read.valid);
				assert.equal(read.negative, value < 0);
				assert.equal(read.value!.toString(), String(value === 0 ? 0 : value));
			}),
			parameters,
		);
	});

	it("tell sign and validity apart", () => {
		const cases: [string, string, boolean, boolean, string | undefined][] = [
			["27048502", "02850427", false, true, "2850427"],
			["950F", "0F95", false, false, undefined],
			["95F0", "F095", true, true, "-95"],
			["00F0", "F000", true, true, "0"],
			["FFFF", "FFFF", true, false, undefined],
			["BDEBDD", "DDEBBD", false, false, undefined],
			["0A", "0A", false, false, undefined],
			["A0", "A0", false, false, undefined],
			["F5", "F5", true, true, "-5"],
			["999999999999999999", "999999999999999999", false, true, "999999999999999999"],
			["9999999999999999F9", "F99999999999999999", true, true, "-99999999999999999"],
		];
		for (const [sent, digits, negative, valid, value] of cases) {
			const read = readBcd(bytes(fromHex(sent)));
			assert.deepEqual([read.text, read.negative, read.valid, read.value?.toString()], [digits, negative, valid, value], sent);
		}
		assert.equal(readBcd(bytes([])).valid, false);
	});
});

describe("M-Bus integers", () => {
	it("of one to eight octets are read back as they were built", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 8 }),
				fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
				fc.boolean(),
				(octets, any, signed) => {
					const value = signed ? BigInt.asIntN(8 * octets, any) : BigInt.asUintN(8 * octets, any);
					assert.equal(readInteger(bytes(integer(value, octets)), signed).toString(), String(value));
				},
			),
			parameters,
		);
	});

	it("say that they are none by their highest bit alone", () => {
		for (const octets of [1, 2, 3, 4, 6, 8]) {
			assert.equal(isInvalidInteger(bytes(integer(-(2n ** BigInt(8 * octets - 1)), octets))), true);
			assert.equal(isInvalidInteger(bytes(integer(-(2n ** BigInt(8 * octets - 1)) + 1n, octets))), false);
		}
		assert.equal(isInvalidInteger(bytes([])), false);
	});
});

describe("M-Bus reals", () => {
	it("get the shortest text that is theirs alone", () => {
		const cases: [number, string][] = [
			[0.1, "0.1"],
			[-0, "0"],
			[21.536703, "21.536703"],
			[16777216, "16777216"],
			[1e-7, "0.0000001"],
			[233.66956, "233.66956"],
			[-4.25, "-4.25"],
			[3.4028235e38, `34028235${"0".repeat(31)}`],
		];
		for (const [value, words] of cases)
			assert.equal(readReal(bytes(real(value)))!.toString(), words);
		fc.assert(
			fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), value => {
				const read = readReal(bytes(real(value)))!;
				assert.equal(Math.fround(Number(read.toString())), value === 0 ? 0 : value);
			}),
			parameters,
		);
	});

	it("that are no number are none", () => {
		for (const value of [NaN, Infinity, -Infinity])
			assert.equal(readReal(bytes(real(value))), undefined);
		assert.equal(readReal(bytes(fromHex("0000C0FF"))), undefined);
	});
});

describe("M-Bus dates", () => {
	const read = (octets: readonly number[]) => {
		const result = readDate(bytes(octets));
		return "invalid" in result ? `! ${result.invalid}` : result.text;
	};

	it("of every type", () => {
		assert.equal(read(fromHex("DF1C")), "2014-12-31");
		assert.equal(read(fromHex("190F8A17")), "2012-07-10T15:25");
		assert.equal(read(fromHex("1A2F4A51271D")), "2018-07-17T10:47:26");
		assert.equal(read(fromHex("4224D7F41619")), "2015-06-20T23:36:02");
		assert.equal(read([7, 25, 15]), "15:25:07");
	});

	it("that exist are read back as they were built", () => {
		const day = fc.date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2080-12-31T23:59:00Z"), noInvalidDate: true });
		fc.assert(
			fc.property(day, value => {
				const [year, month, number] = [value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate()];
				const iso = value.toISOString();
				assert.equal(read(date(year, month, number)), iso.slice(0, 10));
				assert.equal(read(dateTime(year, month, number, value.getUTCHours(), value.getUTCMinutes())), iso.slice(0, 16));
				// Old meters leave the hundreds of the year away.
				const [minute, hour, ...rest] = dateTime(year, month, number, value.getUTCHours(), value.getUTCMinutes()) as [
					number,
					number,
					number,
					number,
				];
				assert.equal(read([minute, hour & 31, ...rest]), iso.slice(0, 16));
			}),
			parameters,
		);
	});

	it("of the last century and the next", () => {
		assert.equal(read(date(1981, 1, 1)), "1981-01-01");
		assert.equal(read(date(2080, 12, 31)), "2080-12-31");
		assert.equal(read([0, 0, ...date(1999, 12, 31)]), "1999-12-31T00:00");
		assert.equal(read(dateTime(2199, 2, 28, 23, 59)), "2199-02-28T23:59");
	});

	it("that are none", () => {
		const cases: [string, string][] = [
			["FFFF", "not set"],
			["0000", "not set"],
			["2B030000", "not set"],
			["A115E917", "marked as invalid by the meter"],
			["FFFFFFFF", "marked as invalid by the meter"],
			["FFFFFF", "not set"],
			["000000000000", "not set"],
			["008000000000", "marked as invalid by the meter"],
			["3F0B8A17", "no such time"],
			["001F8A17", "no such time"],
			["3B3B18", "no such time"],
			// Day 0, month 0, month 13, the 31st of April, year 127 (every year).
			["8011", "no such date"],
			["8110", "no such date"],
			["811D", "no such date"],
			["9F14", "no such date"],
			["E1F1", "no such date"],
			["01", "no date type has this length"],
			["0101010101010101", "no date type has this length"],
		];
		for (const [octets, words] of cases)
			assert.equal(read(fromHex(octets)), `! ${words}`, octets);
	});

	it("know leap years", () => {
		assert.equal(read(date(2024, 2, 29)), "2024-02-29");
		assert.equal(read(date(2000, 2, 29)), "2000-02-29");
		assert.equal(read(date(2023, 2, 29)), "! no such date");
		assert.equal(read(dateTime(2100, 2, 29, 0, 0)), "! no such date");
	});

	it("say whether it is summer time", () => {
		assert.deepEqual(readDate(bytes(fromHex("11B2A92C"))), { text: "2021-12-09T18:17", summer: true });
		assert.deepEqual(readDate(bytes(fromHex("1132A92C"))), { text: "2021-12-09T18:17", summer: false });
	});
});

describe("M-Bus codes", () => {
	it("of manufacturers are letters both ways", () => {
		assert.equal(manufacturerLetters(0x2C2D), "KAM");
		assert.equal(manufacturerLetters(0xAC2D), "KAM");
		assert.equal(manufacturerLetters(0), undefined);
		assert.equal(manufacturerLetters(0x7FFF), undefined);
		assert.equal(manufacturerCode("KAM"), 0x2C2D);
		assert.equal(manufacturerCode("kam"), undefined);
	});

	it("of the status are words", () => {
		assert.deepEqual(statusWords(0), []);
		assert.deepEqual(statusWords(0x27), ["abnormal condition", "power low", "manufacturer's bit 5"]);
		assert.deepEqual(statusWords(0x18), ["permanent error", "temporary error"]);
	});

	it("of variable length are by range", () => {
		const cases: [number, number | undefined][] = [
			[0x00, 0],
			[0xBF, 191],
			[0xC0, 0],
			[0xC9, 9],
			[0xCA, undefined],
			[0xCF, undefined],
			[0xD0, 0],
			[0xD9, 9],
			[0xDA, undefined],
			[0xE0, 0],
			[0xEF, 15],
			[0xF0, 16],
			[0xF4, 32],
			[0xF5, 48],
			[0xF6, 64],
			[0xF7, undefined],
			[0xFF, undefined],
		];
		for (const [octet, length] of cases)
			assert.equal(variableLength(octet), length, octet.toString(16));
	});
});
