import { entry, integer, obis, octets, secondIndex, serverId, telegram, unsigned } from "../../support/sml-builder";

export const WATT = 27;
export const WATT_HOUR = 30;

/** A meter with maker, number, energy both ways and power, as the common German ones send. */
export function commonMeter(energy = 20_431_047, power = 193): Uint8Array {
	const server = serverId("ISK", 75_126_084);
	return telegram(server, [
		entry({ name: obis("1-0:96.50.1*1"), value: octets("ISK") }),
		entry({ name: obis("1-0:96.1.0*255"), value: octets(server) }),
		entry({ name: obis("1-0:1.8.0*255"), status: unsigned(0x1C0104, 4), unit: WATT_HOUR, scaler: -1, value: unsigned(energy, 5) }),
		entry({ name: obis("1-0:2.8.0*255"), unit: WATT_HOUR, scaler: -1, value: unsigned(0, 1) }),
		entry({ name: obis("1-0:16.7.0*255"), unit: WATT, scaler: 0, value: integer(power, 2) }),
	], { time: secondIndex(53_782_327) });
}

/** A meter of a maker with energy (whose status word is given) and power. */
export function meterOf(
	manufacturer: string,
	serial: number,
	status: number,
	power: readonly number[],
	{ name = "1-0:16.7.0*255", scaler = 0 } = {},
): Uint8Array {
	return telegram(serverId(manufacturer, serial), [
		entry({ name: obis("1-0:1.8.0*255"), status: unsigned(status, 4), unit: WATT_HOUR, scaler: -1, value: unsigned(1, 4) }),
		entry({ name: obis(name), unit: WATT, scaler, value: power }),
	]);
}
