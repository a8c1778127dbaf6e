import { bundle } from "../simulator/engine/bundle";
import { XsEngine } from "../simulator/engine/xs-engine";
import { createHouse } from "../simulator/house";
import { Scheduler } from "../simulator/scheduler";

export interface TelegramCost {
	/** Name of the virtual meter. */
	readonly meter: string;
	/** Bytes of a telegram. */
	readonly bytes: number;
	/** Steps of the XS interpreter for a telegram that is the same as the one before, for the meter's usual changes, and for the very first. */
	readonly same: number;
	readonly usual: number;
	readonly first: number;
	/** Slots (16 bytes each on the chip) that a usual telegram takes until the collector runs. */
	readonly slots: number;
	/** Milliseconds per usual telegram on this machine. */
	readonly wall: number;
}

const rounds = 200;

/** What a telegram costs in the engine, from its bytes to the SENSOR text. */
export function measureP1(meter: string): Promise<TelegramCost> {
	return measure(meter, "bench/p1-worker.ts", recordP1(meter, rounds + 2), 0);
}

/** The same for an optical port that is pushed to: SML or text. */
export function measureOptical(meter: string): Promise<TelegramCost> {
	return measure(meter, "bench/optical-worker.ts", recordOptical(meter, rounds + 2), 1);
}

/** `header`: bytes before the telegram that are for the worker. */
async function measure(meter: string, worker: string, telegrams: readonly Uint8Array[], header: number): Promise<TelegramCost> {
	const engine = new XsEngine();
	try {
		await engine.evaluate(await bundle(worker));
		const slots: number[] = [];
		let inUse = 0;
		const step = async (bytes: Uint8Array) => {
			const { bytes: text, usage } = await engine.command(bytes);
			if (!text.length)
				throw new Error(`${meter}: a telegram gave nothing`);
			slots.push(usage.heapCount! - inUse);
			inUse = usage.heapCount!;
			return usage.compute!;
		};
		const first = await step(telegrams[0]!);
		let usual = 0, same = 0;
		const start = performance.now();
		for (let round = 1; round <= rounds; round++)
			usual += await step(telegrams[round]!);
		const wall = (performance.now() - start) / rounds;
		// The middle one: where the collector ran in between, the difference is negative.
		const middle = slots.slice(1).sort((a, b) => a - b)[rounds >> 1]!;
		for (let round = 0; round < rounds; round++)
			same += await step(telegrams[rounds]!);
		return {
			meter,
			bytes: telegrams[1]!.length - header,
			same: Math.round(same / rounds),
			usual: Math.round(usual / rounds),
			first,
			slots: middle,
			wall,
		};
	}
	finally {
		engine.close();
	}
}

/** What the meter sends, taken from its wire. */
function recordP1(name: string, count: number): Uint8Array[] {
	const scheduler = new Scheduler();
	const house = createHouse(name, scheduler, 1);
	const { serial, request } = house.ports.p1;
	new request({ pin: 1, mode: "Output", initialValue: 1 });
	const telegrams: Uint8Array[] = [];
	let current: number[] = [];
	const slow = name === "dsmr22";
	new serial({
		receive: 1,
		baud: slow ? 9600 : 115200,
		data: slow ? 7 : 8,
		parity: slow ? "even" : "none",
		invert: { receive: true },
		quiet: 200,
		onReadable() {
			current.push(...new Uint8Array(this.read() as ArrayBuffer));
			const text = String.fromCharCode(...current.slice(-8));
			if (text.includes("!") && text.endsWith("\n")) {
				telegrams.push(Uint8Array.from(current.slice(current.indexOf(0x2F))));
				current = [];
			}
		},
	});
	while (telegrams.length < count)
		scheduler.runUntil(scheduler.now + 1000);
	house.close();
	return telegrams;
}

/** The bursts of a meter that pushes by light, each behind a byte that says which decoder it is for. */
function recordOptical(name: string, count: number): Uint8Array[] {
	const scheduler = new Scheduler();
	const house = createHouse(name, scheduler, 1);
	const isText = name !== "sml";
	const telegrams: Uint8Array[] = [];
	new house.ports.optical.serial({
		receive: 1,
		baud: 9600,
		data: isText ? 7 : 8,
		parity: isText ? "even" : "none",
		quiet: 200,
		onReadable() {
			const bytes = new Uint8Array(this.read() as ArrayBuffer);
			telegrams.push(Uint8Array.of(Number(isText), ...bytes));
		},
	});
	while (telegrams.length < count)
		scheduler.runUntil(scheduler.now + 1000);
	house.close();
	return telegrams;
}
