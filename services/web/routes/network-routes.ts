import { freezeTable } from "../../../protocols/freeze-table";
import { readSetting } from "../../settings/setting-text";
import { settingRow } from "../../settings/settings-schema";
import { describeError } from "../../text";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** The device's way into a network. */
export const networkRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/network", handle: tell },
	{ method: "POST", path: "/api/v1/network/scan", handle: scan },
	{ method: "POST", path: "/api/v1/network/try", limit: 512, handle: tryOut },
]);

function tell(_request: WebRequest, reply: WebReply, { setup }: WebContext): void {
	reply.json(setup.describe());
}

function scan(_request: WebRequest, reply: WebReply, { setup, platform }: WebContext): void {
	if (platform.network.kind !== "wifi")
		throw new WebError(404, "this device has no Wi-Fi");
	setup.scan((error, networks) => {
		if (error)
			reply.error(503, error);
		else
			reply.json({ networks });
	});
}

function tryOut(request: WebRequest, reply: WebReply, { setup, platform }: WebContext): void {
	if (platform.network.kind !== "wifi")
		throw new WebError(404, "this device has no Wi-Fi");
	const body = request.json() as { ssid?: unknown; password?: unknown; } | null;
	const SSID = field("ssid", body?.ssid, "wifiSsid"), password = field("password", body?.password ?? "", "wifiPassword");
	if (!SSID)
		throw new WebError(422, "a name is needed", "ssid");
	setup.try({ SSID, password });
	reply.json({});
}

function field(name: string, value: unknown, setting: "wifiSsid" | "wifiPassword"): string {
	if (typeof value !== "string")
		throw new WebError(422, "should be a text", name);
	try {
		return String(readSetting(settingRow(setting), value));
	}
	catch (error) {
		throw new WebError(422, describeError(error), name);
	}
}
