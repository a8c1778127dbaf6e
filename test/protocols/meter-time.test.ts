import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatStamp, isCalendarTime, isoTime, parseMeterTime } from "../../protocols/meter-time";

describe("meter time", () => {
	it("reads S as two hours and W as one hour ahead of UTC", () => {
		assert.deepEqual(parseMeterTime("141227180323W"), { text: "141227180323W", epoch: Date.UTC(2014, 11, 27, 17, 3, 23), offset: 60 });
		assert.deepEqual(parseMeterTime("200512135409S"), { text: "200512135409S", epoch: Date.UTC(2020, 4, 12, 11, 54, 9), offset: 120 });
	});

	it("tells the two hours apart that the clocks show twice", () => {
		const first = parseMeterTime("241027023000S")!, second = parseMeterTime("241027023000W")!;
		assert.equal(second.epoch! - first.epoch!, 3_600_000);
	});

	it("goes there and back for all times", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: Date.UTC(2005, 0, 2) / 1000, max: Date.UTC(2060, 11, 30) / 1000 }),
				fc.constantFrom(60, 120),
				(second, offset) => {
					const text = formatStamp(second * 1000, offset);
					assert.deepEqual(parseMeterTime(text), { text, epoch: second * 1000, offset });
					assert.ok(isCalendarTime(text));
				},
			),
			{ seed: 1, numRuns: 2000 },
		);
	});

	it("knows no place in time for an unset clock, a date that does not exist, a stamp without letter", () => {
		for (
			const text of [
				"000101010000W",
				"000000000000W",
				"681027002758S",
				"230229120000W",
				"231301120000W",
				"230001120000W",
				"230400120000W",
				"230431120000S",
				"230101240000W",
				"230101126000W",
				"230101120060W",
				"632525252525S",
				"090212160000",
				"19-01-01 00:00:00",
			]
		)
			assert.deepEqual(parseMeterTime(text), { text });
		assert.equal(parseMeterTime("240229120000W")!.epoch, Date.UTC(2024, 1, 29, 11));
	});

	it("says of a stamp whether there is such a date", () => {
		for (const text of ["000101010000W", "090212160000", "681027002758S"])
			assert.ok(isCalendarTime(text));
		for (const text of ["632525252525S", "000000000000W", "230229120000W", "", "hello"])
			assert.ok(!isCalendarTime(text));
	});

	it("reads a COSEM date-time in hexadecimal octets", () => {
		const epoch = Date.UTC(2024, 9, 14, 10, 15);
		assert.deepEqual(parseMeterTime("07E80A0E010C0F0000FF8800"), { text: "07E80A0E010C0F0000FF8800", epoch, offset: 120 });
		assert.equal(parseMeterTime("07E80A0E010C0F00000000FF")!.offset, 0);
		for (const text of ["07E80A0E010C0F0000800000", "FFFFFFFFFFFFFFFFFF800000", "07E80A32010C0F0000FF8800"])
			assert.deepEqual(parseMeterTime(text), { text });
	});

	it("takes nothing else for a time", () => {
		for (const text of ["", "12", "141227180323X", "14122718032W", "1412271803230", "yesterday", "07E80A0E010C0F0000FF88"])
			assert.equal(parseMeterTime(text), undefined);
	});

	it("writes ISO 8601", () => {
		assert.equal(isoTime(parseMeterTime("141227180323W")!), "2014-12-27T18:03:23+01:00");
		assert.equal(isoTime(parseMeterTime("200512135409S")!), "2020-05-12T13:54:09+02:00");
		assert.equal(isoTime({ text: "x", epoch: 0 }), "1970-01-01T00:00:00Z");
		assert.equal(isoTime({ text: "x", epoch: 0, offset: -150 }), "1969-12-31T21:30:00-02:30");
		assert.equal(isoTime({ text: "000101010000W" }), "000101010000W");
	});
});
