import { freezeTable } from "../../../protocols/freeze-table";
import { jsonParts } from "../json-parts";
import { liveMeter } from "../live-meter";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** What the meters say, now and as it happens. */
export const liveRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/live", handle: tellMeters },
	{ method: "GET", path: "/api/v1/events", handle: (_request, reply, { events }) => events.open(reply) },
	{ method: "GET", path: "/api/v1/log", handle: tellLog },
]);

function tellMeters(_request: WebRequest, reply: WebReply, { clock, meters, settings }: WebContext): void {
	const { epoch } = clock;
	const time = epoch === undefined ? null : Math.floor(epoch / 1000);
	jsonParts(reply, `{"time":${time},"meters":[`, index => meters.list[index] && liveMeter(meters.list[index], settings));
}

function tellLog(_request: WebRequest, reply: WebReply, { lines }: WebContext): void {
	jsonParts(reply, "{\"lines\":[", index => lines.lines[index]);
}
