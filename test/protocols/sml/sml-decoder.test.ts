import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Decimal } from "../../../protocols/decimal";
import {
	absent,
	boolean,
	type Bytes,
	closeResponse,
	entry,
	frame,
	getListResponse,
	integer,
	list,
	message,
	obis,
	octets,
	openResponse,
	secondIndex,
	serverId,
	telegram,
	unsigned,
} from "../../support/sml-builder";
import { decode, values } from "./collect";
import { commonMeter, WATT_HOUR } from "./meters";

const server = serverId("XYZ", 12_345_678);
const name = obis("1-0:1.8.0*255");

/** The one value of a telegram whose entry has this value and scaler. */
function valueOf(value: Bytes, scaler?: number): string | undefined {
	const { telegrams } = decode(telegram(server, [entry({ name, scaler, value })]));
	return telegrams[0]?.readings[0]?.value.toString();
}

function timeOf(time: Bytes): unknown {
	return decode(telegram(server, [entry({ name, value: unsigned(1, 1) })], { time })).telegrams[0]?.time;
}

describe("SML decoder", () => {
	it("reads a common meter", () => {
		const { decoder, errors, telegrams } = decode(commonMeter());
		assert.deepEqual(errors, []);
		const [found] = telegrams;
		assert.equal(found?.check, "crc16-x25");
		assert.deepEqual(found?.meter, { id: "1ISK0075126084", manufacturer: "ISK" });
		assert.deepEqual(found?.time, { text: "secIndex 53782327" });
		assert.deepEqual(values(found, "1-0:1.8.0*255"), ["2043104.7 Wh"]);
		assert.deepEqual(values(found, "1-0:2.8.0*255"), ["0.0 Wh"]);
		assert.deepEqual(values(found, "1-0:16.7.0*255"), ["193 W"]);
		assert.deepEqual(values(found, "1-0:96.1.0*255"), ["1ISK0075126084"]);
		assert.deepEqual(values(found, "1-0:96.50.1*1"), ["ISK"]);
		assert.deepEqual({ ...decoder.counters }, { bytes: commonMeter().length, telegrams: 1, checkErrors: 0, formatErrors: 0, warnings: 0 });
	});

	it("reads integers of each width with the right sign", () => {
		for (let width = 1; width <= 8; width++) {
			const top = 2n ** BigInt(width * 8 - 1);
			for (const value of [0n, 1n, top - 1n, -1n, -top])
				assert.equal(valueOf(integer(value, width)), String(value), `signed, ${width} bytes`);
			for (const value of [0n, top, 2n * top - 1n])
				assert.equal(valueOf(unsigned(value, width)), String(value), `unsigned, ${width} bytes`);
		}
	});

	it("keeps integers exact and uses a bigint only where it must", () => {
		const [reading] = decode(telegram(server, [entry({ name, scaler: -1, value: integer(2n ** 53n - 1n, 8) })])).telegrams[0]!.readings;
		assert.ok(reading?.value instanceof Decimal && typeof reading.value.digits === "number");
		assert.equal(String(reading.value), "900719925474099.1");
		assert.equal(valueOf(integer(72_057_594_037_927_940n, 8), -1), "7205759403792794.0");
	});

	it("applies every scaler", () => {
		assert.equal(valueOf(unsigned(7238, 2), 3), "7238000");
		assert.equal(valueOf(unsigned(46_178_257_063, 8), -5), "461782.57063");
		assert.equal(valueOf(unsigned(5, 1)), "5");
		assert.equal(valueOf(unsigned(5, 1), 99), undefined);
	});

	it("gives texts, hexadecimal and booleans", () => {
		assert.equal(valueOf(octets("1.02.007")), "1.02.007");
		assert.equal(valueOf(octets([0x41, 0x00, 0x42])), "410042");
		assert.equal(valueOf(octets(new Array<number>(48).fill(0xFE))), "FE".repeat(48));
		assert.equal(valueOf(octets("a text of more than fourteen characters")), "a text of more than fourteen characters");
		assert.equal(valueOf(boolean(true)), "true");
		assert.equal(valueOf(boolean(false)), "false");
	});

	it("gives no reading for a value that was left out", () => {
		const { telegrams } = decode(telegram(server, [entry({ name, value: absent })]));
		assert.deepEqual([telegrams[0]?.readings, telegrams[0]?.warnings], [[], []]);
	});

	it("names units", () => {
		const units = [[30, "Wh"], [27, "W"], [35, "V"], [33, "A"], [44, "Hz"], [32, "varh"], [8, "°"], [13, "m3"], [255, ""], [
			0,
			"",
		]] as const;
		for (const [unit, text] of units)
			assert.equal(decode(telegram(server, [entry({ name, unit, value: unsigned(1, 1) })])).telegrams[0]?.readings[0]?.unit, text);
	});

	it("reads time in each form", () => {
		const second = unsigned(1_700_000_000, 4);
		assert.deepEqual(timeOf(secondIndex(5)), { text: "secIndex 5" });
		assert.deepEqual(timeOf(unsigned(5, 4)), { text: "secIndex 5" });
		assert.deepEqual(timeOf(list(unsigned(2, 1), second)), { text: "1700000000", epoch: 1_700_000_000_000, offset: 0 });
		const local = list(second, integer(60, 2), integer(60, 2));
		const expected = { text: "1700000000", epoch: 1_700_000_000_000, offset: 120 };
		assert.deepEqual(timeOf(list(unsigned(3, 1), local)), expected);
		assert.deepEqual(timeOf(local), expected);
		assert.deepEqual(timeOf(list(unsigned(2, 1), unsigned(0, 4))), { text: "0" });
		assert.equal(timeOf(absent), undefined);
	});

	it("skips a time of an unknown kind and says so", () => {
		const { telegrams } = decode(
			telegram(server, [entry({ name, value: unsigned(1, 1) })], { time: list(unsigned(9, 1), unsigned(1, 1)) }),
		);
		assert.equal(telegrams[0]?.readings.length, 1);
		assert.match(telegrams[0]!.warnings[0]!, /unknown kind/);
	});

	it("reads server ids as they are printed, else as text or hexadecimal", () => {
		const ids: [Bytes, string, string | undefined][] = [
			[serverId("ISK", 12_345_678), "1ISK0012345678", "ISK"],
			[[0x09, ...serverId("EBZ", 191_547).slice(1)], "1EBZ0000191547", "EBZ"],
			[[0x06, 0x45, 0x4D, 0x48, 1, 2, 0x71, 0x56, 0xCD, 0x45], "06454D4801027156CD45", "EMH"],
			[[0x30, 0x32, 0x32, 0x38], "0228", undefined],
			[[0x0A, 0x01, 0x49, 0x53, 0x4B, 0, 0xFF, 0xFF, 0xFF, 0xFF], "0A0149534B00FFFFFFFF", undefined],
			[new Array<number>(10).fill(0), "00".repeat(10), undefined],
		];
		for (const [bytes, id, manufacturer] of ids)
			assert.deepEqual(decode(telegram(bytes, [])).telegrams[0]?.meter, { id, manufacturer });
	});

	it("takes a number as server id", () => {
		const body = list(absent, unsigned(12_345, 4), absent, absent, list(entry({ name, value: unsigned(1, 1) })), absent, absent);
		assert.equal(decode(frame(message(0x0701, body))).telegrams[0]?.meter.id, "12345");
	});

	it("takes the manufacturer from its register when the server id does not tell", () => {
		for (const code of ["1-0:96.50.1*1", "129-129:199.130.3*255"]) {
			const bytes = telegram(octets("x").slice(1), [entry({ name: obis(code), value: octets("EMH") })]);
			assert.equal(decode(bytes).telegrams[0]?.meter.manufacturer, "EMH");
		}
	});

	it("reads lists of more than 15 entries, whose length takes two bytes", () => {
		const entries = Array.from({ length: 40 }, (_, index) => entry({ name: [1, 0, index, 7, 0, 255], value: unsigned(index, 1) }));
		assert.equal(decode(telegram(server, entries)).telegrams[0]?.readings.length, 40);
	});

	it("reads SML 1.04: tags of four bytes, a time as value", () => {
		const time = list(unsigned(1, 1), list(unsigned(2, 1), unsigned(1_700_000_000, 4)));
		const content = [
			...openResponse(server, { wide: true }),
			...getListResponse(server, absent, [entry({ name, value: time })], { wide: true }),
			...closeResponse({ wide: true }),
		];
		assert.deepEqual(values(decode(frame(content)).telegrams[0], "1-0:1.8.0*255"), ["1700000000"]);
	});

	it("passes over other messages with a warning", () => {
		const content = [
			...openResponse(server),
			...message(0xFF01, list(octets(server), octets("no"))),
			...getListResponse(server, absent, [entry({ name, value: unsigned(1, 1) })]),
			...closeResponse(),
		];
		const { decoder, telegrams } = decode(frame(content));
		assert.equal(telegrams[0]?.readings.length, 1);
		assert.deepEqual(telegrams[0]?.warnings, ["skipped a message FF01"]);
		assert.equal(decoder.counters.warnings, 1);
	});

	it("joins several lists in one file", () => {
		const one = (value: number) => getListResponse(server, absent, [entry({ name, value: unsigned(value, 1) })]);
		assert.deepEqual(values(decode(frame([...one(1), ...one(2)])).telegrams[0], "1-0:1.8.0*255"), ["1", "2"]);
	});

	it("skips an odd entry; it costs nothing else", () => {
		const odd: Bytes[] = [
			entry({ name: [1, 2, 3], value: unsigned(1, 1) }),
			list(octets(name)),
			unsigned(5, 1),
			entry({ name, value: list(unsigned(1, 1), unsigned(2, 1), unsigned(3, 1)) }),
			entry({ name, value: [0x6A, 1, 2, 3, 4, 5, 6, 7, 8, 9] }),
		];
		const good = entry({ name, unit: WATT_HOUR, scaler: -1, value: unsigned(7, 1) });
		for (const bytes of odd) {
			const { telegrams } = decode(telegram(server, [good, bytes, good]));
			assert.deepEqual(values(telegrams[0], "1-0:1.8.0*255"), ["0.7 Wh", "0.7 Wh"]);
			assert.equal(telegrams[0]?.warnings.length, 1);
		}
	});

	it("refuses broken structures", () => {
		const broken: [Bytes, RegExp][] = [
			[[0x12, 0x34, 0x56, 0x78], /^format/],
			[[], /^format/],
			[[0x76, 0x05, 0, 0, 0], /^format/],
			[[0xF6, 0xFF, 0xFF, 0xFF], /^format/],
			[[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], /^format/],
			[message(0x0701, list(absent, octets(server), absent, absent, list(octets("x"))).slice(0, -8)), /^format/],
		];
		for (const [content, error] of broken) {
			const { decoder, errors, telegrams } = decode(frame(content));
			assert.equal(telegrams.length, 0);
			assert.match(errors.join(), error);
			assert.equal(decoder.counters.formatErrors, 1);
		}
	});

	it("refuses a telegram when one message's check sum is wrong, whatever the transport's says", () => {
		for (const kind of [0, 1, 2]) {
			const messages = [openResponse(server), getListResponse(server, absent, [entry({ name, value: unsigned(1, 1) })]), closeResponse()]
				.map((bytes, index) => index === kind ? [...bytes.slice(0, -2), bytes.at(-2)! ^ 1, 0] : bytes);
			const { decoder, errors, telegrams } = decode(frame(messages.flat()));
			assert.equal(telegrams.length, 0);
			assert.match(errors.join(), /^check: message 0[127]01 crc16: sent/);
			assert.equal(decoder.counters.checkErrors, 1);
		}
	});
});
