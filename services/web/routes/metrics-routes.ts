import { freezeTable } from "../../../protocols/freeze-table";
import { metricsTexts } from "../metrics-text";
import { streamTexts } from "../stream-texts";
import type { WebRoute } from "../web-route";

const type = "text/plain; version=0.0.4; charset=utf-8";

/** For Prometheus. */
export const metricsRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/metrics", handle: (_request, reply, context) => streamTexts(reply, metricsTexts(context), type) },
]);
