import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { captures } from "../../support/corpora";
import { Collector, decode, fingerprint } from "./collect";

const found = captures("iec62056-21", ".bin");
/** Flips and cuts of each capture, spread over it. */
const TRIES = 400;

describe("IEC 62056-21 captures", { skip: found ? false : "needs the captures" }, () => {
	for (const { bytes, name } of found ?? []) {
		const whole = decode(bytes);
		whole.decoder.end();
		const expected = whole.telegrams.map(fingerprint);

		it(`${name}: the same in any slicing`, () => {
			for (const size of [1, 2, 3, 7, 64, 255]) {
				const collector = new Collector();
				for (let at = 0; at < bytes.length; at += size)
					collector.push(bytes.subarray(at, at + size));
				collector.decoder.end();
				assert.deepEqual(collector.telegrams.map(fingerprint), expected, `${size} bytes at a time`);
			}
		});
		it(`${name}: cut anywhere, it gives the first telegrams`, () => {
			const step = Math.max(1, Math.floor(bytes.length / TRIES));
			for (let end = 0; end < bytes.length; end += step) {
				const telegrams = decode(bytes.subarray(0, end)).telegrams.map(fingerprint);
				assert.deepEqual(telegrams, expected.slice(0, telegrams.length), `${end} bytes`);
			}
		});
		it(`${name}: no block with a flipped bit is taken`, () => {
			const start = bytes.indexOf(2);
			if (start < 0 || whole.telegrams[0]?.check !== "bcc")
				return;
			const step = Math.max(1, Math.floor((bytes.length - start) * 8 / TRIES));
			for (let bit = start * 8; bit < bytes.length * 8; bit += step) {
				const damaged = Uint8Array.from(bytes);
				damaged[bit >> 3]! ^= 1 << (bit & 7);
				assert.deepEqual(decode(damaged).telegrams.map(fingerprint), [], `bit ${bit}`);
			}
		});
	}
});
