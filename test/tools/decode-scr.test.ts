import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCapture } from "../../tools/decode/decode-capture";
import { evenParity, samples } from "../support/scr-builder";

/** What `decode` prints for a capture whose protocol it has to recognise. */
function decode(bytes: Uint8Array): { good: boolean; lines: Record<string, unknown>[]; } {
	const lines: Record<string, unknown>[] = [];
	const good = decodeCapture("x", bytes, { protocol: "auto" }, line => lines.push(JSON.parse(line)));
	return { good, lines };
}

test("decode recognises the specification's SCR samples, also as 8N1", () => {
	for (const [name, sample] of Object.entries(samples)) {
		for (const bytes of [sample, evenParity(sample)]) {
			const { good, lines } = decode(bytes);
			assert.equal(good, name !== "E", name);
			assert.equal(lines.length, 1);
			assert.equal(lines[0]!.protocol, "scr");
		}
	}
	assert.deepEqual(decode(samples.C).lines[0]!.warnings, ["roller error: 0123?.56"]);
	assert.equal(decode(samples.E).lines[0]!.error, "bcc: sent 0A, calculated 0B");
});
