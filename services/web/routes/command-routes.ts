import { freezeTable } from "../../../protocols/freeze-table";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/**
 * `GET /cm?cmnd=Status%208`: Tasmota's commands over HTTP. Whoever asks is checked as for all routes; `user` and `password` in the query are one way
 * to say so, as in Tasmota.
 */
export const commandRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([{
	method: "GET",
	path: "/cm",
	queryLogin: true,
	handle: runCommand,
}]);

function runCommand(request: WebRequest, reply: WebReply, context: WebContext): void {
	const command = request.query("cmnd")?.trim();
	reply.jsonText(command ? context.command(command) : "{\"WARNING\":\"Enter command cmnd=\"}");
}
