import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Decimal } from "../../protocols/decimal";
import { mbusUnitRules, mbusUnitValue } from "../../meters/mbus-units";

function value(digits: number, exponent: number, unit: string, quantity = "Energy"): string {
	const result = mbusUnitValue({ id: "x", value: new Decimal(digits, exponent), unit, quantity });
	return `${result.value.toString()} ${result.unit}`;
}

describe("units of M-Bus readings", () => {
	it("are those that people know, with the digits that came", () => {
		assert.equal(value(10, 3, "Wh"), "10 kWh");
		assert.equal(value(1234567, 0, "Wh"), "1234.567 kWh");
		assert.equal(value(5, 8, "J"), "0.5 GJ");
		assert.equal(value(1390, -3, "m3/h", "Volume flow"), "1390 l/h");
		assert.equal(value(2720, -3, "m3", "Volume"), "2.720 m3");
		assert.equal(value(1836, -2, "°C", "Flow temperature"), "18.36 °C");
		assert.equal(value(47, 0, "W", "Power"), "47 W");
	});

	it("makes hours of the seconds of an operating time, and of no others", () => {
		assert.equal(value(2423 * 3600, 0, "s", "On time"), "2423 h");
		assert.equal(value(86400, 0, "s", "Operating time"), "24 h");
		assert.equal(value(90, 0, "s", "On time"), "0.0250 h");
		assert.equal(value(100, 0, "s", "On time"), "0.0278 h");
		assert.equal(value(3600, 0, "s", "Averaging duration"), "3600 s");
	});

	it("leaves texts alone", () => {
		assert.deepEqual(mbusUnitValue({ id: "x", value: "2026-11-21", unit: "" }), { value: "2026-11-21", unit: "" });
	});

	it("are all on the user's page", () => {
		const page = readFileSync(new URL("../../docs/meters/mbus.md", import.meta.url), "utf8");
		for (const { from, to, power, divisor, quantities } of mbusUnitRules) {
			const factor = divisor ? `÷ ${divisor}` : `× 10^${power}`;
			const of = quantities?.join(", ") ?? "all";
			assert.ok(page.includes(`| ${from} | ${to} | ${factor.replace("-", "−")} | ${of} |`), `| ${from} | ${to} | ${factor} | ${of} |`);
		}
	});
});
