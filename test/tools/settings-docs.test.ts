import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { settingsPage, settingsText } from "../../tools/settings-docs";

test("docs/settings.md is what the schema says", () => {
	assert.equal(readFileSync(settingsPage, "utf8"), settingsText(), "run: node tools/run.mjs tools/settings-docs.ts");
});
