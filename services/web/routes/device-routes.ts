import { freezeTable } from "../../../protocols/freeze-table";
import { version } from "../../version";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** The device itself. */
export const deviceRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/device", handle: tellDevice },
	{ method: "POST", path: "/api/v1/restart", handle: restart },
]);

function tellDevice(_request: WebRequest, reply: WebReply, context: WebContext): void {
	const { platform, settings, clock, mqtt, influx, announcer, bootCount } = context;
	const { device } = platform;
	const { epoch } = clock;
	reply.json({
		name: context.hostname,
		board: device.board,
		chip: device.chip,
		mac: device.mac,
		version,
		uptime: Math.floor(clock.uptime),
		restartReason: device.restartReason,
		bootCount,
		freeMemory: platform.freeMemory() ?? null,
		freeHeap: context.server.memory.free ?? null,
		shortOfMemory: context.server.memory.refused,
		time: epoch === undefined ? null : Math.floor(epoch / 1000),
		mqtt: { state: mqtt.state, host: settings.get("mqttHost"), lastError: mqtt.counters.lastError },
		influx: influx.status,
		mdns: { name: announcer.name ?? null, faults: announcer.faults, lastError: announcer.lastError },
		counters: mqtt.counters,
	});
}

function restart(_request: WebRequest, reply: WebReply, context: WebContext): void {
	reply.json({});
	context.restartSoon();
}
