import assert from "node:assert/strict";
import { test } from "node:test";
import type { EncoderFault, EncoderModel } from "../../simulator/encoder/encoder-model";
import { mbusSamples, scrSamples } from "../support/encoder-samples";
import { SimulatedDevice } from "../support/simulated-device";

type Entry = Record<string, unknown>;

/** One meter on the plug whose telegrams are exchanged between reads, on XS. */
class Reader {
	readonly device: SimulatedDevice;
	#told = 0;

	private constructor(device: SimulatedDevice) {
		this.device = device;
	}

	static async open(meter: string, mode: string): Promise<Reader> {
		const device = await SimulatedDevice.open({ encoder: { meter, flow: 0 } }, {
			settings: { encoderInterval: "60", telePeriod: "10", publishInterval: "off" },
		});
		// What an earlier search has found: this is about what comes after it.
		device.simulation.storage.set("encoderMode", mode);
		await device.run(45);
		return new Reader(device);
	}

	get model(): EncoderModel {
		return this.#meter.model;
	}

	/** What stands in the newest SENSOR message. */
	get entry(): Entry | undefined {
		return this.device.sensors.at(-1)?.object["Encoder"];
	}

	/** What has been logged since this was asked last. */
	get told(): string {
		const lines = this.device.events.flatMap(event => event.event === "log" ? [event.text] : []);
		const text = lines.slice(this.#told).join("\n");
		this.#told = lines.length;
		return text;
	}

	/** Long enough for a read. */
	async next(): Promise<void> {
		await this.device.run(75);
	}

	/** Long enough for a read that fails twice, and not for the third, after which it would search. */
	async failing(): Promise<void> {
		await this.device.run(115);
	}

	async with(faults: readonly EncoderFault[], look: () => void): Promise<void> {
		for (const fault of faults)
			this.#meter.setFault(fault, true);
		void this.told;
		await this.failing();
		look();
		for (const fault of faults)
			this.#meter.setFault(fault, false);
		await this.next();
	}

	async close(): Promise<void> {
		try {
			const { watch } = this.device.house.ports.encoder;
			const { engine, machine } = this.device.simulation;
			assert.equal(engine, "xs");
			assert.deepEqual({ restarts: machine.restarts, exceptions: machine.exceptions }, { restarts: 0, exceptions: 0 });
			assert.deepEqual(watch.faults, [], "said on the line");
			assert.equal(this.#meter.brownOuts, 0);
		}
		finally {
			await this.device.close();
		}
	}

	get #meter() {
		return this.device.house.ports.encoder.meter!;
	}
}

for (
	const [protocol, meter, mode, samples] of [
		["SCR", "scr", "scr 300", scrSamples],
		["M-Bus", "encoder-mbus", "mbus 2400 254", mbusSamples],
	] as const
) {
	test(`${protocol}: the specification's samples from the wire to SENSOR`, async () => {
		const reader = await Reader.open(meter, mode);
		try {
			let believed = reader.entry!["Volume"];
			assert.equal(believed, 1234.56);
			for (const { name, telegram, result } of samples) {
				// Another meter each time, for whose number the guard believes any volume at once: those of one number come in rising order or wait.
				reader.model.telegram = telegram;
				void reader.told;
				if (result === "refused")
					await reader.failing();
				for (let reads = 0; reads < 4 && result !== "refused"; reads++)
					await reader.next();
				if (/^\d/.test(result)) {
					believed = Number(result);
					assert.equal(reader.entry!["Error"], undefined, name);
				}
				else if (result === "refused")
					assert.match(reader.told, /bcc: sent 0A, calculated 0B|cannot be understood/);
				else
					assert.equal(reader.entry!["Error"], result, name);
				assert.equal(reader.entry!["Volume"], believed, name);
			}
		}
		finally {
			await reader.close();
		}
	});

	test(`${protocol}: each fault of a meter, with its name or refused, and the right value before and after`, async () => {
		const reader = await Reader.open(meter, mode);
		try {
			const volume = () => reader.entry!["Volume"];
			const names = protocol === "SCR" ? ["roller_error", "register_error"] : ["status_error", "status_error"];
			for (const [at, fault] of (["roller", "register"] as const).entries())
				await reader.with([fault], () => {
					assert.equal(reader.entry!["Error"], names[at], fault);
					assert.equal(volume(), 1234.56);
				});
			for (const fault of ["wrong-check", "cut", ...(protocol === "SCR" ? ["parity"] : ["length"])] as EncoderFault[])
				await reader.with([fault], () => {
					assert.notEqual(reader.told, "", `${fault} is told`);
					assert.equal(volume(), 1234.56, fault);
				});
			for (const faults of [["noise"], ...(protocol === "SCR" ? [["echo"], ["noise", "echo"]] : [])] as EncoderFault[][]) {
				reader.model.litres += 10;
				const expected = Math.round(reader.model.litres / 10) / 100;
				await reader.with(faults, () => {
					assert.equal(volume(), expected, faults.join());
					assert.equal(reader.entry!["Error"], undefined);
				});
			}
			// Rolled over, and exchanged.
			reader.model.litres = protocol === "SCR" ? 9_999_999_990 : 99_999_990;
			for (let reads = 0; reads < 4; reads++)
				await reader.next();
			const before = volume();
			reader.model.litres = 0;
			await reader.next();
			assert.equal(volume(), before, "held back");
			for (let reads = 0; reads < 3; reads++)
				await reader.next();
			assert.equal(volume(), 0, "three agree");
			reader.model.number = "87654321";
			reader.model.litres = 5_000;
			await reader.next();
			assert.deepEqual([reader.entry!["Meter"], volume()], ["87654321", 5]);
			await reader.with(["silent"], () => assert.match(reader.told, /does not answer|no answer/i));
			assert.equal(volume(), 5);
		}
		finally {
			await reader.close();
		}
	});
}
