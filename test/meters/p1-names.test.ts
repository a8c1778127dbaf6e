import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readNameRow } from "../../meters/name-row";
import { p1Names } from "../../meters/p1-names";
import { version } from "../../services/version";

test("the user's page lists every name of the table, with its unit", () => {
	const page = readFileSync(new URL("../../docs/meters/p1.md", import.meta.url), "utf8");
	for (const { name, unit = "" } of p1Names.map(readNameRow))
		assert.ok(page.includes(`| \`${name}\` | ${unit} |`), name);
});

test("no name stands twice", () => {
	assert.equal(new Set(p1Names.map(line => readNameRow(line).name)).size, p1Names.length);
});

test("the firmware's version is the package's", () => {
	assert.equal(version, JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version);
});
