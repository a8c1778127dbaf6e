import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DsmrDecoder } from "../../../protocols/dsmr/dsmr-decoder";
import { bytes, crc16, e350, fluvius, mt382, sealed, sx631 } from "../../telegrams/dsmr";
import { Collector } from "./collect";

/** A small generator with a seed, so that a failure can be seen again. */
function random(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = Math.imul(state ^ state >>> 15, 0x2C1B3C6D) + 0x9E3779B9 | 0;
		let value = Math.imul(state ^ state >>> 12, 0x297A2D39);
		value ^= value >>> 15;
		return (value >>> 0) % below;
	};
}

const sources = [sealed(e350), sealed(sx631), sealed(fluvius), `${mt382}\r\n`].map(bytes);
const pieces = [
	"/",
	"!",
	"\r\n",
	"\r\n!",
	"(",
	")",
	")(",
	"*",
	"1-0:1.8.0(",
	"0-0:98.1.0(",
	"/ABC5\r\n",
	"\n/",
	"\xFF",
	"\0",
	"0C97",
	"\xC3\xA9",
].map(bytes);

/** A telegram with up to eight wounds: octets changed, taken out, put in, pieces of grammar, the rest cut off. */
function mutate(below: (limit: number) => number): Uint8Array {
	let data = Array.from(sources[below(sources.length)]!);
	for (let wounds = below(8); wounds >= 0; wounds--) {
		const at = below(data.length);
		const kind = below(6);
		if (kind === 0)
			data[at] = below(256);
		else if (kind === 1)
			data.splice(at, 1 + below(40));
		else if (kind === 2)
			data.splice(at, 0, ...Array.from({ length: 1 + below(10) }, () => below(256)));
		else if (kind === 3)
			data.splice(at, 0, ...pieces[below(pieces.length)]!);
		else if (kind === 4)
			data[at] = data[at]! ^ 1 << below(8);
		else if (below(4) === 0)
			data = data.slice(0, Math.max(1, at));
	}
	return Uint8Array.from(data);
}

/** Every telegram with a right sum that can be found in a text, whatever stands around it. */
function* sealedTelegrams(text: string): Generator<string> {
	for (const match of text.matchAll(/\n!([0-9A-Fa-f]{1,4})/g)) {
		for (let start = text.indexOf("/"); start >= 0 && start < match.index; start = text.indexOf("/", start + 1)) {
			const body = text.slice(start, match.index + 2);
			const sum = parseInt(match[1]!, 16);
			if (crc16(body) === sum || crc16(body, 0x8408, 0xFFFF, 0xFFFF) === sum)
				yield body;
		}
	}
}

describe("DSMR decoder: anything may come", () => {
	it("throws nothing and believes no wrong sum: a million octets of bent telegrams", () => {
		const below = random(20_240);
		let count = 0, telegrams = 0, faults = 0;
		while (count < 1_000_000) {
			const collector = new Collector({ confirm: true });
			let all = "";
			for (let rounds = 0; rounds < 4; rounds++) {
				const data = mutate(below);
				all += Buffer.from(data).toString("latin1");
				for (let at = 0; at < data.length;) {
					const end = at + 1 + below(400);
					collector.decoder.push(data.subarray(at, end));
					at = end;
				}
				count += data.length;
				if (below(3) === 0)
					collector.decoder.idle();
			}
			collector.decoder.end();
			const checked = collector.telegrams.filter(({ check }) => check !== "none").length;
			assert.ok(checked <= [...sealedTelegrams(all)].length, JSON.stringify(all));
			telegrams += collector.telegrams.length;
			faults += collector.faults.length;
		}
		assert.ok(telegrams > 10 && faults > 100, `${telegrams} telegrams, ${faults} faults`);
	});

	it("throws nothing on a quarter million random octets and is ready afterwards", () => {
		const below = random(7);
		const collector = new Collector();
		for (let count = 0; count < 250_000;) {
			const data = Uint8Array.from({ length: 1 + below(600) }, () => below(256));
			collector.decoder.push(data);
			count += data.length;
		}
		assert.deepEqual(collector.telegrams, []);
		for (const source of [sources[0]!, sources[0]!])
			collector.decoder.push(source);
		assert.ok(collector.telegrams.length >= 1);
	});

	it("reads what it can of bent lines under a right sum, without an exception", () => {
		const below = random(99);
		for (let round = 0; round < 1500; round++) {
			const text = Buffer.from(mutate(below)).toString("latin1");
			const end = text.indexOf("\r\n!");
			const start = text.indexOf("/");
			if (start < 0 || end < start)
				continue;
			const collector = new Collector().push(sealed(text.slice(start, end + 3)));
			for (const { readings } of collector.telegrams) {
				for (const { id, unit } of readings)
					assert.ok(/^\d+-\d+:\d+\.\d+\.\d+(\*\d+)?$/.test(id) && typeof unit === "string");
			}
		}
	});

	it("gives the same for any slices", () => {
		const stream = bytes(sealed(e350) + sealed(sx631) + `\xFF\xC3\xA9/x` + sealed(fluvius) + sealed(e350).slice(0, 222) + sealed(e350));
		const whole = new Collector();
		whole.decoder.push(stream);
		assert.equal(whole.telegrams.length, 4);
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 60 }), sizes => {
				const sliced = new Collector();
				for (let at = 0, index = 0; at < stream.length; index++) {
					const end = at + sizes[index % sizes.length]!;
					sliced.decoder.push(stream.subarray(at, end));
					at = end;
				}
				assert.deepEqual(sliced.telegrams, whole.telegrams);
				assert.deepEqual(sliced.faults, whole.faults);
			}),
			{ seed: 3, numRuns: 150 },
		);
	});

	it("keeps to its capacity", () => {
		const decoder = new DsmrDecoder({ capacity: 64, onTelegram: () => assert.fail() });
		for (let round = 0; round < 50; round++)
			decoder.push(bytes(`/ABC5\r\n${"x".repeat(round * 7)}\r\n`));
		assert.ok(decoder.counters.formatErrors > 0);
	});
});
