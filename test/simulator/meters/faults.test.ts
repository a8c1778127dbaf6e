import assert from "node:assert/strict";
import { test } from "node:test";
import type { P1Fault } from "../../../simulator/meters/p1-meter";
import { isGood, Listener } from "./listener";

/** A good telegram, then some with the fault, then a good one again. */
function withFault(fault: P1Fault, meter = "e350") {
	const listener = new Listener(meter);
	const { p1 } = listener.house.ports;
	listener.run(5);
	p1.meter!.setFault(fault, true);
	listener.run(30);
	const bad = listener.texts.slice(1);
	p1.meter!.setFault(fault, false);
	listener.run(1);
	listener.telegrams.length = 0;
	listener.run(10);
	assert.ok(isGood(listener.texts.at(-1)!), `${fault}: good again afterwards`);
	return { listener, bad };
}

test("unplugged: the pull-up takes the line, which reads as one break upside down", () => {
	const { listener, bad } = withFault("unplugged");
	assert.deepEqual(bad, ["\0"]);
	assert.equal(listener.faults.break, 1);
});

test("silent: nothing at all", () => {
	const { listener, bad } = withFault("silent");
	assert.deepEqual(bad, []);
	assert.equal(listener.faults.break, 0);
});

test("wrong check", () => {
	const { bad } = withFault("wrong-crc");
	assert.equal(bad.length, 3);
	assert.ok(bad.every(text => !isGood(text) && /![0-9A-F]{4}\r\n$/.test(text)));
});

test("cut in the middle", () => {
	const { bad } = withFault("truncated");
	assert.deepEqual(bad.map(text => text.length), [327, 327, 327]);
});

test("noise: most telegrams of a long kind are damaged", () => {
	const { bad } = withFault("noise", "sx631");
	// The line is never quiet, so the bytes do not come one telegram at a time.
	const text = bad.join("");
	assert.ok(text.length > 6000, String(text.length));
	const good = (text.match(/\/AUX5[^/]*?![0-9A-F]{4}\r\n/g) ?? []).filter(isGood);
	assert.ok(good.length < 3, String(good.length));
});

test("garbage in the text", () => {
	const { bad } = withFault("garbage");
	assert.equal(bad.length, 3);
	assert.ok(bad.every(text => text.length === 654 && !isGood(text)));
});

test("another meter", () => {
	const { bad } = withFault("swapped");
	assert.ok(bad.every(text => isGood(text) && text.startsWith("/XMX5LGBBFFB876543210\r\n")));
});

test("rests of up to 150 ms inside a telegram; it is whole all the same", () => {
	const listener = new Listener({ p1: { meter: "belgian", pauses: true } });
	listener.run(60.95);
	assert.equal(listener.texts.length, 60);
	assert.ok(listener.texts.every(isGood));
	const wait = listener.telegrams.map(({ time }, at) => time - (at + 1) * 1000 - 200);
	assert.ok(Math.max(...wait) > 300 && Math.max(...wait) < 126.6 + 450, String(Math.max(...wait)));
});

test("a board with a transistor hears the line the right way up; without the resistor nobody hears anything", () => {
	const transistor = new Listener({ p1: { meter: "e350", transistor: true } }, { inverted: false });
	transistor.run(15);
	assert.equal(transistor.texts.filter(isGood).length, 2);
	const bare = new Listener({ p1: { meter: "e350", pullUp: false } });
	bare.run(15);
	assert.deepEqual(bare.texts, []);
});

test("faults are checked, and can be there from the start", () => {
	const listener = new Listener({ p1: { meter: "e350", faults: ["wrong-crc", "swapped"] } });
	assert.deepEqual(listener.house.ports.p1.meter!.faults, ["wrong-crc", "swapped"]);
	assert.throws(() => listener.house.ports.p1.meter!.setFault("broken" as P1Fault, true), /Unknown fault broken\. Known: unplugged, /);
});
