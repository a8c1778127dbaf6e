import { SimulatedDevice } from "../test/support/simulated-device";

export interface Heap {
	/** Slots in use (16 bytes each on the chip, 32 on a PC) after the start and after so many telegrams. */
	readonly afterStart: number;
	readonly telegrams: number;
	readonly afterTelegrams: number;
	/** Bytes that the engine took from the system, then and then. */
	readonly bytesAfterStart: number;
	readonly bytesAfterTelegrams: number;
}

/** Whether the firmware grows: the Belgian meter sends a telegram each second. */
export async function measureHeap(telegrams: number): Promise<Heap> {
	const device = await SimulatedDevice.open("belgian", { settings: { publishInterval: "0" } });
	try {
		await device.run(60);
		const { machine } = device.simulation;
		const slotsAtStart = await machine.liveSlots(), start = machine.usage;
		await device.run(telegrams);
		const slotsAtEnd = await machine.liveSlots(), end = machine.usage;
		return {
			afterStart: slotsAtStart ?? 0,
			telegrams,
			afterTelegrams: slotsAtEnd ?? 0,
			bytesAfterStart: start.allocate ?? 0,
			bytesAfterTelegrams: end.allocate ?? 0,
		};
	}
	finally {
		await device.close();
	}
}
