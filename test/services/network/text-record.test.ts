import assert from "node:assert/strict";
import { test } from "node:test";
import { textRecord } from "../../../services/network/text-record";

test("TXT record: each string behind its length, none longer than the length can tell", () => {
	assert.deepEqual([...textRecord(["a=1", "path=/"])], [3, 0x61, 0x3D, 0x31, 6, 0x70, 0x61, 0x74, 0x68, 0x3D, 0x2F]);
	const long = textRecord(["x".repeat(300), "y"]);
	assert.equal(long.length, 256 + 2);
	assert.deepEqual([long[0], long[256], long[257]], [255, 1, 0x79]);
	assert.equal(textRecord([]).length, 0);
});
