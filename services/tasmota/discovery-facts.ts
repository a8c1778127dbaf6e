import type { Meter } from "../../meters/meter";
import type { DeviceFacts } from "./device-messages";

/** One meter with all names that it has. */
export interface DiscoveredMeter {
	readonly meter: Meter;
	/** Its members of the SENSOR object with all names: `"P1":{"Power":0}`. */
	readonly members: string;
	/** Its number as Home Assistant knows it; empty: none. */
	readonly id: string;
}

/** What both kinds of discovery are made of. */
export interface DiscoveryFacts extends DeviceFacts {
	readonly meters: readonly Meter[];
}

/** Retained messages by topic. */
export type Announcements = Map<string, string>;
