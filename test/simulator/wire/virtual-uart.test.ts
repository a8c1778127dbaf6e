import assert from "node:assert/strict";
import { test } from "node:test";
import type { Serial, SerialFaults, SerialOptions } from "../../../drivers/serial";
import { Scheduler } from "../../../simulator/scheduler";
import { Probe } from "../../../simulator/wire/probe";
import { VirtualUart } from "../../../simulator/wire/virtual-uart";
import { Wire } from "../../../simulator/wire/wire";
import { allBytes, Bench, noFaults } from "./bench";

/** A UART whose transmit line is heard by another. */
function pair(options: Partial<SerialOptions> = {}) {
	const scheduler = new Scheduler(), wire = new Wire(scheduler, { pull: "up" });
	const heard: { time: number; text: string; }[] = [], faults: SerialFaults = { ...noFaults };
	const far = new VirtualUart({
		baud: 9600,
		onReadable() {
			heard.push({ time: scheduler.now, text: Buffer.from(this.read()!).toString("latin1") });
		},
		onFault(seen) {
			faults.break += seen.break;
			faults.framing += seen.framing;
		},
	}, { scheduler, receiveWire: wire });
	const uart = new VirtualUart({ baud: 9600, ...options }, { scheduler, transmitWire: wire });
	const text = () => heard.map(part => part.text).join("");
	return { scheduler, wire, far, uart, faults, heard, text };
}

test("quiet: one call per telegram, that long after its last byte", () => {
	const bench = new Bench({ baud: 115_200 }, { baud: 115_200, quiet: 20 });
	bench.run(10);
	bench.send(allBytes);
	bench.run(300);
	const end = 10 + 256 * 10 / 115.2;
	assert.equal(bench.calls.length, 1);
	assert.equal(bench.calls[0]!.count, 256);
	assert.ok(Math.abs(bench.calls[0]!.time - end - 20) < 0.01, String(bench.calls[0]!.time - end));
});

test("quiet: earlier when the ring is half full", () => {
	const bench = new Bench({ baud: 115_200 }, { baud: 115_200, quiet: 20, bufferSize: 200 });
	bench.send(allBytes);
	bench.run(300);
	assert.deepEqual(bench.calls.map(call => call.count), [100, 100, 56]);
	assert.equal(bench.text, allBytes);
	assert.ok(Math.abs(bench.calls[0]!.time - 100 * 10 / 115.2) < 0.1);
});

test("without quiet: at 64 bytes or after four characters of rest, as the chip's FIFO is emptied", () => {
	const bench = new Bench({ baud: 9600 });
	bench.send("a".repeat(150));
	bench.run(1000);
	assert.deepEqual(bench.calls.map(call => call.count), [64, 64, 22]);
	assert.ok(Math.abs(bench.calls[2]!.time - 154 * 10 / 9.6) < 1.1);
});

test("a reader in the middle of a telegram gets what has come by then", () => {
	const bench = new Bench({ baud: 9600 }, { quiet: 50 });
	bench.send("0123456789");
	bench.run(5.5 * 10 / 9.6);
	assert.equal(Buffer.from(bench.uart.read(2)!).toString(), "01");
	const buffer = new Uint8Array(100);
	assert.equal(bench.uart.read(buffer), 3);
	assert.equal(bench.uart.read(buffer), undefined);
	assert.equal(bench.uart.read(), undefined);
	bench.run(1000);
	assert.equal(bench.text, "56789");
	assert.equal(bench.calls.length, 1);
	assert.equal(bench.calls[0]!.count, 5);
});

test("a ring that nobody reads keeps its first bytes; the rest is lost and reported", () => {
	let overrun = 0;
	const bench = new Bench({ baud: 115_200 }, {
		baud: 115_200,
		bufferSize: 300,
		onReadable() {},
		onFault(faults) {
			overrun += faults.overrun;
		},
	});
	bench.send(allBytes.repeat(4));
	bench.run(500);
	assert.equal(overrun, 6);
	bench.take();
	assert.equal(bench.text, allBytes + allBytes.slice(0, 44));
	bench.text = "";
	bench.send("after");
	bench.run(10);
	bench.take();
	assert.equal(bench.text, "after");
});

test("configure waits until the line is idle", () => {
	const { scheduler, wire, uart, far } = pair();
	const probe = new Probe(wire), done: number[] = [];
	uart.write(Uint8Array.of(0x55, 0x55));
	uart.configure(Object.freeze({ baud: 300 }), function() {
		assert.equal(this, uart);
		done.push(scheduler.now);
	});
	uart.write(Uint8Array.of(0x55));
	assert.deepEqual(done, []);
	far.close();
	scheduler.runUntil(1000);
	assert.equal(done.length, 1);
	assert.ok(Math.abs(done[0]! - 20 / 9.6) < 1e-6);
	const { edges } = probe;
	assert.ok(Math.abs(edges[1]!.time - 1 / 9.6) < 1e-6);
	assert.ok(Math.abs(edges.at(-1)!.time - 20 / 9.6 - 9 / 0.3) < 1e-6, "the third byte leaves at the new rate");
});

test("configure on an idle line acts at once, its callback a little later", () => {
	const { scheduler, uart } = pair();
	let called = false;
	uart.configure({ baud: 2400 }, () => called = true);
	assert.ok(!called);
	scheduler.runUntil(0);
	assert.ok(called);
});

test("write is all or nothing; the ring of 512 drains at the wire's speed", () => {
	const writable: number[] = [];
	const { scheduler, uart, text } = pair({
		onWritable(count) {
			writable.push(count);
		},
	});
	assert.deepEqual(writable, []);
	scheduler.runUntil(0);
	assert.deepEqual(writable, [512]);
	const bytes = Buffer.from(allBytes + allBytes, "latin1");
	uart.write(bytes);
	bytes.fill(0);
	assert.throws(() => uart.write(new Uint8Array(1)), /output full/);
	scheduler.runUntil(100 * 10 / 9.6 + 0.001);
	uart.write(new Uint8Array(100).fill(0x41).buffer);
	assert.throws(() => uart.write(Uint8Array.of(1)), /output full/);
	scheduler.runUntil(2000);
	assert.equal(text(), allBytes + allBytes + "A".repeat(100));
	assert.equal(writable.length, 2);
	assert.ok(writable[1]! >= 256);
	assert.throws(() => uart.write("text" as unknown as Uint8Array), TypeError);
});

test("flush forgets what is not sent, after the character on its way, and what was received", () => {
	const { scheduler, uart, far, text } = pair();
	uart.write(Buffer.from("0123456789"));
	scheduler.runUntil(2.5 * 10 / 9.6);
	uart.flush(false, true);
	uart.write(Buffer.from("x"));
	scheduler.runUntil(100);
	assert.equal(text(), "012x");
	uart.write(Buffer.from("lost"));
	scheduler.runUntil(103);
	far.flush();
	scheduler.runUntil(200);
	assert.equal(text(), "012xst");
});

test("break holds the line at space after what was written, until it is let go", () => {
	const { scheduler, uart, faults, text, wire } = pair();
	uart.write(Buffer.from("ab"));
	uart.set({ break: true });
	uart.write(Buffer.from("c"));
	scheduler.runUntil(100);
	assert.equal(wire.level, 0);
	assert.equal(text(), "ab\0");
	assert.equal(faults.break, 1);
	uart.set({ break: false });
	scheduler.runUntil(200);
	assert.equal(text(), "ab\0c");
	assert.equal(wire.level, 1);
	assert.throws(() => uart.set({} as { break: boolean; }), TypeError);
});

test("close inside any callback ends all others", () => {
	for (const name of ["onReadable", "onFault", "onWritable"] as const) {
		const calls: string[] = [];
		const options: Record<string, unknown> = { baud: 115_200 };
		for (const other of ["onReadable", "onFault", "onWritable"]) {
			options[other] = function(this: Serial) {
				calls.push(other);
				if (other === name) {
					this.close();
					this.close();
				}
			};
		}
		const bench = new Bench({ baud: 9600 }, options as Partial<SerialOptions>);
		bench.send("a bit of text");
		bench.run(100);
		bench.send("and more");
		bench.run(100);
		assert.equal(calls.at(-1), name);
		assert.equal(calls.filter(call => call === name).length, 1);
		assert.throws(() => bench.uart.read(), /closed/);
		assert.throws(() => bench.uart.write(new Uint8Array(1)), /closed/);
		assert.throws(() => bench.uart.configure({}), /closed/);
		assert.throws(() => bench.uart.flush(), /closed/);
		assert.throws(() => bench.uart.set({ break: false }), /closed/);
	}
});

test("close in a configure callback, and before it", () => {
	const { scheduler, uart } = pair();
	uart.configure({ baud: 300 }, function() {
		this.close();
	});
	uart.configure({ baud: 600 }, () => assert.fail());
	scheduler.runUntil(10);
	const other = pair();
	other.uart.configure({ baud: 300 }, () => assert.fail());
	other.uart.close();
	other.scheduler.runUntil(10);
	assert.equal(other.scheduler.next, undefined);
});

test("options are checked before anything is claimed, and a port is claimed once", () => {
	const wiring = { scheduler: new Scheduler() }, io = VirtualUart.bind(wiring);
	const wrong: [object, RegExp][] = [
		[{}, /baud is required/],
		[{ baud: 49 }, /baud must be a whole number from 50 to 921600, not 49/],
		[{ baud: 921_601 }, /baud/],
		[{ baud: 9600.5 }, /baud/],
		[{ baud: "9600" }, /baud/],
		[{ data: 9 }, /data must be one of 7, 8, not 9/],
		[{ parity: "mark" }, /parity must be one of none, even, odd/],
		[{ stop: 1.5 }, /stop/],
		[{ invert: true }, /invert/],
		[{ invert: { receive: 1 } }, /invert/],
		[{ bufferSize: 128 }, /bufferSize/],
		[{ quiet: -1 }, /quiet/],
		[{ quiet: NaN }, /quiet/],
		[{ receive: -1 }, /receive/],
		[{ transmit: 1.5 }, /transmit/],
		[{ port: "a" }, /port/],
	];
	for (const [options, message] of wrong) {
		const full = (message.source.startsWith("baud is") ? options : { baud: 9600, ...options }) as SerialOptions;
		assert.throws(() => new io(full), error => error instanceof RangeError && message.test(error.message), JSON.stringify(options));
	}
	assert.throws(() => new io({ baud: 9600, onReadable: 1 as unknown as () => void }), TypeError);
	assert.throws(() => new io(undefined as unknown as SerialOptions), TypeError);
	const target = {};
	const uart = new io(Object.freeze({ baud: 9600, target, unknown: 1, invert: Object.freeze({ receive: true }) }));
	assert.equal(uart.target, target);
	assert.throws(() => new io({ baud: 9600 }), /in use/);
	for (const [options] of wrong.slice(1, 13).filter(([, message]) => !/bufferSize/.test(message.source)))
		assert.throws(() => uart.configure(options), RangeError, JSON.stringify(options));
	assert.throws(() => uart.read(-1), RangeError);
	uart.close();
	new io({ baud: 9600 }).close();
});

test("callbacks never come from inside a method", () => {
	let inside = false;
	const fail = () => assert.ok(!inside);
	const bench = new Bench({}, { onReadable: fail, onFault: fail, onWritable: fail, bufferSize: 129 });
	const call = (method: () => void) => {
		inside = true;
		method();
		inside = false;
	};
	for (let turn = 0; turn < 300; turn++) {
		bench.send("ab");
		bench.run(turn % 7);
		call(() => turn % 11 ? undefined : bench.uart.read());
		call(() => turn % 3 ? bench.uart.write(Uint8Array.of(1)) : bench.uart.configure({ baud: turn % 2 ? 9600 : 19_200 }));
		call(() => turn % 13 ? undefined : bench.uart.flush());
	}
});
