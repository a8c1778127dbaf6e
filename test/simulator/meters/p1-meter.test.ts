import assert from "node:assert/strict";
import { test } from "node:test";
import { formatStamp, parseStamp } from "../../../simulator/meters/central-european-time";
import { Household } from "../../../simulator/meters/household";
import { p1Models } from "../../../simulator/meters/p1-models";
import { buildTelegram } from "../../../simulator/meters/telegram";
import { isGood, Listener, valueOf } from "./listener";

/** A published E350 telegram without its owner's remarks. The check there is 0C97: that of the serial numbers before they were blanked. */
const published = [
	"/XMX5LGBBFFB123456789",
	"",
	"1-3:0.2.8(40)",
	"0-0:1.0.0(141227180323W)",
	"0-0:96.1.1(4530303034303031353535383123456789)",
	"1-0:1.8.1(000687.138*kWh)",
	"1-0:2.8.1(000000.000*kWh)",
	"1-0:1.8.2(000523.849*kWh)",
	"1-0:2.8.2(000000.000*kWh)",
	"0-0:96.14.0(0001)",
	"1-0:1.7.0(00.428*kW)",
	"1-0:2.7.0(00.000*kW)",
	"0-0:17.0.0(999.9*kW)",
	"0-0:96.3.10(1)",
	"0-0:96.7.21(00002)",
	"0-0:96.7.9(00000)",
	"1-0:99.97.0(0)(0-0:96.7.19)",
	"1-0:32.32.0(00000)",
	"1-0:32.36.0(00000)",
	"0-0:96.13.1()",
	"0-0:96.13.0()",
	"1-0:31.7.0(002*A)",
	"1-0:21.7.0(00.428*kW)",
	"1-0:22.7.0(00.000*kW)",
	"0-1:24.1.0(003)",
	"0-1:96.1.0(4730303032333430313436343123456789)",
	"0-1:24.2.1(141227170000W)(00435.247*m3)",
	"0-1:24.4.0(1)",
	"!",
].join("\r\n");

test("the E350's first telegram is the published one, with the check of its bytes", () => {
	const listener = new Listener("e350");
	listener.run(5);
	assert.deepEqual(listener.texts, [`${published}6E6A\r\n`]);
	assert.equal(listener.texts[0]!.length, 654);
	assert.ok(isGood(listener.texts[0]!));
	assert.deepEqual(listener.faults, { overrun: 0, framing: 0, parity: 0, break: 0 });
});

test("frozen, it says the same for ever; with the published check if asked", () => {
	const listener = new Listener({ p1: { meter: "e350", frozen: true, check: "0C97" } });
	listener.run(60);
	assert.equal(listener.texts.length, 6);
	assert.deepEqual([...new Set(listener.texts)], [`${published}0C97\r\n`]);
});

test("it goes on: every ten seconds, clock and registers to the watt-second", () => {
	const listener = new Listener("e350");
	listener.run(3 * 3600);
	const { texts } = listener;
	assert.equal(texts.length, 1080);
	let energy = 0;
	for (let at = 1; at < texts.length; at++) {
		assert.ok(isGood(texts[at]!));
		assert.equal(parseStamp(/1\.0\.0\((\w+)\)/.exec(texts[at]!)![1]!), parseStamp("141227180323W") + at * 10_000);
		energy += Math.round(valueOf(texts[at - 1]!, "1-0:1.7.0") * 1000) * 10;
		assert.equal(Math.round(valueOf(texts[at]!, "1-0:1.8.1") * 1000), 687_138 + Math.floor(energy / 3600));
	}
	assert.ok(new Set(texts.map(text => valueOf(text, "1-0:1.7.0"))).size > 100);
	assert.match(texts.at(-1)!, /24\.2\.1\(141227210000W\)/);
	assert.ok(valueOf(texts.at(-1)!, "0-1:24.2.1") > 435.247);
});

test("the same seed gives the same telegrams, another seed others", () => {
	const run = (seed: number) => {
		const listener = new Listener("belgian", {}, seed);
		listener.run(30);
		return listener.texts;
	};
	assert.deepEqual(run(3), run(3));
	assert.notDeepEqual(run(3).slice(1), run(4).slice(1));
	assert.equal(run(3)[0], run(4)[0]);
});

test("the request line is obeyed, at once when it drops", () => {
	const listener = new Listener("sx631");
	const { meter, dataWire } = listener.house.ports.p1;
	listener.request.write(0);
	listener.run(30.99);
	assert.equal(meter!.sent, 0);
	assert.equal(dataWire.level, 0);
	listener.request.write(1);
	listener.run(0.06);
	listener.request.write(0);
	listener.run(5);
	assert.equal(meter!.sent, 1);
	assert.ok(listener.texts[0]!.length > 500 && listener.texts[0]!.length < 700, String(listener.texts[0]!.length));
	listener.request.write(1);
	listener.run(10);
	assert.ok(isGood(listener.texts[1]!));
});

test("the SX631: the published values, a list of nineteen, a long message", () => {
	const listener = new Listener("sx631");
	listener.run(5);
	const [text] = listener.texts as [string];
	assert.ok(isGood(text));
	assert.match(text, /^\/AUX59902722718\r\n\r\n0-0:1\.0\.0\(240304112520W\)\r\n/);
	assert.equal(valueOf(text, "1-0:1.8.0"), 22_803.012);
	assert.equal(valueOf(text, "1-0:14.7.0"), 50.03);
	assert.equal(/^0-0:98\.1\.0(.*)\r$/m.exec(text)![1]!.match(/\([^)]*\)/g)!.length, 20);
	assert.match(text, /\(022756\.693\*kWh\)\(02\.304\*kW\)\(02\.304\*kW\)\(01\.104\*kW\)\(00\.000\*kW\)\(00\.000\*kW\)\(00\.000\*kW\)\r\n/);
	assert.ok(text.length > 2300 && text.length < 4096);
	listener.run(10);
	assert.ok(isGood(listener.texts[1]!));
});

test("DSMR 2.2: 9600 7E1, no check, gas on two lines", () => {
	const listener = new Listener("dsmr22", { baud: 9600, data: 7, parity: "even" });
	listener.run(25);
	assert.equal(listener.texts.length, 3);
	assert.match(listener.texts[0]!, /^\/ISk5\\2MT382-1000\r\n\r\n/);
	assert.match(listener.texts[0]!, /\r\n0-1:24\.3\.0\(120402110000\)\(00\)\(60\)\(1\)\(0-1:24\.2\.1\)\(m3\)\r\n\(01540\.201\)\r\n/);
	assert.match(listener.texts[0]!, /\r\n!\r\n$/);
	assert.deepEqual(listener.faults, { overrun: 0, framing: 0, parity: 0, break: 0 });
});

test("the Belgian meter: each second, thirteen months, peaks that follow the quarter-hours", () => {
	const listener = new Listener("belgian");
	listener.run(2 * 3600 + 0.9);
	const { texts } = listener;
	assert.equal(texts.length, 7200);
	assert.ok(texts.every(isGood));
	const entries = /^0-0:98\.1\.0\(13\)\(1-0:1\.6\.0\)\(1-0:1\.6\.0\)(.*)\r$/m.exec(texts[0]!)![1]!;
	assert.match(entries, /^(\(\d{12}[SW]\)\(\d{12}[SW]\)\(\d\d\.\d{3}\*kW\)){13}$/);
	assert.ok(texts.some(text => valueOf(text, "1-0:1.4.0") > 0));
	assert.ok(texts.at(-1)!.includes("0-2:24.2.1(250314110000W)"));
});

test("months, seasons and tariffs turn over", () => {
	for (const [name, days] of [["belgian", 40], ["sx631", 40]] as const) {
		const model = p1Models[name]!, household = new Household(model, 5);
		const tariffs = new Set<number>(), { start } = model;
		let peak = 0;
		for (let minute = 0; minute < days * 1440; minute++) {
			household.advance(60_000);
			tariffs.add(household.tariff);
			peak = Math.max(peak, household.values["peak"] ?? household.values["peakImport0"]!);
		}
		assert.equal(household.epoch, parseStamp(start) + days * 86_400_000);
		assert.deepEqual([...tariffs].sort(), [1, 2]);
		assert.ok(household.texts["clock"]!.endsWith("S"), "summer has begun");
		assert.ok(peak > 1000);
		const text = Buffer.from(buildTelegram(model, household)).toString("latin1");
		assert.ok(isGood(text));
		if (name === "belgian")
			assert.match(text, /98\.1\.0\(13\).*\(250401000000S\)\(2503\d{8}[WS]\)\(\d\d\.\d{3}\*kW\)\r\n/);
		else
			assert.match(text, /98\.1\.0\(240401000000S\)/);
	}
});

test("local time has its seasons", () => {
	assert.equal(formatStamp(Date.UTC(2025, 2, 30, 0, 59, 59)), "250330015959W");
	assert.equal(formatStamp(Date.UTC(2025, 2, 30, 1)), "250330030000S");
	assert.equal(formatStamp(Date.UTC(2025, 9, 26, 0, 59, 59)), "251026025959S");
	assert.equal(formatStamp(Date.UTC(2025, 9, 26, 1)), "251026020000W");
	assert.equal(parseStamp("251026020000W"), Date.UTC(2025, 9, 26, 1));
	assert.throws(() => parseStamp("251026020000"), RangeError);
});
