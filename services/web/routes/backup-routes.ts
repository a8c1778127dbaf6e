import { freezeTable } from "../../../protocols/freeze-table";
import { ScriptService } from "../../script-service";
import { makeBackup, readBackup } from "../../settings/backup";
import { settingNames } from "../../settings/settings-schema";
import { TextStore } from "../../settings/text-store";
import { version } from "../../version";
import { bodyObject, textMember } from "../web-body";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** Settings, M-Bus meters and script with their keys take less. */
const longestFile = 24_576;

export const backupRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/backup", handle: tell },
	{ method: "PUT", path: "/api/v1/backup", limit: longestFile, handle: restore },
	{ method: "POST", path: "/api/v1/reset", limit: 64, handle: reset },
]);

function tell(request: WebRequest, reply: WebReply, { settings, platform }: WebContext): void {
	const script = new TextStore(platform.storage).read() ?? "";
	reply.jsonText(JSON.stringify(makeBackup(settings, script, version, request.query("secrets") === "1")));
}

/** All of the file, or nothing of it. */
function restore(request: WebRequest, reply: WebReply, { settings, platform, restartSoon }: WebContext): void {
	const { texts, script, warnings } = readBackup(bodyObject(request));
	const [fault] = script?.trim() ? ScriptService.check(script) : [];
	if (fault !== undefined)
		throw new WebError(422, `script ${fault}`, "script");
	const errors = settings.change(texts);
	if (errors)
		return reply.json({ errors }, 422);
	if (script !== undefined) {
		const store = new TextStore(platform.storage);
		if ((store.read() ?? "") !== script)
			store.write(script);
	}
	reply.json({ restart: true, warnings });
	restartSoon();
}

function reset(request: WebRequest, reply: WebReply, { settings, eraseAll, restartSoon }: WebContext): void {
	const what = textMember(request, "what");
	if (what !== "settings" && what !== "all")
		throw new WebError(422, "should be settings or all", "what");
	if (what === "settings") {
		const texts: Record<string, string> = {};
		for (const name of settingNames)
			texts[name] = settings.defaultText(name);
		settings.change(texts);
	}
	else
		eraseAll();
	reply.json({});
	restartSoon();
}
