import type { HouseSpec } from "../../simulator/house-spec";
import { SimulatedDevice } from "./simulated-device";

/** Nanoseconds that an ESP32-C3 takes for one step of the interpreter: see docs/performance.md. */
const chipStep = 170;

export interface PortLoad {
	/** Steps of the XS interpreter in a second, on average. */
	readonly steps: number;
	/** Percent of an ESP32-C3's time. */
	readonly share: number;
}

/** What the firmware's work costs in this house over `seconds`, after everything was found. */
export async function measureLoad(house: HouseSpec, seconds: number, settings: Record<string, string>): Promise<PortLoad> {
	const device = await SimulatedDevice.open(house, { settings });
	try {
		const { machine } = device.simulation;
		await device.run(600);
		machine.steps = 0;
		await device.run(seconds);
		const steps = machine.steps / seconds;
		return { steps: Math.round(steps), share: steps * chipStep / 1e7 };
	}
	finally {
		await device.close();
	}
}
