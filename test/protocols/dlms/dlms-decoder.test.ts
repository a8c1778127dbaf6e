import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	array,
	hdlc,
	name,
	notification,
	octetString,
	scalerUnit,
	structure,
	text,
	unsigned32,
} from "../../../simulator/meters/dlms-writer";
import { decode, lines } from "./collect";
import { described, pushed, row, TIME } from "./messages";

const one = (message: readonly number[], options = {}) => {
	const { errors, telegrams } = decode(hdlc(message), options);
	assert.deepEqual(errors, []);
	assert.equal(telegrams.length, 1);
	return telegrams[0]!;
};
const value = (data: readonly number[]) => lines(one(notification(structure(name("1-0:96.50.0*255"), data))))[0]?.split("=")[1];

describe("DLMS decoder", () => {
	it("reads codes, values, scalers and units in structures", () => {
		const telegram = one(described);
		assert.equal(telegram.check, "crc16-x25");
		assert.deepEqual(telegram.meter, { id: "7359990000000000", model: "6525" });
		assert.deepEqual(lines(telegram), [
			"1-1:0.2.129*255=AIDON_V0001",
			"0-0:96.1.0*255=7359990000000000",
			"0-0:96.1.7*255=6525",
			"1-0:1.7.0*255=280 W",
			"1-0:32.7.0*255=227.6 V",
			"0-0:1.0.0*255=2024-03-09T14:05:10+01:00",
			"1-0:1.8.0*255=22721380 Wh",
		]);
	});

	it("reads codes and values in a row, with the scales of the maker's list", () => {
		const telegram = one(row);
		assert.deepEqual(telegram.meter, { id: "5706560000000000", model: "6841138BN200000000" });
		assert.deepEqual(telegram.time, { text: "2024-03-09 14:05:10", epoch: Date.UTC(2024, 2, 9, 13, 5, 10), offset: 60 });
		assert.deepEqual(lines(telegram).slice(2), [
			"1-1:1.7.0*255=826 W",
			"1-1:31.7.0*255=2.37 A",
			"1-1:32.7.0*255=232 V",
			"1-1:1.8.0*255=77452500 Wh",
		]);
	});

	it("reads values behind a push object list, and the list where it is asked for", () => {
		const telegram = one(pushed);
		assert.deepEqual(telegram.meter, { id: "LGZ1030655900000", manufacturer: "LGZ" });
		const values = ["0-0:42.0.0*255=LGZ1030655900000", "1-0:1.7.0*255=28 W", "1-1:1.8.0*255=886977 Wh", "1-0:32.7.0*255=235.7 V"];
		assert.deepEqual(lines(telegram), values);
		const listed = one(pushed, { listObjects: true });
		assert.deepEqual(
			listed.readings.slice(0, 5).map(({ id, index }) => `${id} ${index}`),
			[0, 1, 2, 3, 4].map(index => `0-8:25.9.0*255 ${index}`),
		);
		assert.deepEqual(lines(listed).slice(5), values);
		assert.deepEqual(listed.meter, telegram.meter);
	});

	it("gives a value its scaler from another attribute of the same object", () => {
		const list = array(
			...[2, 2, 3].map((attribute, index) =>
				structure([0x12, 0, 3], name(index ? "1-0:2.8.0*255" : "0-0:25.9.0*255"), [0x0F, attribute], [0x12, 0, 0])
			),
		);
		assert.deepEqual(lines(one(notification(structure(list, unsigned32(5), scalerUnit(3, 30))))), ["1-0:2.8.0*255=5000 Wh"]);
	});

	it("reads numbers of each type exactly", () => {
		assert.equal(value([0x0F, 0x80]), "-128");
		assert.equal(value([0x10, 0xFF, 0xFE]), "-2");
		assert.equal(value([0x05, 0xFF, 0xFF, 0xFF, 0xFF]), "-1");
		assert.equal(value([0x06, 0xFF, 0xFF, 0xFF, 0xFF]), "4294967295");
		assert.equal(value([0x14, 0x80, 0, 0, 0, 0, 0, 0, 0]), "-9223372036854775808");
		assert.equal(value([0x15, ...new Array<number>(8).fill(0xFF)]), "18446744073709551615");
		assert.equal(value([0x11, 0xFF]), "255");
		assert.equal(value([0x16, 7]), "7");
		assert.equal(value([0x03, 1]), "1");
		assert.equal(value([0x0D, 0x42]), "42");
		assert.equal(value([0x0D, 0x4A]), "4A");
		assert.equal(value([0x17, 0x3F, 0xCC, 0xCC, 0xCD]), "1.6");
		assert.equal(value([0x18, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0]), "1.5");
		assert.equal(value([0x17, 0x7F, 0x80, 0, 0]), "Infinity");
		assert.equal(value([0x04, 0x09, 0xA5, 0x80]), "A580");
		assert.equal(value(octetString(0, 1, 2)), "000102");
		assert.equal(value(text("a b")), "a b");
		assert.equal(value([0x19, ...TIME]), "2024-03-09T14:05:10+01:00");
		assert.equal(value([0x00]), undefined);
	});

	it("keeps a time without a place in time as text", () => {
		const unplaced = [...TIME.slice(0, 9), 0x80, 0x00, 0xFF];
		assert.deepEqual(one(notification(structure(name("1-0:1.7.0*255"), unsigned32(1)), unplaced)).time, { text: "2024-03-09 14:05:10" });
		const odd = [...TIME];
		odd[2] = 13;
		assert.equal(one(notification(structure(name("1-0:1.7.0*255"), unsigned32(1)), odd)).time, undefined);
	});

	it("says when a list without codes is not known, and keeps what is odd to itself", () => {
		assert.deepEqual(one(notification(structure(unsigned32(1), unsigned32(2)))).warnings, [
			"a list of values without codes that is not known",
		]);
		// A code without a value, a value without a code.
		assert.deepEqual(lines(one(notification(structure(unsigned32(9), name("1-0:1.7.0*255"))))), []);
	});

	it("refuses what does not end where it must", () => {
		const errors = (message: readonly number[]) => decode(hdlc(message)).errors;
		assert.deepEqual(errors([...described, 0]), ["format: 1 octets behind the end of the data"]);
		assert.deepEqual(errors(described.slice(0, -1)), ["format: 1 octets announced, 0 left"]);
		assert.deepEqual(errors([...described.slice(0, 6), 0x13, 0x01]), ["format: data of type 19 at 6"]);
		assert.deepEqual(errors([0xC4, 1, 0]), ["format: a message with tag C4, which is no data notification"]);
		assert.deepEqual(errors([0x0F, 0, 0, 0, 0, 3, 1, 2, 3]), ["format: a time of 3 octets"]);
		assert.deepEqual(errors(notification([0x02, 0x84, 0xFF, 0xFF, 0xFF, 0xFF])), ["format: 4294967295 elements announced, 0 octets left"]);
		assert.deepEqual(errors(notification([...new Array<number[]>(20).fill([0x01, 0x01]).flat(), 0])), ["format: nested too deeply"]);
		assert.deepEqual(errors(notification(structure(name("1-0:1.7.0*255"), unsigned32(1), scalerUnit(99, 27)))), ["format: scaler 99"]);
	});
});
