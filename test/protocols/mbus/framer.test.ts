import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MbusFrame } from "../../../protocols/mbus/frame";
import { MbusFramer } from "../../../protocols/mbus/framer";
import { longFrame, requestAlarm, requestData, selectSlave, sendData, sendNke } from "../../../protocols/mbus/frames";
import { frame, longHeader, telegram } from "../../support/mbus-builder";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();
const join = (...parts: (Uint8Array | number[])[]) => Uint8Array.from(parts.flatMap(part => [...part]));

/** What a framer makes of the parts, each pushed on its own: `E5`, `short …`, `long …`, `! …` for faults. */
function frames(...parts: (Uint8Array | number[])[]): string[] {
	const found: string[] = [];
	const framer = new MbusFramer({
		onFrame: ({ kind, bytes }: MbusFrame) => found.push(`${kind} ${hex(bytes)}`),
		onFault: ({ kind, error }) => found.push(`! ${kind}: ${error}`),
	});
	for (const part of parts)
		framer.push(Uint8Array.from(part));
	framer.end();
	return found;
}

const good = telegram([[0x0C, 0x13, 0x27, 0x04, 0x85, 0x02]]);
const long = `long ${hex(good)}`;
const control = frame([], { control: 0x53, address: 254, information: 0xBB });

describe("M-Bus framer", () => {
	it("finds each kind of frame", () => {
		assert.deepEqual(frames([0xE5], sendNke(5), control, good), [
			"acknowledge E5",
			"short 1040054516",
			"control 6803036853FEBB0C16",
			long,
		]);
	});

	it("gives the fields of a long frame", () => {
		let found: Partial<MbusFrame> = {};
		const framer = new MbusFramer({ onFrame: ({ data, ...others }) => found = { ...others, data: data.slice() } });
		framer.push(frame([1, 2, 3], { control: 0x28, address: 7, information: 0x78 }));
		assert.equal(found.kind, "long");
		assert.equal(found.control, 0x28);
		assert.equal(found.address, 7);
		assert.equal(found.information, 0x78);
		assert.deepEqual([...found.data!], [1, 2, 3]);
	});

	it("finds the same wherever the bytes are split", () => {
		const capture = join([0x00, 0xFF, 0x68, 0x10], good, [0xE5], requestData(3, true), good, [0x68, 0x01]);
		const expected = frames(capture);
		assert.deepEqual(expected.filter(line => line === long).length, 2);
		for (let at = 0; at <= capture.length; at++)
			assert.deepEqual(frames(capture.subarray(0, at), capture.subarray(at)), expected, `split at ${at}`);
		assert.deepEqual(frames(...Array.from(capture, byte => [byte])), expected);
	});

	it("passes over what begins no frame, also where it looks like a beginning", () => {
		for (
			const garbage of [[0x68], [0x68, 0x68], [0x68, 0x05, 0x06], [0x68, 0x05, 0x06, 0x68], [0x10], [0x10, 0x40, 0x05, 0x46, 0x16], [
				0x16,
				0,
				255,
			]]
		)
			assert.deepEqual(frames(garbage, good), [long], hex(Uint8Array.from(garbage)));
		// With the start octet that follows it this is the head of a frame, but not of one whose sum is right.
		assert.deepEqual(frames([0x68, 0x05, 0x05], good).slice(1), [long]);
	});

	it("finds two telegrams at once and three in a row", () => {
		assert.deepEqual(frames(join(good, good)), [long, long]);
		assert.deepEqual(frames(join(good, good, good)), [long, long, long]);
	});

	it("refuses a wrong check sum and a wrong stop, once each", () => {
		const sum = good.slice();
		sum[sum.length - 2]! ^= 1;
		assert.deepEqual(frames(sum, good), [
			`! check: checksum: sent ${hex(sum.subarray(-2, -1))}, calculated ${hex(good.subarray(-2, -1))}`,
			long,
		]);
		const stop = good.slice();
		stop[stop.length - 1] = 0x17;
		assert.deepEqual(frames(stop, good), ["! check: stop octet: sent 17, it is 16", long]);
	});

	it("refuses every change of one octet", () => {
		for (let at = 0; at < good.length; at++) {
			const broken = good.slice();
			broken[at]! ^= 0x41;
			assert.ok(!frames(broken).some(line => line.startsWith("long") || line.startsWith("control")), `octet ${at}`);
		}
	});

	it("tells a cut telegram, and finds the one that cut it", () => {
		for (let at = 4; at < good.length; at++)
			assert.deepEqual(frames(good.subarray(0, at)), [`! cut: cut: ${at} of ${good.length} octets came`], `${at} octets`);
		const found = frames(good.subarray(0, 12), good);
		assert.equal(found.length, 2);
		assert.match(found[0]!, /^! check/);
		assert.equal(found[1], long);
	});

	it("does not take an E5 or a short frame inside a broken telegram for an answer", () => {
		const inner = frame([...longHeader(), 0xE5, ...requestData(1, false), 0xE5]);
		inner[inner.length - 2]! ^= 1;
		assert.equal(frames(inner).length, 1);
		assert.deepEqual(frames(inner, [0xE5]).slice(1), ["acknowledge E5"]);
	});

	it("refuses a length that no frame has, and takes the longest", () => {
		assert.deepEqual(frames([0x68, 0, 0, 0x68, 0x08, 0x16]), ["! length: length: 0 octets, a frame has at least 3"]);
		assert.deepEqual(frames([0x68, 2, 2, 0x68], good), ["! length: length: 2 octets, a frame has at least 3", long]);
		const longest = frame(new Array<number>(252).fill(0x2F));
		assert.equal(longest.length, 261);
		assert.deepEqual(frames(longest, longest), [`long ${hex(longest)}`, `long ${hex(longest)}`]);
	});

	it("forgets what is half read", () => {
		const found: string[] = [];
		const framer = new MbusFramer({ onFrame: ({ kind }) => found.push(kind), onFault: ({ kind }) => found.push(kind) });
		framer.push(good.subarray(0, 20));
		assert.equal(framer.pending, 20);
		framer.reset();
		assert.equal(framer.pending, 0);
		framer.push(good);
		assert.deepEqual(found, ["long"]);
	});

	it("may be reset from its own callback", () => {
		const found: string[] = [];
		const framer: MbusFramer = new MbusFramer({
			onFrame({ kind }) {
				found.push(kind);
				framer.reset();
			},
		});
		framer.push(join(good, [0xE5]));
		framer.push(good);
		assert.deepEqual(found, ["long", "long"]);
	});
});

describe("M-Bus frames of the master", () => {
	it("are those of EN 13757-2 and EN 13757-3", () => {
		assert.equal(hex(sendNke(0)), "1040004016");
		assert.equal(hex(requestData(254, false)), "105BFE5916");
		assert.equal(hex(requestData(253, true)), "107BFD7816");
		assert.equal(hex(requestAlarm(1, false)), "105A015B16");
		assert.equal(hex(requestAlarm(1, true)), "107A017B16");
		// Set-up of the standard's own example 6.1: application reset.
		assert.equal(hex(sendData(254, false, 0x50, Uint8Array.of(0x10))), "6804046853FE5010B116");
		assert.equal(hex(longFrame(0x73, 1, 0x51)), "68030368730151C516");
	});

	it("select by what is known", () => {
		assert.equal(hex(selectSlave({})), "680B0B6853FD52FFFFFFFFFFFFFFFF9A16");
		assert.equal(hex(selectSlave({ id: "12345678", manufacturer: 0x4024, version: 1, medium: 4 })), "680B0B6853FD5278563412244001041F16");
		assert.equal(hex(selectSlave({ id: "1FFFFFFF" })).slice(14, 22), "FFFFFF1F");
		assert.throws(() => selectSlave({ id: "1234" }), RangeError);
		assert.throws(() => longFrame(0x53, 1, 0x51, new Uint8Array(253)), RangeError);
	});

	it("are read back by the framer", () => {
		const found = frames(sendNke(1), requestData(1, true), selectSlave({ id: "00000001" }));
		assert.deepEqual(found.map(line => line.split(" ")[0]), ["short", "short", "long"]);
	});
});
