import type { Clock } from "../clock/clock";
import type { Meters } from "../meters";
import type { MqttSession } from "../mqtt/mqtt-session";
import type { Network } from "../network/network";
import type { Platform } from "../platform";
import type { Settings } from "../settings/settings";
import type { UpdateControl } from "./routes/update-routes";
import type { WebEvents } from "./web-route";

/** What routes act on: the device's services. A service with routes of its own is one member more, filled in by `Firmware`. */
export interface WebContext {
	readonly platform: Platform;
	readonly settings: Settings;
	readonly clock: Clock;
	readonly network: Network;
	readonly mqtt: MqttSession;
	readonly meters: Meters;
	readonly events: WebEvents;
	readonly update: UpdateControl;
	/** Name in the network, without domain. */
	readonly hostname: string;
	readonly bootCount: number;
	/** One line for the console and the page's log. */
	log(text: string): void;
	/** Says good-bye to the broker and restarts, a moment later so that the answer gets out. */
	restartSoon(): void;
}
