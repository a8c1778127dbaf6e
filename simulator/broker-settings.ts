/** Where the firmware is to find its broker. */
export interface BrokerAddress {
	readonly host: string;
	readonly port: number;
	readonly user?: string;
	readonly password?: string;
	readonly tls?: boolean;
}

/** The address in the URL of `--mqtt`. */
export function brokerAddress(url: URL): BrokerAddress {
	const tls = url.protocol === "mqtts:";
	return {
		host: url.hostname.replace(/^\[|\]$/g, ""),
		port: Number(url.port) || (tls ? 8883 : 1883),
		...(url.username && { user: decodeURIComponent(url.username) }),
		...(url.password && { password: decodeURIComponent(url.password) }),
		...(tls && { tls }),
	};
}

/** The firmware's settings for a broker; this is the only place in the simulator that knows their names. */
export function brokerSettings({ host, port, user, password, tls }: BrokerAddress): Record<string, string> {
	return {
		mqttHost: host,
		mqttPort: String(port),
		...(user !== undefined && { mqttUser: user }),
		...(password !== undefined && { mqttPassword: password }),
		...(tls && { mqttTls: "true" }),
	};
}
