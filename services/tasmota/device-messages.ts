import type { Meter } from "../../meters/meter";
import { durationText } from "../clock/civil-time";
import type { Clock } from "../clock/clock";
import type { MbusService } from "../mbus/mbus-service";
import type { MqttSession } from "../mqtt/mqtt-session";
import type { NetworkStatus } from "../network/network-status";
import type { DeviceIdentity } from "../platform";
import type { Settings } from "../settings/settings";
import type { ScriptControl } from "./sensor53";
import type { TasmotaTopics } from "./tasmota-topics";
import type { UpdateControl } from "./update-control";

/** What the device can tell of itself. */
export interface DeviceFacts {
	clock: Pick<Clock, "local" | "epoch" | "uptime">;
	session: Pick<MqttSession, "counters">;
	network: { readonly status: NetworkStatus; };
	settings: Settings;
	topics: TasmotaTopics;
	device: DeviceIdentity;
	hostname: string;
	meters: readonly Meter[];
	/** Ports that are shut although they are switched on, each with the reason in words. */
	refused?: ReadonlyMap<string, string>;
	/** `undefined` on a board without an M-Bus port, and while a script has it. */
	mbus?(): MbusService | undefined;
	/** What `Sensor53` acts on. */
	script?: ScriptControl;
	/** `0.1.0(meterwire)` */
	version: string;
	bootCount: number;
	/** What `Upgrade` acts on; absent where the build cannot update itself. */
	update?: UpdateControl;
	/** The device has restarted too often and keeps to what it needs to be reached and updated. */
	safeMode?: boolean;
	/** What is wrong with services that have no message of their own, by name. */
	troubles?(): Readonly<Record<string, string>>;
	/** Bytes. */
	freeMemory(): number | undefined;
	/** The same of the engine's own memory, and what the web server has refused for want of it. */
	engineMemory?(): { readonly free: number | undefined; readonly refused: number; } | undefined;
}

type Json = Record<string, unknown>;

/** INFO1 … INFO3, sent once after a start. */
export function infoMessages(facts: DeviceFacts): string[] {
	const { topics, device } = facts;
	return [
		{ Info1: { Module: device.board, Version: facts.version, FallbackTopic: topics.fallbackBase, GroupTopic: topics.groupBase } },
		{ Info2: { WebServerMode: "Admin", Hostname: facts.hostname, IPAddress: facts.network.status.address ?? "" } },
		{ Info3: { RestartReason: device.restartReason, BootCount: facts.bootCount } },
	].map(message => JSON.stringify(message));
}

/** STATE. What the device does not know is left out. */
export function stateObject(facts: DeviceFacts): Json {
	const { clock, network, session } = facts;
	const status = network.status;
	const memory = facts.freeMemory();
	return {
		Time: clock.local(),
		Uptime: durationText(clock.uptime),
		UptimeSec: Math.floor(clock.uptime),
		...(memory === undefined ? {} : { Heap: Math.floor(memory / 1024) }),
		...(facts.safeMode && { SafeMode: "ON" }),
		MqttCount: session.counters.connects,
		...(status.kind === "wifi" ? { Wifi: wifiObject(status) } : {}),
		Hostname: facts.hostname,
		IPAddress: status.address ?? "",
	};
}

/** `Signal` in dBm, `RSSI` in percent as Tasmota counts it. */
function wifiObject({ SSID, BSSID, channel, RSSI, linkCount, downtime }: NetworkStatus): Json {
	return {
		AP: 1,
		SSId: SSID ?? "",
		...(BSSID === undefined ? {} : { BSSId: BSSID }),
		...(channel === undefined ? {} : { Channel: channel }),
		...(RSSI === undefined ? {} : { RSSI: Math.min(100, Math.max(0, 2 * (RSSI + 100))), Signal: RSSI }),
		LinkCount: linkCount,
		Downtime: durationText(downtime),
	};
}
