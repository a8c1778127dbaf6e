import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DataLineParser } from "../../../protocols/iec62056/data-line";
import { parseIdentification } from "../../../protocols/iec62056/identification";
import { block, lines } from "../../support/iec62056-builder";
import { decode, shown, values } from "./collect";
import { asked, pushed } from "./meters";

const parser = new DataLineParser();

describe("IEC 62056-21 identification", () => {
	it("tells maker, rate, mode and reaction time", () => {
		const cases: [string, string, string, number, boolean, string][] = [
			["/ISk5MT174-0001", "ISk", "C", 9600, true, "MT174-0001"],
			["/LGZ5ZMD120APt.G03", "LGZ", "C", 9600, false, "ZMD120APt.G03"],
			["/AUX5\\2SX330", "AUX", "E", 9600, false, "SX330"],
			["/ACE0\\3k260V01.18", "ACE", "C", 300, false, "k260V01.18"],
			["/LGB@UH50", "LGB", "A", 300, false, "UH50"],
			["/KAM MC", "KAM", "A", 300, false, "MC"],
			["/XYZAold", "XYZ", "B", 600, false, "old"],
			["/XYZFold", "XYZ", "B", 19200, false, "old"],
			["/XYZGold", "XYZ", "A", 300, false, "old"],
			["/XYZ9new", "XYZ", "A", 300, false, "new"],
			["/XYZ6", "XYZ", "C", 19200, false, ""],
		];
		for (const [text, manufacturer, mode, baud, fast, model] of cases) {
			const { baudCharacter, enhanced, ...found } = parseIdentification(text)!;
			assert.deepEqual(found, { text, manufacturer, mode, baud, fast, model });
			assert.equal(baudCharacter, text[4]);
			assert.equal(enhanced, text.includes("\\") ? text[6] : "");
		}
	});
	it("does not take requests and rubbish", () => {
		for (const text of ["/?!", "/?12345678!", "/12", "/AB", "/ABC", "ISk5MT174", "/IS\u00FF5MT", "/ISk5MT\u0001"])
			assert.equal(parseIdentification(text), undefined, text);
	});
});

describe("IEC 62056-21 values", () => {
	const show = (text: string) => {
		const { unit, value } = parser.parseValue(text);
		return [typeof value, String(value), unit];
	};
	it("are numbers with a unit or decimals, else texts", () => {
		assert.deepEqual(show("012993.5991*kWh"), ["object", "12993.5991", "kWh"]);
		assert.deepEqual(show("-000142.30*W"), ["object", "-142.30", "W"]);
		assert.deepEqual(show("+000.8*A"), ["object", "0.8", "A"]);
		assert.deepEqual(show("0109868*h"), ["object", "109868", "h"]);
		assert.deepEqual(show("0012,345*kWh"), ["object", "12.345", "kWh"]);
		assert.deepEqual(show("000123.4 kWh"), ["object", "123.4", "kWh"]);
		assert.deepEqual(show("000123.4*kWh "), ["object", "123.4", "kWh"]);
		assert.deepEqual(show(" 0123.4"), ["object", "123.4", ""]);
		assert.deepEqual(show("00123456"), ["string", "00123456", ""]);
		assert.deepEqual(show(" 20000"), ["string", " 20000", ""]);
		assert.deepEqual(show("00FF*kWh"), ["string", "00FF*kWh", ""]);
		assert.deepEqual(show("F04E"), ["string", "F04E", ""]);
		assert.deepEqual(show("24-03-21 21:10"), ["string", "24-03-21 21:10", ""]);
		assert.deepEqual(show("21.03.24"), ["string", "21.03.24", ""]);
		assert.deepEqual(show(""), ["string", "", ""]);
	});
	it("stand in data sets, several in a line, several values in a set", () => {
		const line = (text: string, strict = true) =>
			parser.parse(text, strict)?.map(set => `${set.id}: ${set.values.map(({ unit, value }) => `${value} ${unit}`.trim()).join(", ")}`);
		assert.deepEqual(line("1.6.0*01(03.258*kW)(2402102000)"), ["1.6.0*01: 3.258 kW, 2402102000"]);
		assert.deepEqual(line("6.8(0017.4*MWh)6.26(00350.77*m3)9.21(66177)"), ["6.8: 17.4 MWh", "6.26: 350.77 m3", "9.21: 66177"]);
		assert.deepEqual(line("9.4(098.7*C&096.5*C)"), ["9.4: 98.7 C, 96.5 C"]);
		assert.deepEqual(line("1-0:31.7.0(100.0*A,-99.9*A)"), ["1-0:31.7.0: 100.0 A, -99.9 A"]);
		assert.deepEqual(line("0.2.0(ver.03,432F,20170504)"), ["0.2.0: ver.03,432F,20170504"]);
		assert.deepEqual(line("1-0:0.2.0((ER11))"), ["1-0:0.2.0: (ER11)"]);
		assert.deepEqual(line("(0001.5*kWh)(00)"), [": 1.5 kWh, 00"]);
		for (
			const id of [
				"1.8.0",
				"F.F",
				"FF",
				"C.1.0",
				"0.0",
				".8.1",
				"1-0:1.8.0*255",
				"0-0:C.51.2*03",
				"C.13.21",
				"P.01",
				"1.8.0&02",
				"81.7.26",
				"180",
			]
		)
			assert.deepEqual(line(`${id}(1)`), [`${id}: 1`]);
	});
	it("are not seen in lines that are no data", () => {
		for (const text of ["", "1.8.0", "1.8.0(1", "1.8.0)1(", "1.8.0(1)x", "1.8.0(1(2)", "1.8.0(((1)))"])
			assert.equal(parser.parse(text, false), undefined, text);
		for (const text of ["BF.F(1)", "B0.0(1)", "1.8.0 x(1)", "\"1.8.0(1)", "1.8..(1)", "hello(1)"])
			assert.equal(parser.parse(text, true), undefined, text);
	});
});

describe("IEC 62056-21 decoder", () => {
	it("reads an asked meter", () => {
		const { decoder, early, errors, identifications, telegrams } = decode(asked);
		assert.deepEqual(errors, []);
		assert.deepEqual(identifications.map(({ baud, manufacturer }) => `${manufacturer} ${baud}`), ["LGZ 9600"]);
		const [telegram] = telegrams;
		assert.equal(telegram?.check, "bcc");
		assert.deepEqual(telegram?.meter, { id: "00123456", manufacturer: "LGZ", model: "ZMD120" });
		assert.deepEqual(telegram?.time, { text: "240318 201455" });
		assert.deepEqual(values(telegram), [
			"F.F=00000000",
			"0.0.0=00123456",
			"0.9.1=201455",
			"0.9.2=240318",
			"1.6.0=2.468 kW #0",
			"1.6.0=2403100930 #1",
			"1.6.0*01=3.258 kW #0",
			"1.6.0*01=2402102000 #1",
			"1.8.0=285.4 kWh",
			"1.8.1=200.1 kWh",
			"1.8.0*01=200.0 kWh",
			"C.1.0=12345678",
		]);
		assert.deepEqual(early.map(shown), values(telegram));
		assert.deepEqual({ ...decoder.counters }, { bytes: asked.length, telegrams: 1, checkErrors: 0, formatErrors: 0, warnings: 0 });
	});

	it("reads a pushed meter without a check", () => {
		const { telegrams } = decode(pushed);
		assert.equal(telegrams[0]?.check, "none");
		assert.deepEqual(telegrams[0]?.meter, { id: "1ESY1127000167", manufacturer: "ESY", model: "Q3DA1024 V3.03" });
		assert.equal(values(telegrams[0])[1], "1-0:1.8.0*255=0.7801269 kWh");
	});

	it("takes the meter's number from the best register that there is", () => {
		const idOf = (...data: string[]) => decode(block(lines(...data))).telegrams[0]?.meter.id;
		assert.equal(idOf("C.1.0(2)", "0.0.0(1)"), "1");
		assert.equal(idOf("1-0:0.0.0*255(63355730)", "1-0:0.0.1*255(1ISK0063355730)"), "1ISK0063355730");
		assert.equal(idOf("0.0(00005077354)"), "00005077354");
		assert.equal(idOf("1.8.0(1*kWh)", "0.0.0( )"), undefined);
	});

	it("tells values as their lines come, before the end", () => {
		const collector = decode(asked.slice(0, 120));
		assert.ok(collector.early.length >= 5);
		assert.equal(collector.telegrams.length, 0);
	});

	it("keeps only what is wanted, and never more than its limit", () => {
		const { early, telegrams } = decode(asked, { accept: id => !id.includes("*") && id !== "0.0.0" });
		assert.deepEqual(telegrams[0]?.readings.map(({ id }) => id), ["F.F", "0.9.1", "0.9.2", "1.6.0", "1.6.0", "1.8.0", "1.8.1", "C.1.0"]);
		assert.equal(early.length, 8);
		// The meter is still known.
		assert.equal(telegrams[0]?.meter.id, "00123456");
		const limited = decode(asked, { readings: 3 }).telegrams[0];
		assert.equal(limited?.readings.length, 3);
		assert.deepEqual(limited?.warnings, ["9 values too many"]);
	});

	it("reads a block without an identification, and one without `!`", () => {
		assert.deepEqual(values(decode(block(lines("1.8.0(1.5*kWh)"))).telegrams[0]), ["1.8.0=1.5 kWh"]);
		assert.deepEqual(values(decode(block("1.8.0(1.5*kWh)\r\n")).telegrams[0]), ["1.8.0=1.5 kWh"]);
		assert.deepEqual(values(decode(block("1.8.0(1.5*kWh)")).telegrams[0]), ["1.8.0=1.5 kWh"]);
	});

	it("goes on with a data set on the next line", () => {
		const { telegrams } = decode(block(lines("P.01(2403100930)(00)", "(0001.5)(0002.5)", "1.8.0(1*kWh)")));
		assert.deepEqual(values(telegrams[0]), ["P.01=2403100930 #0", "P.01=00 #1", "P.01=1.5 #2", "P.01=2.5 #3", "1.8.0=1 kWh"]);
	});

	it("skips odd lines, says so, and loses nothing else", () => {
		const { decoder, telegrams } = decode(
			block(lines("nonsense", "1.8.0(1.5*kWh)", "1.8.1(", "2.8.0(2.5*kWh)", "\x07", "x".repeat(2000), "1.7.0(3*W)")),
		);
		assert.deepEqual(values(telegrams[0]), ["1.8.0=1.5 kWh", "2.8.0=2.5 kWh", "1.7.0=3 W"]);
		assert.equal(telegrams[0]?.warnings.length, 4);
		assert.equal(decoder.counters.warnings, 4);
	});

	it("bounds the warnings it keeps", () => {
		const { decoder, telegrams } = decode(block(lines("1.8.0(1*kWh)", ...new Array<string>(100).fill("nonsense"))));
		assert.equal(telegrams[0]?.warnings.length, 8);
		assert.equal(decoder.counters.warnings, 100);
	});

	it("takes `!` inside brackets for text", () => {
		assert.deepEqual(values(decode(block(lines("0.2.0(V1!)", "1.8.0(1*kWh)"))).telegrams[0]), ["0.2.0=V1!", "1.8.0=1 kWh"]);
	});
});
