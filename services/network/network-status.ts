import type { TrialStatus } from "./wifi-trial";

/** `off`: not started, or there is nothing to connect to. `waiting`: the next attempt is a matter of time. */
export type NetworkState = "off" | "connecting" | "online" | "waiting";

/** What STATE and the page show. Absent where the interface does not tell. */
export interface NetworkStatus {
	readonly kind: "wifi" | "ethernet";
	readonly state: NetworkState;
	readonly address?: string;
	readonly SSID?: string;
	readonly BSSID?: string;
	readonly channel?: number;
	/** dBm. */
	readonly RSSI?: number;
	/** How often the link came about. */
	readonly linkCount: number;
	/** Seconds without a link since the start. */
	readonly downtime: number;
	readonly lastError: string;
	/** The last attempt with other credentials. */
	readonly trying?: TrialStatus | undefined;
}
