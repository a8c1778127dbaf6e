import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Scheduler } from "../../../simulator/scheduler";
import { lineFormat } from "../../../simulator/wire/line-format";
import type { LineFormat } from "../../../simulator/wire/line-format";
import { Probe } from "../../../simulator/wire/probe";
import type { ProbeEdge } from "../../../simulator/wire/probe";
import { lineFaults } from "../../../simulator/wire/received-bytes";
import { Receiver } from "../../../simulator/wire/receiver";
import { Transmitter } from "../../../simulator/wire/transmitter";
import { Wire } from "../../../simulator/wire/wire";
import type { NoiseOptions } from "../../../simulator/wire/noise";
import { NativeSoftLine } from "../../support/native-soft-line";
import { Random } from "../../support/random";

const native = NativeSoftLine.compile();
const skip = native ? false : "needs a C compiler";
after(() => native?.close());

const formats: readonly LineFormat[] = [
	lineFormat({ baud: 300, data: 7, parity: "even" }, "receive"),
	lineFormat({ baud: 300, parity: "even" }, "receive"),
	lineFormat({ baud: 2400, parity: "even" }, "receive"),
	lineFormat({ baud: 2400, parity: "odd", stop: 2 }, "receive"),
	lineFormat({ baud: 2400 }, "receive"),
	lineFormat({ baud: 1200, data: 7, parity: "even", invert: { receive: true } }, "receive"),
];
const name = ({ baud, data, parity, stop, invert }: LineFormat) => `${baud} ${data}${parity[0]}${stop}${invert ? " inverted" : ""}`;
const noFaults = Object.freeze({ overrun: 0, framing: 0, parity: 0, break: 0 });
const all = Array.from({ length: 256 }, (_, byte) => byte);
const valid = (format: LineFormat) => all.filter(byte => byte < 1 << format.data);

interface Sending {
	readonly bytes: readonly number[];
	readonly error?: number;
	readonly noise?: NoiseOptions;
	readonly gap?: number;
	/** ms of space in the middle. */
	readonly hold?: number;
	readonly sent?: LineFormat;
}

interface Sent {
	readonly edges: ProbeEdge[];
	readonly end: number;
	/** Before the first edge. */
	readonly level: 0 | 1;
}

/** The edges of a wire on which something is sent, in whole µs. */
function edgesOf(format: LineFormat, { bytes, error = 0, gap = 0, noise, hold = 0, sent = format }: Sending): Sent {
	const scheduler = new Scheduler();
	const wire = new Wire(scheduler);
	const output = wire.drive("push-pull", sent.invert ? 0 : 1);
	const transmitter = new Transmitter(scheduler, output, sent, { error, gap });
	const probe = new Probe(wire);
	wire.setNoise(noise);
	scheduler.runUntil(50);
	transmitter.send(Uint8Array.from(bytes));
	let end = transmitter.busyUntil + 50;
	if (hold) {
		scheduler.runUntil(transmitter.busyUntil);
		transmitter.hold();
		scheduler.runUntil(scheduler.now + hold);
		transmitter.stop();
		scheduler.runUntil(scheduler.now + 100);
		transmitter.send(Uint8Array.from(bytes));
		end = transmitter.busyUntil + 50;
	}
	scheduler.runUntil(end);
	const { edges } = probe;
	return { edges: edges.map(({ time, level }) => ({ time: Math.round(time * 1000) / 1000, level })), end, level: sent.invert ? 0 : 1 };
}

/** What the simulator's receiver makes of the same edges. */
function expected(format: LineFormat, { edges, end, level }: Sent) {
	const scheduler = new Scheduler();
	const wire = new Wire(scheduler);
	const output = wire.drive("push-pull", level);
	const receiver = new Receiver(wire, format);
	output.play(Float64Array.from(edges, edge => edge.time));
	scheduler.runUntil(end);
	receiver.advance();
	const { bytes, faults, length } = receiver.received;
	const count = (fault: number) => faults.subarray(0, length).filter(each => each === fault).length;
	return {
		bytes: [...bytes.subarray(0, length)],
		faults: { overrun: 0, framing: count(lineFaults.framing), parity: count(lineFaults.parity), break: count(lineFaults.break) },
	};
}

/** Each edge seen `most` µs late at the most; edges that are seen at once have the level that the line has then. */
function late(edges: readonly ProbeEdge[], most: number, random: Random): ProbeEdge[] {
	const seen: ProbeEdge[] = [];
	for (let at = 0; at < edges.length; at++) {
		const time = edges[at]!.time + random.below(most + 1) / 1000;
		while (at + 1 < edges.length && edges[at + 1]!.time <= time)
			at++;
		seen.push({ time: Math.round(time * 1000) / 1000, level: edges[at]!.level });
	}
	return seen;
}

/** With interrupts in between at which the line has the level that it had. */
function spurious({ edges, end, level }: Sent, random: Random): ProbeEdge[] {
	const seen = [...edges];
	for (let at = 0; at < edges.length; at++) {
		const time = random.below(Math.floor(end * 1000)) / 1000;
		seen.push({ time, level: edges.findLast(edge => edge.time <= time)?.level ?? level });
	}
	return seen.sort((left, right) => left.time - right.time);
}

describe("software UART: the bit engine", { skip }, () => {
	for (const format of formats) {
		it(`${name(format)}: every character, back to back and with gaps, from a clock that is 3 % off`, () => {
			for (const error of [0, -3, 3]) {
				for (const gap of [0, 0.7, 20]) {
					const { edges, end } = edgesOf(format, { bytes: valid(format), error, gap });
					assert.deepEqual(native!.receive(format, edges, { end }), { bytes: valid(format), faults: noFaults });
				}
			}
		});

		it(`${name(format)}: noise, wrong rates, breaks: the same bytes and faults as the simulator's receiver`, () => {
			const bytes = [...new Random(3).bytes(400)].map(byte => byte & (1 << format.data) - 1);
			const other = { ...format, baud: format.baud === 300 ? 2390 : 290 };
			const bit = 1000 / format.baud;
			const cases: readonly Sending[] = [
				{ bytes, noise: { rate: format.baud / 40, width: bit / 20, spread: true, seed: 7 } },
				{ bytes, noise: { rate: format.baud / 20, width: bit / 3, spread: true, seed: 8 } },
				{ bytes: [], noise: { rate: format.baud / 4, width: bit, spread: true, seed: 9 } },
				{ bytes, error: 5 },
				{ bytes, error: -6 },
				{ bytes, error: 12 },
				{ bytes, sent: other },
				{ bytes, sent: { ...format, parity: "none" } },
				{ bytes, sent: { ...format, invert: !format.invert } },
				{ bytes: bytes.slice(0, 20), hold: 40 * bit },
				{ bytes: bytes.slice(0, 20), hold: 7.4 * bit },
			];
			for (const [at, sending] of cases.entries()) {
				const sent = edgesOf(format, sending);
				assert.deepEqual(native!.receive(format, sent.edges, sent), expected(format, sent), `case ${at}`);
			}
		});

		it(`${name(format)}: edges that are seen up to a fifth of a bit late, from a clock that is 2 % off`, () => {
			const random = new Random(11);
			for (const error of [-2, 0, 2]) {
				const bytes = [...random.bytes(500)].map(byte => byte & (1 << format.data) - 1);
				const { edges, end } = edgesOf(format, { bytes, error });
				const seen = late(edges, Math.floor(200_000 / format.baud), random);
				assert.deepEqual(native!.receive(format, seen, { end: end + 10 }), { bytes, faults: noFaults });
			}
		});

		it(`${name(format)}: interrupts without an edge change nothing, also on a line with short pulses of noise`, () => {
			const random = new Random(17);
			const bit = 1000 / format.baud;
			const bytes = [...random.bytes(200)].map(byte => byte & (1 << format.data) - 1);
			for (const noise of [undefined, { rate: format.baud / 40, width: bit / 20, spread: true, seed: 5 }]) {
				const sent = edgesOf(format, { bytes, ...(noise && { noise }) });
				assert.deepEqual(native!.receive(format, spurious(sent, random), sent), native!.receive(format, sent.edges, sent));
			}
		});

		it(`${name(format)}: an edge within a telegram that nobody sees costs the bytes up to the next pause at most`, () => {
			const bytes = valid(format).slice(40, 48);
			const { edges, end } = edgesOf(format, { bytes });
			// Not the last one, whose level stays for the next look.
			for (let lost = 0; lost < edges.length - 1; lost++) {
				const again = edges.map(({ time, level }) => ({ time: time + end, level }));
				const heard = native!.receive(format, [...edges.filter((_, at) => at !== lost), ...again], { end: 2 * end });
				assert.ok(heard.bytes.length <= 2 * bytes.length + 1, `edge ${lost}: ${String(heard.bytes)}`);
				assert.deepEqual(heard.bytes.slice(-bytes.length), bytes, `edge ${lost}`);
			}
		});

		it(`${name(format)}: interrupts off for 40 ms cost what was on its way, and nothing after the next pause`, () => {
			const { edges, end } = edgesOf(format, { bytes: valid(format).slice(32, 64) });
			for (let from = 60; from < end - 50; from += 13.7) {
				const seen = edges.filter(({ time }) => time < from || time > from + 40);
				const woken = edges.findLast(({ time }) => time <= from + 40);
				if (woken && woken.time >= from)
					seen.splice(seen.findIndex(({ time }) => time > from + 40), 0, { time: from + 40, level: woken.level });
				seen.sort((left, right) => left.time - right.time);
				const again = edges.map(({ time, level }) => ({ time: time + end, level }));
				const { bytes } = native!.receive(format, [...seen, ...again], { end: 2 * end });
				assert.deepEqual(bytes.slice(-32), valid(format).slice(32, 64), `${from}`);
			}
		});

		it(`${name(format)}: what it sends is what was to be sent`, () => {
			const bytes = valid(format);
			const hertz = 500_000;
			const scheduler = new Scheduler();
			const wire = new Wire(scheduler);
			const output = wire.drive("push-pull", 1);
			const upright = { ...format, invert: false };
			const receiver = new Receiver(wire, upright);
			const times: number[] = [];
			let ticks = 10 * hertz / 1000;
			for (const [at, pairs] of native!.encode(upright, hertz, bytes).entries()) {
				assert.equal(pairs.length % 2, 0);
				assert.ok(pairs.length <= 12 && pairs.every(duration => duration > 0 && duration < 32_768), `${bytes[at]}: ${String(pairs)}`);
				for (const duration of pairs) {
					times.push(ticks * 1000 / hertz);
					ticks += duration;
				}
				const begun = 10 + (at + 1) * (1 + format.data + (format.parity === "none" ? 0 : 1) + format.stop) * 1000 / format.baud;
				assert.ok(Math.abs(ticks * 1000 / hertz - begun) < (at + 1) * 0.0011, "each character is right to half a tick");
			}
			output.play(Float64Array.from(times));
			scheduler.runUntil(ticks * 1000 / hertz + 50);
			receiver.advance();
			const { received } = receiver;
			assert.deepEqual([...received.bytes.subarray(0, received.length)], bytes);
			assert.ok(received.faults.subarray(0, received.length).every(fault => fault === lineFaults.none));
		});
	}

	it("a full ring counts one overrun, keeps what came first, and goes on after a read", () => {
		const format = formats[2]!;
		const { edges, end } = edgesOf(format, { bytes: valid(format) });
		const { bytes, faults } = native!.receive(format, edges, { end, size: 64 });
		assert.deepEqual(bytes, all.slice(0, 64));
		assert.deepEqual(faults, { ...noFaults, overrun: 1 });
	});

	it("a line that is at space from the beginning is a break", () => {
		const format = formats[2]!;
		assert.deepEqual(native!.receive(format, [], { end: 100, level: 0 }), { bytes: [0], faults: { ...noFaults, break: 1 } });
	});
});
