import { freezeTable } from "../../../protocols/freeze-table";
import type { Broker } from "../../mqtt/mqtt-connection";
import { MqttTrial } from "../../mqtt/mqtt-trial";
import { trustOf } from "../../server-trust";
import { readSetting } from "../../settings/setting-text";
import { type SettingName, settingRow } from "../../settings/settings-schema";
import { describeError } from "../../text";
import { bodyObject } from "../web-body";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** A TLS handshake beside the session's connection takes about as much: bytes of the system's heap, and of the engine's. */
const memoryForTls = 48_000, heapForTls = 18_000;

/** Which member of the body is checked as which setting, and used when the member is not there. */
const fields = freezeTable(
	{ host: "mqttHost", port: "mqttPort", tls: "mqttTls", user: "mqttUser", password: "mqttPassword" } as const satisfies Record<
		string,
		SettingName
	>,
);

type Field = keyof typeof fields;

export const mqttRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "POST", path: "/api/v1/mqtt/test", limit: 1024, handle: test },
]);

function test(request: WebRequest, reply: WebReply, context: WebContext): void {
	const { platform, platform: { mqtt, timers } } = context;
	const broker = brokerOf(bodyObject(request), context);
	const free = platform.freeMemory() ?? Infinity, heap = platform.freeHeap?.(heapForTls) ?? Infinity;
	if (broker.tls && (free < memoryForTls || heap < heapForTls))
		throw new WebError(
			503,
			"there is not enough memory for a second encrypted connection: save the settings and see whether the device connects",
		);
	const trial = new MqttTrial({ timers, hardware: mqtt, broker, onResult: result => reply.json(result) });
	reply.onGone = () => trial.close();
}

function brokerOf(body: Readonly<Record<string, unknown>>, { settings, platform }: WebContext): Broker {
	const value = (field: Field): string | number | boolean => {
		const name = fields[field], given = body[field];
		if (given === undefined)
			return settings.get(name);
		try {
			return readSetting(settingRow(name), String(given));
		}
		catch (error) {
			throw new WebError(422, describeError(error), field);
		}
	};
	const host = String(value("host"));
	if (!host)
		throw new WebError(422, "a name or an address is needed", "host");
	const user = String(value("user"));
	return {
		host,
		port: Number(value("port")),
		tls: value("tls") === true,
		...(user && { user, password: String(value("password")) }),
		...(value("tls") === true && { secure: trustOf(settings.get("authority")) }),
		id: `meterwire_test_${platform.device.mac.slice(-6)}`,
	};
}
