import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blocks, hdlc, hdlcSegments, mbus, notification, octetString, structure } from "../../../simulator/meters/dlms-writer";
import { Random } from "../../support/random";
import { Collector, decode, fingerprint } from "./collect";
import { described, pushed } from "./messages";

const framings: Readonly<Record<string, { bytes: number[]; check: string; }>> = {
	"one HDLC frame": { bytes: hdlc(described), check: "crc16-x25" },
	"HDLC segments": { bytes: hdlcSegments(pushed, 60), check: "crc16-x25" },
	"blocks in HDLC frames": {
		bytes: blocks(described, 70).flatMap((block, index) => hdlc(block, { llc: index === 0 })),
		check: "crc16-x25",
	},
	"one M-Bus frame": { bytes: mbus(described), check: "checksum" },
	"M-Bus frames": { bytes: mbus(pushed, 70), check: "checksum" },
	"no frame": { bytes: described, check: "none" },
};

const fingerprints = (collector: Collector) => collector.telegrams.map(fingerprint);

describe("DLMS framing", () => {
	for (const [kind, { bytes, check }] of Object.entries(framings)) {
		const expected = fingerprints(decode(bytes));

		it(`${kind}: reads it, cut at each byte, byte by byte, and many at once`, () => {
			assert.equal(expected.length, 1);
			assert.ok(expected[0]!.includes(`"${check}"`));
			for (let at = 0; at <= bytes.length; at++)
				assert.deepEqual(fingerprints(new Collector().push(bytes.slice(0, at), bytes.slice(at))), expected, `at ${at}`);
			assert.deepEqual(fingerprints(new Collector().push(...bytes.map(byte => [byte]))), expected);
			const three = decode([...bytes, ...bytes, ...bytes]);
			assert.deepEqual(fingerprints(three), [...expected, ...expected, ...expected]);
			assert.deepEqual(three.errors, []);
			assert.equal(three.decoder.counters.bytes, 3 * bytes.length);
		});

		it(`${kind}: cut anywhere, gives nothing, and the next is read after a silence`, () => {
			for (let at = 1; at < bytes.length; at++) {
				const collector = new Collector().push(bytes.slice(0, at)).end();
				// A frame whose closing flag alone is missing has a good check.
				if (at < bytes.length - 1)
					assert.deepEqual(collector.telegrams, [], `cut at ${at}`);
				collector.telegrams.length = 0;
				assert.deepEqual(fingerprints(collector.push(bytes)), expected, `after a cut at ${at}`);
			}
		});

		it(`${kind}: a wrong byte anywhere gives nothing wrong`, () => {
			if (check === "none")
				return;
			for (let at = 0; at < bytes.length; at++) {
				const wrong = [...bytes];
				wrong[at]! ^= 0x11;
				const collector = new Collector().push(wrong, bytes, bytes, bytes).end();
				for (const found of fingerprints(collector))
					assert.equal(found, expected[0], `byte ${at}`);
				// What follows a damaged length may be taken for the frame; no more than one telegram goes with it.
				assert.ok(collector.telegrams.length >= 2, `byte ${at}: ${collector.telegrams.length}`);
			}
		});
	}

	it("finds frames behind garbage", () => {
		const random = new Random(11);
		for (const kind of ["one HDLC frame", "HDLC segments", "one M-Bus frame", "M-Bus frames"]) {
			const { bytes } = framings[kind]!;
			for (
				const garbage of [
					[0x7E],
					[0x7E, 0x7E, 0x7E],
					[0x68],
					[0x68, 5],
					[0x7E, 0xA0],
					[0xDB],
					[0xE6, 0xE7],
					[0x0F, 0, 0],
					random.bytes(200),
				]
			) {
				const collector = new Collector().push(garbage, bytes, bytes).end();
				assert.ok(collector.telegrams.length >= 1, `${kind} behind ${[...garbage].slice(0, 4).join()}`);
			}
		}
	});

	it("takes no message out of a frame that was refused", () => {
		const wrong = hdlc(described);
		wrong[wrong.length - 2]! ^= 1;
		assert.deepEqual(decode(wrong).telegrams, []);
		assert.deepEqual(decode([0x55, ...described]).telegrams, []);
		assert.match(decode(wrong).errors[0]!, /^check: crc16: sent [0-9A-F]{4}, calculated [0-9A-F]{4}$/);
		const sum = mbus(described);
		sum[sum.length - 2]! ^= 1;
		assert.match(decode(sum).errors[0]!, /^check: checksum: sent [0-9A-F]{2}, calculated [0-9A-F]{2}$/);
		assert.equal(decode(sum).decoder.counters.checkErrors, 1);
	});

	it("notices a part that is missing", () => {
		const whole = [0xE6, 0xE7, 0, ...pushed], step = Math.ceil(whole.length / 4);
		const parts = [0, 1, 2, 3].map(index => hdlc(whole.slice(index * step, (index + 1) * step), { llc: false, segmented: index < 3 }));
		assert.equal(decode(parts.flat()).telegrams.length, 1);
		for (let missing = 0; missing < 4; missing++) {
			const collector = decode([...parts.filter((_, index) => index !== missing).flat(), ...parts.flat()]);
			// Without its last part, the message goes on with the next one's first, which says that it begins.
			assert.equal(collector.telegrams.length, 1, `part ${missing}`);
			assert.ok(collector.faults.length > 0);
		}
		const frames = [0, 70, 140].map((_, index) => mbusPart(index));
		assert.deepEqual(decode([...frames[0]!, ...frames[2]!]).errors, ["cut: part 2 of a message without the one before"]);
		assert.deepEqual(decode([...frames[0]!, ...mbus(pushed, 70)]).errors, ["cut: a message without its last part"]);
		const [first, second] = blocks(described, 150);
		assert.deepEqual(decode([...hdlc(first!), ...hdlc(first!), ...hdlc(second!)]).errors, ["cut: block 1 behind block 1"]);
		assert.equal(decode([...hdlc(first!), ...hdlc(first!), ...hdlc(second!, { llc: false })]).telegrams.length, 1);
		assert.deepEqual(decode(hdlc(second!)).errors, ["cut: block 2 behind block 0"]);
	});

	it("reads frames that share a flag, and Sagemcom's frames of more than 255 octets", () => {
		const frame = hdlc(described);
		assert.equal(decode([...frame, ...frame.slice(1), ...frame.slice(1)]).telegrams.length, 3);
		const long = notification(structure(...Array.from({ length: 4 }, () => octetString(...new Array<number>(60).fill(0x41)))));
		assert.equal(long.length, 256);
		const bytes = mbus(long.slice(0, 250).concat(long.slice(250)), 252);
		assert.equal(bytes[1], 1);
		assert.equal(decode(bytes).telegrams.length, 1);
	});

	it("passes over other M-Bus telegrams, and refuses what is longer than its room", () => {
		const other = [0x68, 0x05, 0x05, 0x68, 0x08, 0x01, 0x72, 0x01, 0x02, 0x7E, 0x16];
		assert.deepEqual(decode([...other, ...mbus(described)]).errors, []);
		const long = notification(octetString(...new Array<number>(1900).fill(7)));
		const collector = new Collector({ capacity: 512 }).push(hdlc(long), hdlc(described), hdlc(described)).end();
		assert.match(collector.errors[0]!, /^length: a frame of \d+ octets: 512 are left$/);
		assert.ok(collector.telegrams.length >= 1);
		const parts = new Collector({ capacity: 512 }).push(hdlcSegments(long, 100), hdlc(described)).end();
		assert.ok(parts.errors.some(error => error.startsWith("length: ")));
		assert.equal(parts.telegrams.length, 1);
	});

	it("may be reset from its callback", () => {
		const collector: Collector = new Collector({});
		let count = 0;
		const resetting = new Collector({});
		Object.assign(resetting.decoder, {});
		resetting.telegrams.push = () => {
			resetting.decoder.reset();
			return ++count;
		};
		resetting.push([...hdlc(described), ...hdlc(described)]).push(hdlc(described));
		// What came in the same push behind the first is forgotten with it.
		assert.equal(count, 2);
		collector.decoder.reset();
		assert.equal(collector.push(hdlc(described)).telegrams.length, 1);
	});
});

/** One of the three M-Bus frames of `pushed`. */
function mbusPart(index: number): number[] {
	const all = mbus(pushed, 70);
	let at = 0;
	for (let before = 0; before < index; before++)
		at += all[at + 1]! + 6;
	return all.slice(at, at + all[at + 1]! + 6);
}
