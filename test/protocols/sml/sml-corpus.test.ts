import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { captures } from "../../support/corpora";
import { Collector, decode, fingerprint } from "./collect";

const found = captures("sml", ".bin");
/** Flipping each bit of every capture takes minutes; these many bits of each, spread over it, do not. */
const FLIPS = 300;

describe("SML captures", { skip: found ? false : "needs the captures" }, () => {
	for (const { bytes, name } of found ?? []) {
		const expected = decode(bytes).telegrams.map(fingerprint);

		it(`${name}: the same in any slicing`, () => {
			for (const size of [1, 2, 3, 7, 64, 255]) {
				const collector = new Collector();
				for (let at = 0; at < bytes.length; at += size)
					collector.push(bytes.subarray(at, at + size));
				assert.deepEqual(collector.telegrams.map(fingerprint), expected, `${size} bytes at a time`);
			}
		});
		it(`${name}: flipped bits lose at most telegrams`, () => {
			const known = new Set(expected);
			const step = Math.max(1, Math.floor(bytes.length * 8 / FLIPS));
			for (let bit = 0; bit < bytes.length * 8; bit += step) {
				const damaged = Uint8Array.from(bytes);
				damaged[bit >> 3]! ^= 1 << (bit & 7);
				const telegrams = decode(damaged).telegrams.map(fingerprint);
				assert.ok(telegrams.every(telegram => known.has(telegram)) && telegrams.length >= expected.length - 2, `bit ${bit}`);
			}
		});
		it(`${name}: cut anywhere, it gives the first telegrams`, () => {
			const step = Math.max(1, Math.floor(bytes.length / FLIPS));
			for (let end = 0; end < bytes.length; end += step) {
				const telegrams = decode(bytes.subarray(0, end)).telegrams.map(fingerprint);
				assert.deepEqual(telegrams, expected.slice(0, telegrams.length), `${end} bytes`);
			}
		});
	}
});
