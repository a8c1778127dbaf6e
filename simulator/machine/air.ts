/** A Wi-Fi network in reach of the house. */
export interface VirtualAccessPoint {
	readonly SSID: string;
	/** Absent: an open network. */
	readonly password?: string;
	/** dBm at the chip. Below −90 the chip hears it and cannot join. */
	readonly RSSI: number;
	readonly channel: number;
	/** False: nobody gives out addresses. */
	readonly addresses?: boolean;
}

/** What `wifi_err_reason_t` of ESP-IDF calls what goes wrong. */
export const reasons = Object.freeze({ leave: 8, handshake: 15, beacon: 200, notFound: 201, connection: 205, authMode: 211 });

export const houseNetwork: VirtualAccessPoint = Object.freeze({ SSID: "Simulator", password: "simulator", RSSI: -57, channel: 6 });

/** What a scan of the house finds. */
export const usualAir: readonly VirtualAccessPoint[] = Object.freeze([
	houseNetwork,
	Object.freeze({ SSID: "Guest", RSSI: -63, channel: 6 }),
	Object.freeze({ SSID: "No addresses", password: "simulator", RSSI: -70, channel: 1, addresses: false }),
	Object.freeze({ SSID: "Neighbour", password: "known only to them", RSSI: -81, channel: 11 }),
	Object.freeze({ SSID: "Far away", password: "simulator", RSSI: -93, channel: 3 }),
]);

/** Why a chip with this password is not let in; 0: it is. */
export function refusal(point: VirtualAccessPoint | undefined, password: string | undefined): number {
	if (!point)
		return reasons.notFound;
	if (point.RSSI < -90)
		return reasons.connection;
	if (!point.password)
		return 0;
	if (!password)
		return reasons.authMode;
	return password === point.password ? 0 : reasons.handshake;
}
