import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CONTROL_INFORMATION } from "../../../protocols/mbus/control-information";
import { FIRST_EXTENSION } from "../../../protocols/mbus/vif-first-extension";
import { PRIMARY } from "../../../protocols/mbus/vif-primary";
import { SECOND_EXTENSION } from "../../../protocols/mbus/vif-second-extension";
import { ORTHOGONAL, ORTHOGONAL_EXTENSION } from "../../../protocols/mbus/vife";
import { checkCodeLines } from "../../support/code-lines";

const words = /^[A-Z0-9][A-Za-z0-9 ]*$/;
const vif = [
	words,
	/^(?:[A-Za-z°%][A-Za-z0-9/ ]*)?$/,
	/^(?:-?[0-9]+|[smhdMY]+)?$/,
	/^(?:unsigned|date|identifier|enhanced|manufacturer|medium|raw)?$/,
];
const vife = [
	/^[A-Za-z0-9][A-Za-z0-9 ,-]*$/,
	/^\w*$/,
	/^(?:error|foreign|raw|unsigned|date|count|duration|[/*][A-Za-z0-9/*()]+|-?[0-9]+)?$/,
];
const controlInformation = [/^[A-Za-z ',]+$/, /^(?:meter|master)$/, /^(?:none|short|long)$/, /^(?:records|fixed|error|alarm|raw)$/];

describe("the lines of M-Bus tables", () => {
	for (const [name, lines] of Object.entries({ PRIMARY, FIRST_EXTENSION, SECOND_EXTENSION })) {
		it(`are well-formed: ${name}`, () => checkCodeLines(lines, vif));

		it(`have a scale for each of their codes: ${name}`, () => {
			for (const line of lines) {
				const [codes = "", , , scale = ""] = line.split("|");
				const count = parseInt(codes.slice(-2), 16) - parseInt(codes, 16) + 1;
				assert.ok(/[a-z]/i.test(scale) ? scale.length === count : scale !== "" || count === 1, line);
			}
		});
	}

	for (const [name, lines] of Object.entries({ ORTHOGONAL, ORTHOGONAL_EXTENSION }))
		it(`are well-formed: ${name}`, () => checkCodeLines(lines, vife));

	it("are well-formed: control information", () => checkCodeLines(CONTROL_INFORMATION, controlInformation));
});
