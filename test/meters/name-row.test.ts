import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readNameRow } from "../../meters/name-row";
import { opticalNames, publishedUnit } from "../../meters/optical-names";
import { hungarianMonth, p1Names } from "../../meters/p1-names";
import { checkColumns } from "../support/code-lines";

/** The members that a row has. */
const read = (line: string) => Object.fromEntries(Object.entries(readNameRow(line)).filter(([, value]) => value !== undefined));

describe("a line of a table of names", () => {
	it("has alternatives, of which each may be a sum", () => {
		assert.deepEqual(read("Power|W|16.7.0 / 1.7.0 -2.7.0"), { name: "Power", unit: "W", from: [["16.7.0"], ["1.7.0", "-2.7.0"]] });
	});

	it("has phases", () => {
		assert.deepEqual(read("PhaseFactor||33.7.0 -1.7.0, 53.7.0"), { name: "PhaseFactor", phases: [["33.7.0", "-1.7.0"], ["53.7.0"]] });
	});

	it("has a kind, units and a code beside it", () => {
		assert.deepEqual(read("Tariff||96.14.0|number"), { name: "Tariff", from: [["96.14.0"]], as: "number" });
		assert.deepEqual(read("Total|kWh|6.8||kWh Wh|2.7.0"), {
			name: "Total",
			unit: "kWh",
			from: [["6.8"]],
			units: ["kWh", "Wh"],
			beside: "2.7.0",
		});
	});

	it("may be a name alone", () => assert.deepEqual(read("Value_1"), { name: "Value_1" }));
});

const name = /^[A-Z]\w+$/, unit = /^(?:k?Wh|kvarh|W|VA|var|V|A|Hz)?$/;
const code = String.raw`(?:\d-\d:)?[0-9F]+(?:\.[0-9F]+){0,2}(?:\*\d+)?(?:#\d)?`, sum = `${code}(?: -?${code})*`;
const codes = new RegExp(`^${sum}(?:(?: / ${sum})*|(?:, ${sum})+)$`);
const columns = [name, unit, codes, /^(?:time|text|number)?$/, /^(?:[A-Za-z°]+(?: [A-Za-z°]+)*)?$/, new RegExp(`^(?:${code})?$`)];

describe("the lines of tables of names", () => {
	for (const [table, lines] of Object.entries({ p1Names, opticalNames })) {
		it(`are well-formed: ${table}`, () => {
			for (const line of lines)
				checkColumns(line, line.split("|"), columns);
		});
	}

	it("are well-formed: hungarianMonth", () => {
		for (const line of hungarianMonth)
			checkColumns(line, line.split("|"), [name, /^(?:kWh|kvarh|W)$/]);
	});

	it("tell the unit of a name", () => {
		assert.deepEqual(["Power", "Volume", "PeakPowerTime", "Total", "Import", ""].map(publishedUnit), [
			"W",
			undefined,
			undefined,
			"kWh",
			undefined,
			undefined,
		]);
	});
});
