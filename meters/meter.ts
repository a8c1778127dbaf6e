import type { SerialFaults } from "../drivers/serial";
import type { DecoderCounters, MeterIdentity } from "../protocols/reading";

/**
 * `waiting`: nothing was read since the start. `ok`: the last telegram is as old as it may be. `silent`: no telegram came for longer
 * than the meter's interval allows; its values are withheld until the next one.
 */
export type MeterState = "waiting" | "ok" | "silent";

/** What one port knows about itself: shown on the page, in STATUS and in the log. Counters only grow. */
export interface PortStatus {
	/** `p1`, `optical`, … */
	readonly port: string;
	/** What was detected, in words: `115200 8N1, inverted`. Empty while nothing was. */
	readonly detected: string;
	/** What the port does just now, where there is something to tell. */
	readonly activity?: string;
	/** What its owner should know about the meter: it waits for its PIN, it runs on a battery. */
	readonly note?: string;
	readonly bytes: number;
	readonly faults: Readonly<SerialFaults>;
	readonly decoder: Readonly<DecoderCounters>;
	/** The last fault in one line; empty when there was none. */
	readonly lastError: string;
	/** Milliseconds since the last good telegram; `undefined` before the first. */
	readonly age: number | undefined;
}

/** One meter as the services see it: something that has readings to publish. */
export interface Meter {
	/** Key of the meter's own object in the SENSOR message, e.g. `P1`. */
	readonly name: string;
	readonly state: MeterState;
	readonly identity: MeterIdentity;
	readonly status: PortStatus;
	/**
	 * The meter's members of the SENSOR object, without the outer braces: `"P1":{"Power":428},"Gas":{"Volume":435.247}`. `undefined` while
	 * there is nothing to say: nothing was read yet, or the meter is silent.
	 */
	sensor(): string | undefined;
	/** The same with all names that there will be, also of what was not read yet; only where they are known beforehand. */
	names?(): string | undefined;
	/** Unit of the value with this name, where the meter and not the name decides on it. */
	unitOf?(name: string): string | undefined;
	/** Every raw byte as it comes, for a second reader; good only until the callback returns. Returns the function that ends it. */
	listen?(onData: (bytes: Uint8Array) => void): () => void;
	close(): void;
}

export interface MeterEvents {
	/** New readings are there. Called once per telegram. */
	onUpdate(meter: Meter): void;
	/** `state` has changed. */
	onState?(meter: Meter): void;
	/** One line for the log: what was detected, what went wrong. */
	onLog?(meter: Meter, text: string): void;
}
