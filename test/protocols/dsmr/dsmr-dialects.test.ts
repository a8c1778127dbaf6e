import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { e350, fluvius, mt382, sealed, sx631 } from "../../telegrams/dsmr";
import { decode, values } from "./collect";

/** The E350's telegram with other lines before its end. */
function withLines(...lines: string[]) {
	const collector = decode(sealed(e350.replace("\r\n!", `\r\n${lines.join("\r\n")}\r\n!`)));
	assert.equal(collector.telegrams.length, 1);
	const telegram = collector.telegrams[0]!;
	assert.equal(telegram.warnings.length, collector.decoder.counters.warnings);
	// Whatever is odd costs nothing else.
	assert.deepEqual(values(telegram, "1-0:1.8.1")[0], "687.138 kWh");
	assert.deepEqual(values(telegram, "0-1:24.4.0")[0], "1");
	return telegram;
}

describe("DSMR dialects", () => {
	it("Belgium: quarter-hour power, peak with its time, list of months, identifiers, valve", () => {
		const [telegram] = decode(sealed(fluvius)).telegrams;
		assert.deepEqual(telegram!.meter, { id: "1SAG1100000001", manufacturer: "FLU", model: "253700001_A" });
		assert.deepEqual(values(telegram, "0-0:96.1.4"), ["50221"]);
		assert.deepEqual(values(telegram, "1-0:1.4.0"), ["2.351 kW"]);
		assert.deepEqual(values(telegram, "1-0:1.6.0"), ["2.589 kW @2023-04-02T11:45:00Z"]);
		assert.deepEqual(values(telegram, "0-0:98.1.0"), [
			"4.329 kW #0 @2023-01-17T21:45:00Z",
			"4.529 kW #1 @2023-02-14T21:45:00Z",
			"3.071 kW #2 @2023-03-26T01:45:00Z",
		]);
		assert.deepEqual(values(telegram, "1-0:31.7.0"), ["0.19 A"]);
		assert.deepEqual(values(telegram, "0-1:96.1.1"), ["7FLO2100000001"]);
		assert.deepEqual(values(telegram, "0-1:24.2.3"), ["112.384 m3 @2023-04-05T08:05:00Z"]);
		assert.deepEqual(telegram!.warnings, []);
	});

	it("Belgium: a list of months without entries, in each of its forms", () => {
		for (const list of ["(0)", "(0)(1-0:1.6.0)(1-0:1.6.0)", "(12)", "()"])
			assert.deepEqual(values(withLines(`0-0:98.1.0${list}`), "0-0:98.1.0"), []);
		assert.deepEqual(values(withLines("0-0:98.1.0(1)(1-0:1.6.0)(1-0:1.6.0)(230201000000W)(230117224500W)(04.329*kW)"), "0-0:98.1.0"), [
			"4.329 kW #0 @2023-01-17T21:45:00Z",
		]);
	});

	it("Hungary: 19 values of the last month although line ends break the list, and a message of octets FF", () => {
		const [telegram] = decode(sealed(sx631)).telegrams;
		const list = values(telegram, "0-0:98.1.0");
		assert.equal(list.length, 19);
		assert.equal(list[0], "22756.691 kWh #0 @2024-02-29T23:00:00Z");
		assert.equal(list[12], "22756.693 kWh #12 @2024-02-29T23:00:00Z");
		assert.equal(list[18], "0.000 kW #18 @2024-02-29T23:00:00Z");
		assert.deepEqual(values(telegram, "0-0:96.50.68"), ["ON"]);
		assert.deepEqual(values(telegram, "1-0:13.7.0"), ["0.968"]);
		assert.deepEqual(values(telegram, "0-0:96.13.0"), [""]);
		assert.deepEqual(telegram!.meter, { id: "9900000001", manufacturer: "AUX", model: "9900000000001" });
		assert.deepEqual(telegram!.warnings, []);
	});

	it("Hungary: a message with line ends inside its brackets", () => {
		// Room for a message that was never written, as octets and as their hexadecimal digits.
		assert.deepEqual(values(withLines("0-0:96.13.4(", "\xFF".repeat(1024), ")"), "0-0:96.13.4"), [""]);
		assert.deepEqual(values(withLines("0-0:96.13.4(", "FF".repeat(100), ")"), "0-0:96.13.4"), [""]);
		assert.deepEqual(values(withLines("0-0:96.13.4(", "486F6C6AFFFF", ")"), "0-0:96.13.4"), ["Holj"]);
		assert.deepEqual(values(withLines("0-0:96.13.4(", "Karbantart\xE1s", ")"), "0-0:96.13.4"), ["Karbantart\uFFFDs"]);
	});

	it("DSMR 2: gas in two lines or in one", () => {
		const one = mt382.replace("(m3)\r\n(", "(m3)(");
		for (const text of [mt382, one]) {
			const [telegram] = decode(`${text}\r\n`).telegrams;
			assert.deepEqual(values(telegram, "0-2:24.3.0"), ["1.001 m3 @090212160000"]);
			assert.deepEqual(values(telegram, "0-2:24.4.0"), ["1"]);
			assert.equal(telegram!.time, undefined);
		}
	});

	it("DSMR 3: heat with energy and volume in one buffer", () => {
		const telegram = withLines("0-2:24.3.0(090212160000)(00)(60)(2)(0-2:24.2.1)(GJ)(0-2:24.2.2)(m3)", "(00001.001)(00020.002)");
		assert.deepEqual(values(telegram, "0-2:24.3.0"), ["1.001 GJ #0 @090212160000", "20.002 m3 #1 @090212160000"]);
	});

	it("Sweden, Luxembourg: codes and units as they come", () => {
		const telegram = withLines("1-0:3.8.0(00001761.087*kVArh)", "1-0:3.7.0(0000.135*kVAr)", "1-1:31.4.0(100*A)(-063*A)");
		assert.deepEqual(values(telegram, "1-0:3.8.0"), ["1761.087 kVArh"]);
		assert.deepEqual(values(telegram, "1-0:3.7.0"), ["0.135 kVAr"]);
		assert.deepEqual(values(telegram, "1-1:31.4.0"), ["100 A #0", "-63 A #1"]);
	});

	it("EasyMeter: codes with *255, seven decimals, no check sum", () => {
		const text = "/ESY5Q3DA1004 V3.04\r\n\r\n1-0:0.0.0*255(1336000001)\r\n1-0:1.8.0*255(00032549.5061662*kWh)\r\n1-0:96.5.5*255(80)\r\n"
			+ "0-0:96.1.255*255(1ESY1336000001)\r\n!\r\n  25818685\r\nDE0000000000000000000000000000003\r\n";
		const { telegrams, faults } = decode(text);
		assert.deepEqual(faults, []);
		assert.deepEqual(values(telegrams[0], "1-0:1.8.0*255"), ["32549.5061662 kWh"]);
		assert.deepEqual(values(telegrams[0], "1-0:96.5.5*255"), ["80"]);
		assert.deepEqual(telegrams[0]!.meter, { id: "1ESY1336000001", manufacturer: "ESY", model: "Q3DA1004 V3.04" });
	});

	it("power failures: duration and end of each, without the list's head", () => {
		const telegram =
			decode(sealed(e350.replace("(0)(0-0:96.7.19)", "(2)(0-0:96.7.19)(160315184219W)(0000000310*s)(000101000001W)(2147483647*s)")))
				.telegrams[0];
		assert.deepEqual(values(telegram, "1-0:99.97.0"), ["310 s #0 @2016-03-15T17:42:19Z", "2147483647 s #1 @000101000001W"]);
	});

	it("a code in several lines is a list too, with the time behind the value", () => {
		const telegram = withLines("7-0:23.1.0(01238.740*m3)(19-01-01 00:00:00)", "7-0:23.1.0(01238.770*m3)(19-01-01 01:00:00)");
		assert.deepEqual(values(telegram, "7-0:23.1.0"), ["1238.740 m3 #0 @19-01-01 00:00:00", "1238.770 m3 #1 @19-01-01 01:00:00"]);
	});
});

describe("DSMR: meters' quirks", () => {
	it("skips, counts and shows lines that are no objects", () => {
		const odd: [string, string][] = [
			["1-0:0.2.0((ER11))", "skipped 1-0:0.2.0((ER11))"],
			["1-1:0.2.0((ER12)", "skipped 1-1:0.2.0((ER12)"],
			["1-1:0.2.8(ER13))", "skipped 1-1:0.2.8(ER13))"],
			["7\".3.0(00001.5*kWh)", "not an object: 7\".3.0(00001.5*kWh)"],
			["1-0:1.8.9(0000x.5*kWh)", "skipped 1-0:1.8.9(0000x.5*kWh)"],
			["0-1:24.2.1(700101010000W)(00000000)", "skipped 0-1:24.2.1(700101010000W)(00000000)"],
			["0-1:24.2.1(632525252525S)(00000.000)", "skipped 0-1:24.2.1(632525252525S)(00000.000)"],
			["0-1:24.2.1(0)", "skipped 0-1:24.2.1(0)"],
			["0-1:24.2.1()", "skipped 0-1:24.2.1()"],
			["0-1:24.3.0(090212160000)(00)(60)(1)(0-1:24.2.1)", "skipped 0-1:24.3.0(090212160000)(00)(60)(1)(0-1:24.2.1)"],
			["just text", "not an object: just text"],
		];
		for (const [line, warning] of odd) {
			assert.deepEqual(withLines(line).warnings, [warning]);
			// Behind it the next line is whole.
			assert.deepEqual(values(withLines(line, "1-0:14.7.0(50.01*Hz)"), "1-0:14.7.0"), ["50.01 Hz"]);
		}
	});

	it("skips a line whose bracket is never closed, wherever it stands", () => {
		assert.deepEqual(withLines("1-0:1.8.9(0001", "1-0:14.7.0(50.01*Hz)").warnings, ["not an object: 1-0:1.8.9(0001"]);
		assert.deepEqual(withLines("1-0:1.8.9(0001").warnings, ["not an object: 1-0:1.8.9(0001"]);
	});

	it("reads what only strict parsers stumble over", () => {
		const fine: [string, string, string[]][] = [
			["0-0:17.0.1(017*A)", "0-0:17.0.1", ["17 A"]],
			["0-0:17.0.1(999*A)", "0-0:17.0.1", ["999 A"]],
			["1-1:31.4.0(100.0*A,-100.0*A)", "1-1:31.4.0", ["100.0 A #0", "-100.0 A #1"]],
			["1-0:1.8.9(000001.5*kWh )", "1-0:1.8.9", ["1.5 kWh"]],
			["1-0:1.8.9(000001.5kWh)", "1-0:1.8.9", ["1.5 kWh"]],
			["1-0:1.8.9( 00001.5*kWh)", "1-0:1.8.9", ["1.5 kWh"]],
			["1-0:0.2.8(1.0.smth smth-123)", "1-0:0.2.8", ["1.0.smth smth-123"]],
			["1-0:16.24.0(-03.618*kW)", "1-0:16.24.0", ["-3.618 kW"]],
			["1-0:1.8.9(12345678901234567890.123*kWh)", "1-0:1.8.9", ["12345678901234567890.123 kWh"]],
			["0-0:96.3.11()", "0-0:96.3.11", []],
		];
		for (const [line, id, expected] of fine) {
			const telegram = withLines(line);
			assert.deepEqual(values(telegram, id), expected);
			assert.deepEqual(telegram.warnings, []);
		}
	});

	it("keeps a value whatever its time says", () => {
		const times: [string, string][] = [
			["260102010000", "260102010000"],
			["000101010000W", "000101010000W"],
			["681027002758S", "681027002758S"],
			["632525252525S", "632525252525S"],
			["07E80A0E010C0F0000FF8800", "2024-10-14T10:15:00Z"],
			["07E80A0E010C0F0000800000", "07E80A0E010C0F0000800000"],
			["190115120000W", "2019-01-15T11:00:00Z"],
		];
		for (const [stamp, time] of times) {
			assert.deepEqual(values(withLines(`1-0:1.6.0(${stamp})(02.589*kW)`), "1-0:1.6.0"), [`2.589 kW @${time}`]);
			const telegram = decode(sealed(e350.replace("141227180323W", stamp))).telegrams[0]!;
			assert.equal(telegram.time!.text, stamp);
			assert.equal(telegram.readings.length, 25);
		}
		assert.deepEqual(withLines("1-0:1.6.0(yesterday)(02.589*kW)").warnings, []);
	});

	it("keeps leading zeros of identifiers and texts as they are, and decodes octets only where all are printable", () => {
		const telegram = withLines(
			"0-2:96.1.0(0012345678)",
			"0-3:96.1.0(303132)",
			"0-4:96.1.0(30313G)",
			"0-5:96.1.0(303180)",
			"0-6:96.1.0(12345678    )",
		);
		assert.deepEqual([2, 3, 4, 5, 6].map(channel => values(telegram, `0-${channel}:96.1.0`)[0]), [
			"0012345678",
			"012",
			"30313G",
			"303180",
			"12345678",
		]);
	});
});
