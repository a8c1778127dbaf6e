/*
	`node tools/run.mjs tools/settings-docs.ts`: writes docs/settings.md from the schema.
*/
import "../simulator/host/shims";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { settingGroups } from "../services/settings/setting-row";
import type { SettingGroup, SettingRow } from "../services/settings/setting-row";
import { writeSetting } from "../services/settings/setting-text";
import { settingNames, settingRow } from "../services/settings/settings-schema";

export const settingsPage = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "docs", "settings.md");

/** What docs/settings.md must say. */
export function settingsText(): string {
	const groups = Object.entries(settingGroups) as [SettingGroup, string][];
	const parts = groups.map(([group, title]) => {
		const names = settingNames.filter(name => settingRow(name).group === group);
		return names.length ? `## ${title}\n\n| setting | values | default | |\n|---|---|---|---|\n${names.map(line).join("")}` : "";
	});
	return `# Settings

> Made from \`services/settings/settings-schema.ts\` by \`node tools/run.mjs tools/settings-docs.ts\`.

Each can be set on the device's page, over HTTP (\`PATCH /api/v1/settings\`, see [api.md](api.md)), with \`npm start -- --set NAME=VALUE\` in the simulator, and for a
build in \`settings.json\`. All are stored in two copies, each with a version and a check; a change of many is made as a whole or not at all, and a power cut at any
moment leaves the old or the new. Settings of an older firmware are taken over; what only a newer one knows is kept for it. \`↻\`: counts from the next start.
Secrets are never shown again, in no log and no message; a backup has them only when it is asked for with them.

${parts.filter(part => part).join("\n")}`;
}

function line(name: (typeof settingNames)[number]): string {
	const row = settingRow(name);
	const value = writeSetting(row, row.default);
	return `| \`${name}\`${row.restart ? " ↻" : ""} | ${values(row)} | ${value ? `\`${value}\`` : ""} | ${escaped(row.help)} |\n`;
}

function values(row: SettingRow): string {
	if (row.type === "boolean")
		return "on, off";
	if (row.type === "number")
		return `${row.minimum} to ${row.maximum}${row.unit ? ` ${row.unit}` : ""}${row.word ? `, ${row.word.text}` : ""}`;
	if (row.choices)
		return row.choices.join(", ");
	return `${row.secret ? "secret" : "text"}, at most ${row.maximum} characters`;
}

function escaped(text: string): string {
	return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
	writeFileSync(settingsPage, settingsText());
