import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settingGroups } from "../../services/settings/setting-row";
import { settingNames } from "../../services/settings/settings-schema";
import { english } from "../../web/languages/en";
import { isShown, withoutNumber } from "../../web/pages/settings/group-titles";

describe("the page's texts", () => {
	it("have a label for every setting: web/languages/*/settings.ts", () => {
		const shown = settingNames.filter(name => isShown({ name } as Parameters<typeof isShown>[0]));
		assert.deepEqual(shown.filter(name => !Object.hasOwn(english.labels, withoutNumber(name)[0])), []);
	});

	it("have a title for every group of settings", () => {
		assert.deepEqual(Object.keys(settingGroups).filter(group => !Object.hasOwn(english.groups, group)), []);
	});

	it("have no label for a setting that is gone", () => {
		const kinds = settingNames.map(name => withoutNumber(name)[0]);
		assert.deepEqual(Object.keys(english.labels).filter(name => !kinds.includes(name)), []);
	});
});
