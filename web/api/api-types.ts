/* What the device answers: docs/api.md. */

export interface SessionAnswer {
	readonly passwordSet: boolean;
	readonly loggedIn: boolean;
	readonly csrf: string | null;
	/** The device is its own access point. */
	readonly portal: boolean;
	/** Network and update only, after restarts in a row. */
	readonly safeMode: boolean;
	readonly name: string;
	readonly version: string;
	readonly board: string;
	readonly language: string;
}

export interface MeterValue {
	readonly name: string;
	readonly value: string;
	readonly unit?: string;
}

export interface LiveMeter {
	readonly name: string;
	readonly port: string;
	readonly state: "waiting" | "ok" | "silent";
	/** Seconds since the last good telegram. */
	readonly age: number | null;
	readonly interval?: number;
	readonly identity?: { readonly id?: string; readonly manufacturer?: string; readonly model?: string; };
	readonly values: readonly MeterValue[];
}

export interface LiveAnswer {
	readonly time: number | null;
	readonly meters: readonly LiveMeter[];
}

export type Level = "error" | "warning" | "good";

export interface PortState {
	readonly port: string;
	readonly meter: string;
	readonly detected: string;
	readonly activity?: string;
	readonly note?: string;
	readonly bytes: number;
	readonly bytesPerSecond: number;
	readonly faults: Readonly<Record<string, number>>;
	readonly decoder: Readonly<Record<string, number>>;
	readonly lastError: string;
	readonly age: number | null;
	readonly diagnosis: readonly { readonly code: string; readonly level: Level; }[];
}

export interface Explanation {
	/** Characters of the telegram's `data`. */
	readonly at: number;
	readonly length: number;
	readonly text: string;
}

export interface Telegram {
	readonly time: number | null;
	readonly good: boolean;
	readonly error?: string;
	readonly form: "text" | "hex";
	readonly data: string;
	readonly explanation: readonly Explanation[];
}

export interface MbusMeter {
	readonly address: string;
	readonly name: string;
	readonly configured: boolean;
	readonly present?: boolean;
	readonly id?: string;
	readonly manufacturer?: string;
	readonly medium?: string;
	readonly version?: number;
	readonly baud?: number;
	readonly interval?: number;
	readonly keySet?: boolean;
	readonly state?: string;
	readonly age?: number | null;
}

export interface MbusAnswer {
	readonly scan: {
		readonly running: boolean;
		readonly kind?: string;
		readonly progress: number;
		readonly text: string;
		readonly found: number;
	};
	readonly meters: readonly MbusMeter[];
}

/** One meter of `PUT /api/v1/mbus/meters`. */
export interface MbusEntry {
	address: string;
	name: string;
	baud?: number;
	interval?: number;
	key?: string;
}

export interface ScriptNote {
	readonly line: number;
	readonly column?: number;
	readonly message: string;
}

export interface ScriptMeter {
	readonly number: number;
	readonly type: string;
	readonly port: string;
	readonly prefix: string;
	readonly lines: number;
}

export interface ScriptAnswer {
	readonly text: string;
	readonly previous: string;
	readonly meters: readonly ScriptMeter[];
}

export interface ScriptCheck {
	readonly errors: readonly ScriptNote[];
	readonly warnings: readonly ScriptNote[];
	readonly meters: readonly ScriptMeter[];
	readonly restart?: boolean;
}

export interface Setting {
	readonly name: string;
	readonly group: string;
	readonly type: "text" | "number" | "boolean";
	readonly value?: string | number | boolean;
	readonly default?: string | number | boolean;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly unit?: string;
	/** Stands for a number outside the range. */
	readonly word?: string;
	readonly choices?: readonly string[];
	readonly required?: boolean;
	readonly secret?: boolean;
	/** A secret has a value. */
	readonly set?: boolean;
	readonly restart?: boolean;
	readonly help: string;
}

export interface NetworkAnswer {
	readonly kind: "wifi" | "ethernet";
	readonly state: string;
	readonly ssid: string;
	readonly address: string;
	readonly rssi?: number | null;
	readonly mac: string;
	readonly hostname: string;
	readonly portal: { readonly active: boolean; readonly ssid: string; };
	readonly trying: { readonly ssid: string; readonly state: "connecting" | "connected" | "failed"; readonly error?: string; } | null;
	readonly lastError: string;
}

export interface FoundNetwork {
	readonly ssid: string;
	readonly rssi: number;
	readonly secure: boolean;
}

export interface MqttTest {
	readonly ok: boolean;
	readonly step?: string;
	readonly error?: string;
}

export interface Series {
	readonly meter: string;
	readonly value: string;
	readonly unit?: string;
}

export interface HistoryRow {
	readonly time: number;
	/** `null`: not known. */
	readonly amount: string | null;
	readonly total: string | null;
}

export interface UpdateAnswer {
	readonly version: string;
	readonly state: "idle" | "checking" | "receiving" | "verifying" | "restarting" | "confirming";
	readonly progress: number;
	readonly error: string;
	readonly available: { readonly version: string; readonly notes?: string; } | null;
	readonly rolledBack: string;
	/** While `confirming`: what the new version still has to show. */
	readonly missing: string;
	readonly slot: string;
	readonly channel: string;
}

export interface DeviceAnswer {
	readonly name: string;
	readonly board: string;
	readonly chip: string;
	readonly mac: string;
	readonly version: string;
	readonly uptime: number;
	readonly restartReason: string;
	readonly bootCount: number;
	readonly freeMemory: number | null;
	/** What is left to JavaScript alone. */
	readonly freeHeap: number | null;
	readonly time: number | null;
	readonly mqtt: { readonly state: string; readonly host: string; readonly lastError: string; };
	readonly influx: { readonly state: string; readonly lastError: string; };
	readonly counters: Readonly<Record<string, unknown>>;
}

export interface LogLine {
	readonly time: number | null;
	readonly text: string;
}
