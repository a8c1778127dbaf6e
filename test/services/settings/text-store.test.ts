import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TextStore } from "../../../services/settings/text-store";
import { MapStorage } from "../../support/map-storage";

/** Bytes that NVS takes for one entry. */
const most = 4000;

for (const [name, character] of [["one byte", "a"], ["two bytes", "é"], ["three bytes", "€"], ["four bytes", "🔌"]] as const)
	test(`a text of characters of ${name} fits into NVS, and comes back whole`, () => {
		for (const before of ["", "x", "xx", "xxx"]) {
			const storage = new MapStorage(), store = new TextStore(storage), text = before + character.repeat(4000);
			store.write(text);
			// The chip cuts between code points, not between halves of one as here: so many characters may be in a part there.
			for (const part of storage.entries.values())
				assert.ok(part.length * Buffer.byteLength(character) <= most, `${part.length} characters`);
			assert.equal(store.read(), text);
			store.write("short");
			assert.deepEqual([store.read(), storage.entries.size], ["short", 2]);
			store.write("");
			assert.deepEqual([store.read(), storage.entries.size], [undefined, 0]);
		}
	});

test("what an older firmware kept in longer parts is read", () => {
	const parts = ["a".repeat(1300), "b".repeat(1300), "c"];
	const storage = new MapStorage({ script: "a3", script_a0: parts[0]!, script_a1: parts[1]!, script_a2: parts[2]! });
	const store = new TextStore(storage);
	assert.equal(store.read(), parts.join(""));
	store.write("new");
	assert.deepEqual([...storage.entries.keys()].sort(), ["script", "script_b0"]);
});
