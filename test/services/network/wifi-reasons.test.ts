import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { joinFault, joinFaults } from "../../../services/network/wifi-reasons";
import { checkColumns } from "../../support/code-lines";

describe("why a network could not be joined", () => {
	it("has well-formed lines", () => {
		for (const line of Object.values(joinFaults))
			checkColumns(line, line.split("|"), [/^[a-z][^|]+$/, /^(?:final)?$/]);
	});

	it("is told in words, and whether another attempt may fare better", () => {
		assert.deepEqual(joinFault(202), { text: "wrong password" });
		assert.deepEqual(joinFault(210), { text: "the network's security is none that this device knows", final: true });
		assert.deepEqual(joinFault(99), { text: "the access point refuses (code 99)" });
		assert.deepEqual(joinFault(0), { text: "refused: wrong password, or no such access point" });
	});
});
