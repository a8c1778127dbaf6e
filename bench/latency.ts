import { SimulatedDevice } from "../test/support/simulated-device";
import { Probe } from "../simulator/wire/probe";

export interface Latency {
	readonly meter: string;
	/** Milliseconds of virtual time from the last edge of a telegram to its PUBLISH: least, middle, most. */
	readonly least: number;
	readonly median: number;
	readonly most: number;
}

/**
 * How long after a telegram's last edge its SENSOR message leaves. `stepTime`: nanoseconds that the simulated chip takes for one step of the
 * interpreter; 0 leaves only what the wire and the timers cost.
 */
export async function measureLatency(meter: string, stepTime: number): Promise<Latency> {
	const device = await SimulatedDevice.open(meter, { settings: { publishInterval: "0", telePeriod: "0" }, stepTime });
	const probe = new Probe(device.house.ports.p1.dataWire);
	try {
		await device.run(meter === "belgian" ? 120 : 400);
		const { edges } = probe;
		const times: number[] = [];
		let last = 0;
		for (const { t } of device.sensors.slice(2)) {
			const now = t * 1000;
			while (last + 1 < edges.length && edges[last + 1]!.time <= now)
				last++;
			times.push(now - edges[last]!.time);
		}
		times.sort((a, b) => a - b);
		return { meter, least: times[0]!, median: times[times.length >> 1]!, most: times[times.length - 1]! };
	}
	finally {
		await device.close();
	}
}
