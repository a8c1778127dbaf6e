import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { readSensorValues } from "../../../services/web/sensor-values";

it("finds single values, and keeps their digits", () => {
	const text =
		"\"P1\":{\"Power\":428,\"Total\":0001234.500,\"Voltage\":[229.0,null,231],\"Text\":\"a\\\"b\\\\\",\"Inner\":{\"X\":-1e3}},\"Gas\":{\"Volume\":435.247,\"On\":true}";
	assert.deepEqual(readSensorValues(text).map(({ group, name, value, isNumber }) => `${group} ${name}=${value}${isNumber ? "" : "!"}`), [
		"P1 Power=428",
		"P1 Total=0001234.500",
		"P1 Voltage.1=229.0",
		"P1 Voltage.3=231",
		"P1 Text=a\"b\\!",
		"P1 Inner.X=-1e3",
		"Gas Volume=435.247",
		"Gas On=true!",
	]);
	assert.deepEqual(readSensorValues("\"TempUnit\":\"C\""), [{ group: "TempUnit", name: "Value", value: "C", isNumber: false }]);
	assert.deepEqual(readSensorValues(""), []);
});

it("agrees with JSON.parse on any such object", () => {
	const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean());
	const object = fc.dictionary(fc.string({ minLength: 1 }).filter(name => name !== "__proto__"), fc.oneof(leaf, fc.array(leaf)));
	fc.assert(
		fc.property(fc.dictionary(fc.string({ minLength: 1 }).filter(name => name !== "__proto__"), object), value => {
			const expected: string[] = [];
			for (const [group, members] of Object.entries(value))
				for (const [name, member] of Object.entries(members))
					if (Array.isArray(member))
						member.forEach((element, index) => expected.push(`${group}|${name}.${index + 1}|${element}`));
					else
						expected.push(`${group}|${name}|${member}`);
			const found = readSensorValues(JSON.stringify(value).slice(1, -1)).map(({ group, name, value: own }) => `${group}|${name}|${own}`);
			assert.deepEqual(found, expected);
		}),
		{ seed: 4, numRuns: 300 },
	);
});
