import "../../support/xs-shims";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { entityClass, homeAssistantUnits } from "../../../services/tasmota/home-assistant-units";
import { checkColumns } from "../../support/code-lines";

describe("Home Assistant's classes", () => {
	it("have well-formed lines", () => {
		for (const line of Object.values(homeAssistantUnits))
			checkColumns(line, line.split("|"), [/^\S+$/, /^(?:measurement|total|total_increasing)$/, /^[a-z_]*$/]);
	});

	it("follow from the unit, or from the name where no unit is known", () => {
		assert.deepEqual(entityClass("P1", "Power", "kW"), { unit: "kW", stateClass: "measurement", deviceClass: "power" });
		assert.deepEqual(entityClass("P1", "Power", undefined), { unit: "W", stateClass: "measurement", deviceClass: "power" });
		assert.deepEqual(entityClass("P1", "x", "kvarh"), { unit: "kvarh", stateClass: "total" });
		assert.equal(entityClass("P1", "Power", "parsec"), undefined);
		assert.equal(entityClass("P1", "x", undefined), undefined);
	});

	it("know gas and water by their group", () => {
		const classes = ["Gas", "Gas_2", "HotWater", "Heat"].map(group => entityClass(group, "Volume", undefined)?.deviceClass);
		assert.deepEqual(classes, ["gas", "gas", "water", "volume"]);
	});

	it("have none for what objects inherit", () => {
		for (const word of ["constructor", "toString", "__proto__"]) {
			assert.equal(entityClass("P1", "x", word), undefined);
			assert.equal(entityClass("P1", word, undefined), undefined);
		}
	});
});
