import "../../support/xs-shims";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSettingLine, type SettingLine } from "../../../services/settings/setting-line";
import { settingGroups } from "../../../services/settings/setting-row";
import { settingLines, settingNames, settingRow } from "../../../services/settings/settings-schema";
import { checkColumns } from "../../support/code-lines";

describe("a line of the schema", () => {
	const cases: readonly [line: SettingLine, row: object][] = [
		["boolean|mqtt|off||Help.", { type: "boolean", group: "mqtt", default: false, help: "Help." }],
		["boolean|mqtt|on|restart|Help.", { type: "boolean", group: "mqtt", default: true, restart: true, help: "Help." }],
		["text|p1|a b|maximum=32|Help; more.", { type: "text", group: "p1", default: "a b", maximum: 32, help: "Help; more." }],
		["text|p1||maximum=9 required restart secret|H.", {
			type: "text",
			group: "p1",
			default: "",
			maximum: 9,
			required: true,
			restart: true,
			secret: true,
			help: "H.",
		}],
		["number|time|-1|minimum=0 maximum=1500 unit=ms word=auto:-1|H.", {
			type: "number",
			group: "time",
			default: -1,
			minimum: 0,
			maximum: 1500,
			unit: "ms",
			word: { text: "auto", value: -1 },
			help: "H.",
		}],
	];

	for (const [line, row] of cases)
		it(line, () => assert.deepEqual(readSettingLine(line), row));
});

const help = /^[^\s|][^|]*\.$/, group = new RegExp(`^(?:${Object.keys(settingGroups).join("|")})$`);
const shapes = {
	text: [/^text$/, group, /^[^|]*$/, /^maximum=\d+(?: required)?(?: restart)?(?: secret)?$/, help],
	number: [/^number$/, group, /^-?\d+$/, /^minimum=-?\d+ maximum=\d+(?: unit=[a-z]+)?(?: word=[a-z0]+:-?\d+)?(?: restart)?$/, help],
	boolean: [/^boolean$/, group, /^(?:on|off)$/, /^(?:restart)?$/, help],
};

describe("the lines of the schema", () => {
	it("are well-formed", () => {
		for (const name of settingNames) {
			const line = settingLines[name], columns = line.split("|");
			const shape = shapes[columns[0] as keyof typeof shapes];
			assert.ok(shape, `${name}: "${line}": has no type`);
			checkColumns(line, columns, shape);
		}
	});

	it("have choices and checks where they are texts", () => {
		for (const name of settingNames) {
			const { type, choices, check } = settingRow(name) as { type: string; choices?: string[]; check?: unknown; };
			assert.ok(type === "text" || !choices && !check, name);
		}
	});
});
