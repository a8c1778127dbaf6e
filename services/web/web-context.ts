import type { Clock } from "../clock/clock";
import type { History } from "../history/history";
import type { InfluxPush } from "../influx/influx-push";
import type { Meters } from "../meters";
import type { MqttSession } from "../mqtt/mqtt-session";
import type { Announcer } from "../network/announcer";
import type { Network } from "../network/network";
import type { NetworkSetup } from "../network/network-setup";
import type { Platform } from "../platform";
import type { Settings } from "../settings/settings";
import type { PortWatch } from "./port-watch";
import type { EventHub } from "./event-hub";
import type { TelegramCapture } from "./telegram-capture";
import type { WebAccess } from "./web-access";
import type { WebLog } from "./web-log";
import type { WebServer } from "./web-server";
import type { UpdateControl } from "./routes/update-routes";

/** What routes act on: the device's services. A service with routes of its own is one member more, filled in by `Firmware`. */
export interface WebContext {
	readonly platform: Platform;
	readonly settings: Settings;
	readonly clock: Clock;
	readonly network: Network;
	readonly setup: NetworkSetup;
	/** Absent on a board without room for it. */
	readonly history?: History | undefined;
	readonly mqtt: MqttSession;
	readonly influx: Pick<InfluxPush, "status">;
	readonly meters: Meters;
	readonly events: EventHub;
	readonly access: WebAccess;
	readonly server: WebServer;
	readonly ports: PortWatch;
	readonly capture: TelegramCapture;
	/** The last lines of the log. */
	readonly lines: WebLog;
	readonly update: UpdateControl;
	/** Name in the network, without domain. */
	readonly hostname: string;
	/** Its name in `.local`, as `Announcer` has it. */
	localName(): string | undefined;
	readonly announcer: Pick<Announcer, "name" | "faults" | "lastError">;
	readonly bootCount: number;
	/** Network and update only, after restarts in a row. */
	readonly safeMode: boolean;
	/** Address of the device's own access point, while it is one. */
	portal(): string | undefined;
	/** Runs a command of Tasmota's as it is typed, `Status 8`; returns its answer as JSON text. `Telemetry` does. */
	command(text: string): string;
	/** Back to what the device was out of the box, as far as the next start. */
	eraseAll(): void;
	/** One line for the console and the page's log. */
	log(text: string): void;
	/** Says good-bye to the broker and restarts, a moment later so that the answer gets out. */
	restartSoon(): void;
}
