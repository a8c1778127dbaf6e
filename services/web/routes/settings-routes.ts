import { freezeTable } from "../../../protocols/freeze-table";
import { isSettingName, settingNames, settingRow } from "../../settings/settings-schema";
import type { SettingName } from "../../settings/settings-schema";
import type { Settings } from "../../settings/settings";
import { jsonParts } from "../json-parts";
import { bodyObject } from "../web-body";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** The settings, with what the page needs for its forms. */
export const settingsRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/settings", handle: tellSettings },
	{ method: "PATCH", path: "/api/v1/settings", limit: 8192, handle: changeSettings },
]);

function tellSettings(_request: WebRequest, reply: WebReply, { settings }: WebContext): void {
	jsonParts(reply, "{\"settings\":[", index => {
		const name = settingNames[index];
		return name === undefined ? undefined : describeSetting(settings, name);
	});
}

function describeSetting(settings: Settings, name: SettingName): object {
	const row = settingRow(name);
	const { group, type, help, restart } = row;
	const head = { name, group, type, ...(restart && { restart }) };
	if (row.type === "text" && row.secret)
		return { ...head, secret: true, set: settings.get(name) !== "", maximum: row.maximum, help };
	return {
		...head,
		value: settings.text(name),
		default: settings.defaultText(name),
		...(row.type === "number" && {
			minimum: row.minimum,
			maximum: row.maximum,
			...(row.unit && { unit: row.unit }),
			...(row.word && { word: row.word.text }),
		}),
		...(row.type === "text" && {
			maximum: row.maximum,
			...(row.choices && { choices: row.choices }),
			...(row.required && { required: true }),
		}),
		help,
	};
}

function changeSettings(request: WebRequest, reply: WebReply, { settings }: WebContext): void {
	const body = bodyObject(request), texts: Record<string, string> = {}, errors: Record<string, string> = {};
	for (const name of Object.keys(body)) {
		const value = body[name];
		if (typeof value === "object" || value === undefined)
			errors[name] = "must be a text, a number, true or false";
		else
			texts[name] = String(value);
	}
	const refused = Object.keys(errors).length ? errors : settings.change(texts);
	if (refused)
		return reply.json({ errors: refused }, 422);
	reply.json({ restart: Object.keys(texts).some(name => isSettingName(name) && settingRow(name).restart === true) });
}
