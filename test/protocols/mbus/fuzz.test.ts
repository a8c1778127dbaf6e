import assert from "node:assert/strict";
import { it } from "node:test";
import { frame, longHeader } from "../../support/mbus-builder";
import { decode, generator } from "./collect";
import { fuzz } from "./fuzz";

it("M-Bus decoder: a million octets of noise and spoilt frames", () => {
	const { bytes, telegrams, faults, spoilt } = fuzz(1_000_000, 13757);
	assert.ok(bytes >= 1_000_000 && telegrams > 100 && faults > 1000 && spoilt > 1000, JSON.stringify({ bytes, telegrams, faults, spoilt }));
});

it("M-Bus decoder: no reading from a frame in which one octet was changed", () => {
	const random = generator(4711);
	const good = frame([...longHeader(), 0x0C, 0x06, 0x27, 0x04, 0x85, 0x02, 0x0C, 0x13, 0x76, 0x34, 0x70, 0x00]);
	for (let round = 0; round < 20_000; round++) {
		const broken = good.slice();
		broken[Math.floor(random() * good.length)]! ^= 1 + Math.floor(random() * 255);
		assert.deepEqual(decode(broken).telegrams, []);
	}
});
