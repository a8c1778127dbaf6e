import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Meter } from "../../meters/meter";
import { Meters } from "../../services/meters";
import type { Platform } from "../../services/platform";
import { Settings } from "../../services/settings/settings";
import { PulsePlug } from "../../simulator/pulse/pulse-plug";
import type { PulseSpec } from "../../simulator/pulse/pulse-plug";
import { Scheduler } from "../../simulator/scheduler";
import type { Output } from "../../simulator/wire/output";
import { MapStorage } from "../support/map-storage";

/** The meters of a board that has nothing but pulse input 1. */
class Device {
	readonly scheduler = new Scheduler();
	readonly plug: PulsePlug;
	readonly settings: Settings;
	readonly meters: Meters;
	readonly log: string[] = [];
	readonly gone: string[] = [];
	readonly states: string[] = [];
	readonly #contact: Output;

	constructor(spec: PulseSpec | undefined, settings: Record<string, string>, { storage = new MapStorage(), light = true } = {}) {
		const { scheduler } = this;
		this.plug = new PulsePlug(scheduler, spec, 5);
		this.#contact = this.plug.wire.drive("open-collector");
		this.settings = new Settings({ storage, onChange: names => names.forEach(name => this.meters?.changed(name)) });
		for (const [name, value] of Object.entries(settings))
			this.settings.set(name, value);
		const pulse1 = { io: this.plug.counter, pin: 3, ...(light && { light: this.plug.light }) };
		this.meters = new Meters({
			platform: { timers: scheduler.timers, storage, ports: { pulse1 } } as unknown as Platform,
			settings: this.settings,
			onUpdate: () => {},
			onState: meter => this.states.push(meter.name),
			onGone: meter => this.gone.push(meter.name),
			onLog: (_meter, text) => this.log.push(text),
		});
	}

	get meter(): Meter {
		return this.meters.list[0]!;
	}

	/** What is published of the input. */
	get object(): Record<string, number> {
		const text = this.meter.sensor()!;
		return (JSON.parse(`{${text}}`) as Record<string, Record<string, number>>)[this.meter.name]!;
	}

	run(seconds: number): this {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
		return this;
	}

	/** So many pulses at one a second. */
	pulses(count: number): this {
		const from = this.scheduler.now + 700;
		this.#contact.play(Float64Array.from({ length: 2 * count }, (_, edge) => from + 1_000 * (edge >> 1) + 300 * (edge & 1)));
		return this.run(count + 2);
	}
}

describe("pulse inputs", () => {
	it("count in each unit, with pulses per unit and thousandths of it per pulse", () => {
		const cases: readonly [Record<string, string>, Record<string, number>][] = [
			[{ pulse1Kind: "s0" }, { Total: 0.010 }],
			[{ pulse1Kind: "s0", pulse1Constant: "3" }, { Total: 3.3 }],
			[{ pulse1Kind: "s0", pulse1Constant: "1" }, { Total: 10 }],
			[{ pulse1Kind: "s0", pulse1Constant: "65535" }, { Total: 0.00015 }],
			[{ pulse1Kind: "s0", pulse1Unit: "Wh", pulse1Constant: "2" }, { Total: 5 }],
			[{ pulse1Kind: "s0", pulse1Unit: "GJ", pulse1Way: "per-pulse", pulse1Constant: "1" }, { Total: 0.010 }],
			[{ pulse1Kind: "s0", pulse1Unit: "kvarh" }, { Total: 0.010 }],
			[{ pulse1Kind: "s0", pulse1Unit: "pulses", pulse1Constant: "1" }, { Count: 10 }],
			[{ pulse1Kind: "reed" }, { Volume: 0.100 }],
			[{ pulse1Kind: "reed", pulse1Constant: "65535" }, { Volume: 655.350 }],
			[{ pulse1Kind: "reed", pulse1Constant: "1" }, { Volume: 0.010 }],
			[{ pulse1Kind: "reed", pulse1Way: "per-unit", pulse1Constant: "100" }, { Volume: 0.10 }],
			[{ pulse1Kind: "reed", pulse1Unit: "l", pulse1Way: "per-unit", pulse1Constant: "4" }, { Volume: 2.5 }],
		];
		for (const [settings, expected] of cases) {
			const device = new Device(undefined, settings).pulses(10);
			for (const [name, value] of Object.entries(expected))
				assert.equal(device.object[name], value, JSON.stringify(settings));
		}
	});

	it("give the rate in the unit's own, and tell discovery all names and units", () => {
		const cases: readonly [Record<string, string>, string, string, number][] = [
			[{ pulse1Kind: "s0" }, "Power", "W", 3_600],
			[{ pulse1Kind: "s0", pulse1Unit: "MWh", pulse1Constant: "100" }, "Power", "kW", 36_000],
			[{ pulse1Kind: "s0", pulse1Unit: "GJ", pulse1Constant: "1000" }, "Power", "kW", 1_000],
			[{ pulse1Kind: "s0", pulse1Unit: "MJ", pulse1Constant: "1000" }, "Power", "W", 1_000],
			[{ pulse1Kind: "reed" }, "Flow", "m3/h", 36],
			[{ pulse1Kind: "reed", pulse1Unit: "l", pulse1Constant: "1000" }, "Flow", "l/h", 3_600],
			[{ pulse1Kind: "s0", pulse1Unit: "pulses", pulse1Constant: "1" }, "Rate", "1/h", 3_600],
		];
		for (const [settings, name, unit, rate] of cases) {
			const device = new Device({ rate: 3_600, width: 300 }, settings);
			assert.equal(device.object[name], undefined, "before the second pulse there is no rate");
			assert.ok(device.meter.names!()!.includes(`"${name}":`));
			assert.equal(device.meter.unitOf!(name), unit);
			const shown = device.run(30).object[name]!;
			assert.ok(Math.abs(shown - rate) < rate * 0.01, `${JSON.stringify(settings)}: ${shown}`);
		}
	});

	it("keep the total exact to the last pulse, also where a double could not", () => {
		const storage = new MapStorage();
		const device = new Device(undefined, { pulse1Kind: "s0", pulse1Value: "999999999999.123456" }, { storage }).pulses(3);
		assert.match(device.meter.sensor()!, /"Total":999999999999\.126456[,}]/);
		device.meters.close();
		// The setting was an order: carried out once, and empty again.
		assert.equal(device.settings.get("pulse1Value"), "");
		const again = new Device(undefined, { pulse1Kind: "s0" }, { storage }).run(1);
		assert.match(again.meter.sensor()!, /"Total":999999999999\.126456[,}]/);
	});

	it("are set by the field in the settings, while they run and while they are off", () => {
		const device = new Device(undefined, { pulse1Kind: "reed" }).pulses(5);
		device.settings.set("pulse1Value", "77,12");
		device.run(1);
		assert.equal(device.object["Volume"], 77.12);
		assert.throws(() => device.settings.set("pulse1Value", "-1"), /1234\.567/);
		device.settings.set("pulse1Kind", "off");
		device.run(1);
		assert.equal(device.meters.list.length, 0);
		device.settings.set("pulse1Value", "80.5");
		device.settings.set("pulse1Kind", "reed");
		device.run(1);
		assert.equal(device.object["Volume"], 80.5);
	});

	it("follow their settings at once; what was counted stays, and a name that is gone is told", () => {
		const device = new Device(undefined, { pulse1Kind: "s0" }).pulses(10);
		assert.equal(device.object["Total"], 0.010);
		device.settings.set("pulse1Label", "Heatpump");
		device.settings.set("pulse1Constant", "100");
		device.run(1);
		assert.deepEqual([device.meter.name, device.object["Total"], device.gone, device.states], ["Heatpump", 0.10, ["Pulse1"], ["Heatpump"]]);
		device.pulses(5);
		assert.equal(device.object["Total"], 0.15);
		device.settings.set("pulse1Kind", "off");
		device.run(1);
		assert.deepEqual(device.gone, ["Pulse1", "Heatpump"]);
	});

	it("a disc needs an ADC, and says so; what switches by itself does not", () => {
		const device = new Device(undefined, { pulse1Kind: "ferraris" }, { light: false });
		assert.deepEqual(device.meters.list, []);
		assert.match(device.log.join(), /pulse1: ferraris needs an ADC, and this pin has none/);
		device.settings.set("pulse1Kind", "mark");
		device.run(1).pulses(3);
		assert.equal(device.object["Total"], 0.04);
	});

	it("a disc shows its light, and takes another threshold", () => {
		const device = new Device({ disc: true, rate: 900 }, { pulse1Kind: "ferraris" }).run(60);
		assert.match(device.meter.status.activity!, /^light \d+, contrast 1[34]\d\d of 4095$/);
		assert.equal(device.meter.status.detected, "ferraris, 75 per kWh");
		assert.ok(device.object["Total"]! > 0.1);
		device.settings.set("pulse1Threshold", "30");
		device.run(60);
		assert.ok(device.object["Total"]! > 0.3);
		assert.throws(() => device.settings.set("pulse1Threshold", "0"), /from 1 to 200/);
		assert.throws(() => device.settings.set("pulse1Threshold", "201"), /from 1 to 200/);
	});
});
