import type { Meter } from "../../meters/meter";
import { civilText, durationText } from "../clock/civil-time";
import type { Clock } from "../clock/clock";
import { freezeTable } from "../../protocols/freeze-table";
import type { MbusService } from "../mbus/mbus-service";
import type { MqttSession } from "../mqtt/mqtt-session";
import type { NetworkStatus } from "../network/network";
import type { DeviceIdentity } from "../platform";
import type { Settings } from "../settings/settings";
import type { ScriptControl } from "./sensor53";
import { sensorMessage } from "./sensor-message";
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
	/** Absent on a board without an M-Bus port. */
	mbus?: MbusService;
	/** What `Sensor53` acts on. */
	script?: ScriptControl;
	/** `0.1.0(meterwire)` */
	version: string;
	bootCount: number;
	/** What `Upgrade` acts on; absent where the build cannot update itself. */
	update?: UpdateControl;
	/** The device has restarted too often and keeps to what it needs to be reached and updated. */
	safeMode?: boolean;
	/** Bytes. */
	freeMemory(): number | undefined;
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

/** One of the answers to `Status`. */
export interface StatusRow {
	/** The command's argument; 0 stands for the answer to any text. */
	readonly number: number;
	/** Not among the answers to `Status 0`. */
	readonly alone?: boolean;
	/** Name of the object in the answer. */
	readonly name: string;
	/** The object as JSON text. */
	compose(facts: DeviceFacts): string;
}

/** The answers to `Status`; a new one is a row here. */
export const statusRows: readonly StatusRow[] = freezeTable([
	{ number: 0, name: "Status", compose: facts => JSON.stringify(statusObject(facts)) },
	{ number: 1, name: "StatusPRM", compose: facts => JSON.stringify(parameterObject(facts)) },
	{ number: 2, name: "StatusFWR", compose: facts => JSON.stringify({ Version: facts.version, Hardware: facts.device.chip }) },
	{ number: 5, name: "StatusNET", compose: facts => JSON.stringify(networkObject(facts)) },
	{ number: 8, name: "StatusSNS", alone: true, compose: statusSensor },
	{ number: 10, name: "StatusSNS", compose: statusSensor },
	{ number: 11, name: "StatusSTS", compose: facts => JSON.stringify(stateObject(facts)) },
]);

function statusSensor(facts: DeviceFacts): string {
	return sensorMessage(facts.clock.local(), facts.meters, { always: true })!;
}

function statusObject({ topics, settings }: DeviceFacts): Json {
	return {
		Module: 0,
		DeviceName: settings.get("deviceName") || topics.topic,
		FriendlyName: [settings.get("deviceName") || topics.topic],
		Topic: topics.topic,
		SensorRetain: settings.get("sensorRetain") ? 1 : 0,
	};
}

function parameterObject({ clock, device, topics, bootCount, safeMode }: DeviceFacts): Json {
	const { epoch, uptime } = clock;
	return {
		GroupTopic: topics.group,
		RestartReason: device.restartReason,
		Uptime: durationText(uptime),
		...(epoch === undefined ? {} : { StartupUTC: civilText(epoch - uptime * 1000) }),
		BootCount: bootCount,
		...(safeMode && { SafeMode: "ON" }),
	};
}

function networkObject({ hostname, network, device }: DeviceFacts): Json {
	return { Hostname: hostname, IPAddress: network.status.address ?? "", Mac: (device.mac.match(/../g) ?? []).join(":") };
}
