import assert from "node:assert/strict";
import { test } from "node:test";
import type { SerialFormat } from "../../../drivers/serial";
import { allBytes, ascii, Bench, noFaults } from "./bench";

const bauds = [300, 2400, 9600, 38_400, 115_200, 921_600];

test("each format comes through as it was sent", () => {
	for (const data of [7, 8] as const) {
		for (const parity of ["none", "even", "odd"] as const) {
			for (const stop of [1, 2] as const) {
				for (const receive of [false, true]) {
					for (const baud of bauds) {
						const format: SerialFormat = { baud, data, parity, stop, invert: { receive } };
						const bench = new Bench(format);
						const text = data === 7 ? ascii : allBytes;
						bench.run(5);
						bench.send(text);
						bench.run(20_000);
						assert.equal(bench.text, text, JSON.stringify(format));
						assert.deepEqual(bench.faults, noFaults, JSON.stringify(format));
					}
				}
			}
		}
	}
});

test("a clock that is 3 % off is still understood, one that is 7 % off is not", () => {
	for (const [error, good] of [[3, true], [-3, true], [7, false], [-7, false]] as const) {
		const bench = new Bench({ baud: 115_200 }, { baud: 115_200 }, { error });
		bench.run(1);
		bench.send(allBytes);
		bench.run(100);
		assert.equal(bench.text === allBytes, good, `${error} %`);
		assert.equal(bench.faults.framing > 0, !good, `${error} %`);
	}
});

test("gaps and rests between characters do no harm", () => {
	const bench = new Bench({ baud: 115_200 }, { baud: 115_200 }, { gap: 0.2 });
	bench.transmitter.send(Buffer.from(allBytes, "latin1"), [{ at: 10, time: 150 }, { at: 11, time: 3 }]);
	bench.run(1000);
	assert.equal(bench.text, allBytes);
});

test("the wrong rate gives framing errors and other bytes", () => {
	const text = "1-0:1.8.1(000687.138*kWh)\r\n";
	const slow = new Bench({ baud: 115_200 }, { baud: 9600 });
	slow.run(1);
	slow.send(text.repeat(20));
	slow.run(200);
	assert.ok(slow.faults.framing + slow.faults.break > 5);
	assert.ok(slow.text.length < text.length * 2);
	const fast = new Bench({ baud: 9600 }, { baud: 115_200 });
	fast.run(1);
	fast.send(text);
	fast.run(200);
	assert.ok(fast.faults.framing + fast.faults.break > 20);
	assert.ok(!fast.text.includes("1-0"));
});

test("the wrong parity gives parity errors, and the bytes all the same", () => {
	const bench = new Bench({ data: 7, parity: "even" }, { data: 7, parity: "odd" });
	bench.send(ascii);
	bench.run(1000);
	assert.equal(bench.text, ascii);
	assert.equal(bench.faults.parity, 128);
	assert.equal(bench.faults.framing, 0);
});

test("7E1 heard as 8N1 carries the parity as its highest bit", () => {
	const bench = new Bench({ data: 7, parity: "even" }, {});
	bench.send("\u0001\u0003A");
	bench.run(100);
	assert.equal(bench.text, "\u0081\u0003A");
	assert.deepEqual(bench.faults, noFaults);
});

test("8N1 heard as 8E1 takes the stop bit for parity and misses its own", () => {
	const bench = new Bench({}, { parity: "even" });
	// The stop bit is 1: the right parity for one set bit, the wrong one for two.
	bench.send("\u0001");
	bench.run(100);
	bench.send("\u0003");
	bench.run(100);
	assert.equal(bench.text, "\u0001\u0003");
	assert.deepEqual(bench.faults, { ...noFaults, parity: 1 });
	// Back to back its own stop bit falls on the next start bit.
	bench.send("\u0001\u0003");
	bench.run(100);
	assert.equal(bench.faults.framing, 1);
});

test("an idle line that is inverted is one break, however long it lasts", () => {
	const bench = new Bench({ baud: 115_200, invert: { receive: true } }, { baud: 115_200 });
	bench.run(10_000);
	assert.deepEqual(bench.faults, { ...noFaults, break: 1 });
	assert.equal(bench.text, "\0");
	bench.send("1-0:1.8.1(000687.138*kWh)\r\n".repeat(5));
	bench.run(100);
	// ASCII upside down looks like characters of its own, so the text tells and hardly a fault does. At rest the line is a break again.
	assert.equal(bench.faults.break, 2);
	assert.ok([...bench.text].filter(character => character > "\x7E").length > 50);
	assert.ok(!bench.text.includes("1-0"));
});

test("polarity can be changed on an open port", () => {
	const bench = new Bench({ baud: 115_200, invert: { receive: true } }, { baud: 115_200 });
	bench.run(10);
	bench.uart.configure({ invert: { receive: true } });
	bench.uart.flush(true, false);
	bench.text = "";
	bench.run(10);
	bench.send("/XMX5");
	bench.run(10);
	assert.equal(bench.text, "/XMX5");
	assert.equal(bench.faults.break, 1);
});

test("a port that opens in the middle of a burst finds its feet", () => {
	const bench = new Bench({ baud: 115_200 });
	bench.uart.close();
	bench.send("0123456789".repeat(50) + "\xff".repeat(2) + "good");
	bench.run(3.3);
	bench.open({ baud: 115_200 });
	bench.run(100);
	assert.ok(bench.text.endsWith("good"));
});
