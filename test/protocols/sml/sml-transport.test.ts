import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { entry, frame, obis, octets, serverId, telegram } from "../../support/sml-builder";
import { Collector, decode, fingerprint, values } from "./collect";
import { commonMeter } from "./meters";

const good = commonMeter();
const expected = fingerprint(decode(good).telegrams[0]!);
const name = obis("1-0:0.2.0*0");
const START = [0x1B, 0x1B, 0x1B, 0x1B, 1, 1, 1, 1];

/** Every telegram that comes out is the one that was sent. */
function assertTelegrams(collector: Collector, count: number, message?: string): void {
	assert.deepEqual(collector.telegrams.map(fingerprint), new Array<string>(count).fill(expected), message);
}

describe("SML transport", () => {
	it("reads a telegram cut into two slices at each byte, and byte by byte", () => {
		for (let at = 0; at <= good.length; at++)
			assertTelegrams(new Collector().push(good.subarray(0, at), good.subarray(at)), 1, `at ${at}`);
		assertTelegrams(new Collector().push(...[...good].map(byte => [byte])), 1);
	});

	it("reads two and more at once, with and without something between", () => {
		assertTelegrams(decode([...good, ...good, ...good]), 3);
		assertTelegrams(decode([...good, 0, 0x1B, 0x1B, 0xFF, ...good]), 2);
	});

	it("finds the start behind any garbage", () => {
		const garbage: number[][] = [
			[0x1B],
			[0x1B, 0x1B],
			[0x1B, 0x1B, 0x1B],
			new Array<number>(4).fill(0x1B),
			new Array<number>(9000).fill(0x1B),
			[
				...START.slice(0, 6),
				0,
			],
			[0xFF, 0x00, 0x1A],
			START.slice(0, 7),
			[1, 1, 1, 1],
		];
		for (const bytes of garbage) {
			assertTelegrams(decode([...bytes, ...good]), 1, bytes.slice(0, 12).join());
			assertTelegrams(new Collector().push(...[...bytes, ...good].map(byte => [byte])), 1, bytes.slice(0, 12).join());
		}
	});

	it("gives up a cut frame when the next begins, and reads that one", () => {
		for (let at = START.length; at < good.length; at++) {
			const collector = decode([...good.subarray(0, at), ...good]);
			// Only a cut within the end's escape itself can make the next start part of something else.
			if (at < good.length - 8 || at > good.length - 3 && collector.telegrams.length > 0)
				assertTelegrams(collector, 1, `cut at ${at}`);
			assert.ok(collector.telegrams.length <= 1);
			assertTelegrams(collector.push(good), collector.telegrams.length, `after a cut at ${at}`);
		}
	});

	it("recovers from a frame without end, one with a wrong check sum, and a reset", () => {
		assertTelegrams(new Collector({ capacity: 600 }).push(good.subarray(0, 40), new Uint8Array(700), good), 1);
		const wrong = Uint8Array.from(good);
		wrong[wrong.length - 1]! ^= 1;
		const collector = decode([...wrong, ...good]);
		assertTelegrams(collector, 1);
		assert.match(collector.errors.join(), /^check: crc16: sent [0-9A-F]{4}, calculated [0-9A-F]{4}$/);
		const other = new Collector().push(good.subarray(0, 100));
		other.decoder.reset();
		assertTelegrams(other.push(good), 1);
		assert.deepEqual(other.errors, []);
	});

	it("refuses a frame that is longer than its capacity, once", () => {
		const long = telegram(serverId("ISK", 1), [entry({ name, value: octets(new Array<number>(5000).fill(7)) })]);
		const collector = decode([...long, ...good]);
		assertTelegrams(collector, 1);
		assert.deepEqual(collector.errors, ["length: no end within 4096 bytes"]);
		assert.equal(decode(long, { capacity: 8192 }).telegrams.length, 1);
	});

	it("reads escapes in the content, at each place and of each length", () => {
		for (let run = 1; run <= 40; run++) {
			for (let before = 0; before < 4; before++) {
				const content = [...new Array<number>(before).fill(0xEE), ...new Array<number>(run).fill(0x1B), 0xEE];
				const { telegrams } = decode(telegram(serverId("ISK", 1), [entry({ name, value: octets(content) })]));
				assert.deepEqual(
					values(telegrams[0], "1-0:0.2.0*0"),
					[Buffer.from(content).toString("hex").toUpperCase()],
					`${run} from ${before}`,
				);
			}
		}
	});

	it("reads content that ends in 1b just before the end's escape", () => {
		// Not a message, but the fault shows that the frame's own check was right.
		for (let run = 1; run <= 12; run++) {
			for (let before = 0; before < 4; before++) {
				const content = [...new Array<number>(before).fill(0x61), ...new Array<number>(run).fill(0x1B)];
				assert.match(decode(frame(content)).errors.join(), /^format/);
			}
		}
	});

	it("reads a frame off the grid of four bytes and one with a fourth padding byte", () => {
		// The same content with other padding: the check sum is right, the length is not a multiple of four.
		const content = good.subarray(8, good.length - 8 - good[good.length - 3]!);
		for (const zeros of [0, 1, 2, 3, 4]) {
			const bytes = reframe([...content, ...new Array<number>(zeros).fill(0)], zeros);
			assertTelegrams(decode(bytes), 1, `${zeros} zeros`);
		}
		assert.match(decode(reframe([...content], 200)).errors.join(), /^format: 200 padding bytes/);
	});

	it("refuses an unknown escape and reads the next frame", () => {
		const collector = decode([...START, 0x12, 0x1B, 0x1B, 0x1B, 0x1B, 0x1C, 0, 0, 0, ...good]);
		assertTelegrams(collector, 1);
		assert.deepEqual(collector.errors, ["format: unknown escape 1c"]);
	});

	it("refuses each frame with a single bit flipped", () => {
		for (let bit = 0; bit < good.length * 8; bit++) {
			const bytes = Uint8Array.from(good);
			bytes[bit >> 3]! ^= 1 << (bit & 7);
			const collector = decode(bytes);
			assert.equal(collector.telegrams.length, 0, `bit ${bit}`);
			// The next telegrams are read. One may be lost to a frame whose end was not seen.
			collector.push(good, good);
			assert.ok(collector.telegrams.length >= 1 && collector.telegrams.every(found => fingerprint(found) === expected), `after bit ${bit}`);
		}
	});

	it("does not lose its place when a listener throws", () => {
		let calls = 0;
		const thrower = new Collector();
		thrower.telegrams.push = () => {
			calls++;
			throw new Error("listener");
		};
		assert.throws(() => thrower.push(good), /listener/);
		assert.throws(() => thrower.push(good), /listener/);
		assert.equal(calls, 2);
	});

	it("copies what it needs", () => {
		const bytes = Uint8Array.from(good);
		const collector = new Collector();
		collector.decoder.push(bytes.subarray(0, 100));
		const rest = bytes.slice(100);
		bytes.fill(0);
		collector.decoder.push(rest);
		rest.fill(0);
		assertTelegrams(collector, 1);
	});
});

/** Content that is padded already, in a frame that says how much of it is padding. */
function reframe(content: readonly number[], padding: number): Uint8Array {
	const template = frame(content.concat(new Array<number>((4 - content.length % 4) % 4).fill(0)));
	const bytes = [...template.subarray(0, 8), ...template.subarray(8, 8 + content.length), 0x1B, 0x1B, 0x1B, 0x1B, 0x1A, padding];
	return Uint8Array.from([...bytes, ...x25(bytes)]);
}

function x25(bytes: readonly number[]): number[] {
	let value = 0xFFFF;
	for (const byte of bytes) {
		value ^= byte;
		for (let bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ 0x8408 : value >> 1;
	}
	return [~value & 0xFF, ~value >> 8 & 0xFF];
}
