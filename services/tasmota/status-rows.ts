import { freezeTable } from "../../protocols/freeze-table";
import { civilText, durationText } from "../clock/civil-time";
import { colonMac, deviceNames } from "./device-names";
import { type DeviceFacts, stateObject } from "./device-messages";
import { sensorMessage } from "./sensor-message";
import { timeZoneValue } from "./time-zone-command";

type Json = Record<string, unknown>;

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

/** Longest message and keep-alive time of the connection to the broker, as `mqtt/` has them. */
const packetSize = 4096, keepAlive = 30;

/** The answers to `Status`; a new one is a row here. There is no 9: it is of devices that switch a load, and an error on all others. */
export const statusRows: readonly StatusRow[] = freezeTable([
	{ number: 0, name: "Status", compose: facts => JSON.stringify(statusObject(facts)) },
	{ number: 1, name: "StatusPRM", compose: facts => JSON.stringify(parameterObject(facts)) },
	{ number: 2, name: "StatusFWR", compose: facts => JSON.stringify({ Version: facts.version, Hardware: facts.device.chip }) },
	{ number: 3, name: "StatusLOG", compose: facts => JSON.stringify(logObject(facts)) },
	{ number: 4, name: "StatusMEM", compose: facts => JSON.stringify(memoryObject(facts)) },
	{ number: 5, name: "StatusNET", compose: facts => JSON.stringify(networkObject(facts)) },
	{ number: 6, name: "StatusMQT", compose: facts => JSON.stringify(mqttObject(facts)) },
	{ number: 7, name: "StatusTIM", compose: facts => JSON.stringify(timeObject(facts)) },
	{ number: 8, name: "StatusSNS", alone: true, compose: statusSensor },
	{ number: 10, name: "StatusSNS", compose: statusSensor },
	{ number: 11, name: "StatusSTS", compose: facts => JSON.stringify(stateObject(facts)) },
]);

function statusSensor(facts: DeviceFacts): string {
	return sensorMessage(facts.clock.local(), facts.meters, { always: true })!;
}

function statusObject({ topics, settings, refused }: DeviceFacts): Json {
	return {
		Module: 0,
		DeviceName: settings.get("deviceName") || topics.topic,
		FriendlyName: [settings.get("deviceName") || topics.topic],
		Topic: topics.topic,
		Power: 0,
		SensorRetain: settings.get("sensorRetain") ? 1 : 0,
		InfoRetain: 0,
		StateRetain: 0,
		StatusRetain: 0,
		...(refused?.size && { PortErrors: Object.fromEntries(refused) }),
	};
}

function parameterObject({ clock, device, topics, bootCount, update, safeMode }: DeviceFacts): Json {
	const { epoch, uptime } = clock;
	return {
		GroupTopic: topics.group,
		OtaUrl: update?.url ?? "",
		RestartReason: device.restartReason,
		Uptime: durationText(uptime),
		...(epoch === undefined ? {} : { StartupUTC: civilText(epoch - uptime * 1000) }),
		BootCount: bootCount,
		...(safeMode && { SafeMode: "ON" }),
	};
}

function logObject({ settings }: DeviceFacts): Json {
	return { SSId: [settings.get("wifiSsid"), ""], TelePeriod: settings.get("telePeriod") };
}

/** In KiB. Beyond Tasmota: what is left to JavaScript, and what the web server has refused for want of it. */
function memoryObject(facts: DeviceFacts): Json {
	const memory = facts.freeMemory(), { free, refused = 0 } = facts.engineMemory?.() ?? {};
	return {
		...(memory !== undefined && { Heap: Math.floor(memory / 1024) }),
		...(free !== undefined && { FreeHeap: Math.floor(free / 1024), WebRefused: refused }),
	};
}

function networkObject({ hostname, network, device, troubles }: DeviceFacts): Json {
	return { Hostname: hostname, IPAddress: network.status.address ?? "", Mac: colonMac(device.mac), ...troubles?.() };
}

function mqttObject({ settings, device, session }: DeviceFacts): Json {
	return {
		MqttHost: settings.get("mqttHost"),
		MqttPort: settings.get("mqttPort"),
		MqttClientMask: settings.get("mqttClient"),
		MqttClient: deviceNames(settings, device.mac).client,
		MqttUser: settings.get("mqttUser"),
		MqttCount: session.counters.connects,
		MAX_PACKET_SIZE: packetSize,
		KEEPALIVE: keepAlive,
	};
}

function timeObject({ clock, settings }: DeviceFacts): Json {
	return {
		...(clock.epoch === undefined ? {} : { UTC: `${civilText(clock.epoch)}Z` }),
		Local: clock.local(),
		Timezone: timeZoneValue(settings),
	};
}
