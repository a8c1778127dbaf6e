import { Random } from "../../simulator/random";
import { SimulatedDevice } from "./simulated-device";

export interface StalledResult {
	/** Telegrams that the meter sent, and SENSOR messages that came of them. */
	readonly sent: number;
	readonly published: number;
	/** Messages whose values differ from the meter's. */
	readonly wrong: number;
	/** After the first 1000 telegrams. */
	readonly slotsAtStart: number;
	readonly slotsAtEnd: number;
}

const longestStall = 80;

/**
 * The Hungarian meter's telegrams on the exact line while the machine is stalled at random, up to 80 ms at a time, again and again around each
 * telegram: nothing may be lost, because the UART's ring holds a whole one.
 */
export async function readWhileStalled(telegrams: number): Promise<StalledResult> {
	const device = await SimulatedDevice.open({ p1: { meter: "sx631", frozen: true } }, {
		settings: { publishInterval: "0", telePeriod: "0" },
	});
	const { simulation, house } = device;
	const { scheduler, machine } = simulation;
	const random = new Random(86_400);
	const { period } = house.ports.p1.meter!.model;
	let sensors = 0, wrong = 0, truth = "", status = "";
	try {
		await device.run(15);
		const first = device.sensors[0]!;
		truth = JSON.stringify(first.object.P1);
		device.events.length = 0;
		const stall = () => {
			machine.stall(random.next() * longestStall);
			// Around a telegram one stall follows another; between telegrams the machine rests.
			const phase = scheduler.now % period;
			const next = phase > 1_500 ? period - phase + 850 + random.next() * 100 : longestStall + random.next() * 20;
			scheduler.after(next, stall);
		};
		scheduler.after(0, stall);
		let slotsAtStart = 0;
		for (let left = telegrams; left > 0; left -= 1000) {
			await device.run(Math.min(left, 1000) * period / 1000);
			// Only now has everything been made that is made when it is first used: the first hour's records, a message of each kind.
			slotsAtStart ||= await machine.liveSlots() ?? 0;
			for (const { object } of device.sensors) {
				sensors++;
				if (JSON.stringify(object.P1) !== truth)
					wrong++;
			}
			status = device.events.map(event => event.event === "exception" ? event.text : "").join("");
			device.events.length = 0;
			if (status)
				throw new Error(status);
		}
		return { sent: telegrams, published: sensors, wrong, slotsAtStart, slotsAtEnd: await machine.liveSlots() ?? 0 };
	}
	finally {
		await device.close();
	}
}
