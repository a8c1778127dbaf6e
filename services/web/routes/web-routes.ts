import { freezeTable } from "../../../protocols/freeze-table";
import type { WebRoute } from "../web-route";
import { commandRoutes } from "./command-routes";
import { backupRoutes } from "./backup-routes";
import { deviceRoutes } from "./device-routes";
import { historyRoutes } from "./history-routes";
import { liveRoutes } from "./live-routes";
import { mbusRoutes } from "./mbus-routes";
import { metricsRoutes } from "./metrics-routes";
import { portRoutes } from "./port-routes";
import { scriptRoutes } from "./script-routes";
import { sessionRoutes } from "./session-routes";
import { settingsRoutes } from "./settings-routes";
import { updateRoutes } from "./update-routes";
import { mqttRoutes } from "./mqtt-routes";
import { networkRoutes } from "./network-routes";

/** All addresses of the device. Each file of this folder has a table of its own; a new one is a line here. */
export const webRoutes: readonly WebRoute[] = freezeTable([
	...sessionRoutes,
	...liveRoutes,
	...portRoutes,
	...mbusRoutes,
	...scriptRoutes,
	...metricsRoutes,
	...settingsRoutes,
	...commandRoutes,
	...deviceRoutes,
	...updateRoutes,
	...networkRoutes,
	...mqttRoutes,
	...backupRoutes,
	...historyRoutes,
]);
