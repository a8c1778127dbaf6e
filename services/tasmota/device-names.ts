import { wordsOf } from "../../protocols/text-shape";
import type { Settings } from "../settings/settings";

export interface DeviceNames {
	/** `%topic%` */
	readonly topic: string;
	readonly hostname: string;
	/** MQTT client identifier. */
	readonly client: string;
}

/** The device's names out of the settings: `%06X` is the end of its MAC address, and a host name that is not set comes from the topic. */
export function deviceNames(settings: Settings, mac: string): DeviceNames {
	const expand = (text: string): string => expandMac(text, mac);
	const topic = expand(settings.get("topic"));
	const fromTopic = wordsOf(topic).join("-").slice(0, 32);
	return {
		topic,
		hostname: settings.get("hostname") || fromTopic || `meterwire-${mac.slice(-6)}`,
		client: expand(settings.get("mqttClient")),
	};
}

/** `A1:B2:…` of a MAC address without colons. */
export function colonMac(mac: string): string {
	const octets: string[] = [];
	for (let at = 0; at + 2 <= mac.length; at += 2)
		octets.push(mac.slice(at, at + 2));
	return octets.join(":");
}

/** `%06X` is the end of the MAC address. */
export function expandMac(text: string, mac: string): string {
	return text.split("%06X").join(mac.slice(-6));
}
