import type { MqttSession } from "../mqtt/mqtt-session";
import type { UpdateStatus } from "../update/update";
import { colonMac } from "./device-names";
import type { DiscoveryFacts } from "./discovery-facts";
import type { TasmotaTopics } from "./tasmota-topics";

export interface UpdateMessagesOptions {
	readonly session: Pick<MqttSession, "state" | "publish">;
	readonly topics: TasmotaTopics;
	readonly update: { readonly status: UpdateStatus; };
}

const last = "UPDATE";

/** `tele/<topic>/UPDATE`, retained: which version runs, which is there, how far an update is, in the form of Home Assistant's update entity. */
export class UpdateMessages {
	readonly #options: UpdateMessagesOptions;
	#sent = "";

	constructor(options: UpdateMessagesOptions) {
		this.#options = options;
	}

	connected(): void {
		this.#sent = "";
		this.changed();
	}

	changed(): void {
		const { session, topics, update } = this.#options;
		const text = JSON.stringify(message(update.status));
		if (session.state !== "connected" || text === this.#sent)
			return;
		this.#sent = text;
		session.publish(topics.tele(last), text, { retain: true });
	}
}

function message({ version, available, state, progress, error, rolledBack }: UpdateStatus): object {
	const busy = state === "receiving" || state === "verifying" || state === "restarting";
	return {
		installed_version: version,
		latest_version: available?.version ?? version,
		title: "Meterwire",
		release_summary: available?.notes ?? "",
		in_progress: busy,
		update_percentage: busy ? progress : null,
		state,
		error,
		rolled_back: rolledBack,
	};
}

/** Topic and text of the update entity's announcement (Home Assistant, "MQTT Update"). */
export function updateDiscovery({ topics, device, settings, version }: DiscoveryFacts): [string, string] {
	const { mac } = device;
	return [
		`homeassistant/update/${mac}/firmware/config`,
		JSON.stringify({
			name: "Firmware",
			unique_id: `${mac}_firmware`,
			device_class: "firmware",
			state_topic: topics.tele(last),
			command_topic: topics.command("Upgrade"),
			payload_install: "1",
			availability_topic: topics.tele("LWT"),
			payload_available: "Online",
			payload_not_available: "Offline",
			device: {
				identifiers: [mac],
				// The same device as in Home Assistant's Tasmota integration.
				connections: [["mac", colonMac(mac)]],
				name: settings.get("deviceName") || topics.topic,
				model: device.board,
				sw_version: version,
			},
		}),
	];
}
