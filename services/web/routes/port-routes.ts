import { freezeTable } from "../../../protocols/freeze-table";
import { jsonParts } from "../json-parts";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** What the ports hear. */
export const portRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/ports", handle: tellPorts },
]);

function tellPorts(_request: WebRequest, reply: WebReply, { ports }: WebContext): void {
	const { names } = ports;
	jsonParts(reply, "{\"ports\":[", index => names[index] === undefined ? undefined : ports.describe(names[index]));
}
