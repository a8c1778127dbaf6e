import type { MeterTime, Reading } from "../reading";
import type { ServerId } from "./server-id";

/** What was read of one SML file so far. */
export interface SmlContent {
	server?: ServerId;
	time?: MeterTime;
	readonly readings: Reading[];
	/** Status words by register. */
	readonly status: Map<string, number | bigint>;
	readonly warnings: string[];
	/** Names of the check sums that the messages' proved to be. */
	readonly checks: string[];
}
