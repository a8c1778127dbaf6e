import { formatMbusAddress } from "../../../meters/mbus-address";
import { readMbusEntry } from "../../../meters/mbus-entry";
import { freezeTable } from "../../../protocols/freeze-table";
import type { MbusService } from "../../mbus/mbus-service";
import { describeError } from "../../text";
import { mbusTexts } from "../mbus-texts";
import { streamTexts } from "../stream-texts";
import { bodyObject } from "../web-body";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** The meters on the M-Bus. */
export const mbusRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/mbus", handle: (_request, reply, context) => streamTexts(reply, mbusTexts(service(context))) },
	{ method: "POST", path: "/api/v1/mbus/scan", limit: 256, handle: startScan },
	{ method: "DELETE", path: "/api/v1/mbus/scan", handle: stopScan },
	{ method: "PUT", path: "/api/v1/mbus/meters", limit: 8192, handle: setMeters },
]);

function service({ meters }: WebContext): MbusService {
	if (!meters.mbus)
		throw new WebError(404, "this board has no M-Bus port, or a script has it");
	return meters.mbus;
}

function startScan(request: WebRequest, reply: WebReply, context: WebContext): void {
	const { kind = "all" } = request.body ? bodyObject(request) : {};
	if (kind !== "all" && kind !== "primary" && kind !== "secondary")
		throw new WebError(422, "kind must be primary, secondary or all", "kind");
	try {
		service(context).scan(kind);
	}
	catch (error) {
		if (error instanceof WebError)
			throw error;
		throw new WebError(409, describeError(error));
	}
	reply.json({});
}

function stopScan(_request: WebRequest, reply: WebReply, context: WebContext): void {
	service(context).cancelScan();
	reply.json({});
}

/** A meter without a key keeps the one that it has, and so does each other field that is not told. */
function setMeters(request: WebRequest, reply: WebReply, context: WebContext): void {
	const { meters } = bodyObject(request), mbus = service(context), before = mbus.entries;
	if (!Array.isArray(meters))
		throw new WebError(422, "meters must be a list", "meters");
	const entries = meters.map((value: unknown, index) => {
		const entry = readMbusEntry(value, `meter ${index + 1}`);
		const known = before.find(other => formatMbusAddress(other) === formatMbusAddress(entry));
		return known ? { ...known, ...entry } : entry;
	});
	mbus.replace(entries);
	reply.json({});
}
