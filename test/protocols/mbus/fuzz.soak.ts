import assert from "node:assert/strict";
import { it } from "node:test";
import { fuzz } from "./fuzz";

it("M-Bus decoder: ten million octets of noise and spoilt frames", () => {
	for (let seed = 1; seed <= 10; seed++) {
		const { bytes, telegrams, faults } = fuzz(1_000_000, seed * 7919);
		assert.ok(bytes >= 1_000_000 && telegrams > 100 && faults > 1000);
	}
});
