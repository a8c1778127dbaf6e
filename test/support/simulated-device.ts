import { EmbeddedBroker } from "../../simulator/broker";
import { brokerSettings } from "../../simulator/broker-settings";
import { ConsolePlug } from "../../simulator/console-plug";
import { createHouse } from "../../simulator/house";
import type { House } from "../../simulator/house";
import { readHouseSpec } from "../../simulator/house-spec";
import type { HouseSpec } from "../../simulator/house-spec";
import { houseWifi } from "../../simulator/house-wifi";
import type { MachineEvent } from "../../simulator/machine/machine-options";
import { Simulation } from "../../simulator/simulation";
import type { SimulationOptions } from "../../simulator/simulation";

type Published = Extract<MachineEvent, { event: "publish" | "receive"; }>;

interface DeviceOptions extends SimulationOptions {
	/** A PC is at the console's serial port. */
	readonly console?: boolean;
}

/** The firmware in a virtual house with the embedded broker, in virtual time as fast as it goes. */
export class SimulatedDevice {
	readonly simulation: Simulation;
	readonly house: House;
	readonly broker: EmbeddedBroker;
	readonly console: ConsolePlug | undefined;
	readonly events: MachineEvent[] = [];

	private constructor(broker: EmbeddedBroker, spec: string | HouseSpec, options: DeviceOptions) {
		this.broker = broker;
		const { console: pluggedIn = false, ...others } = options;
		let house: House | undefined, plug: ConsolePlug | undefined;
		this.simulation = new Simulation({
			epoch: Date.UTC(2026, 10, 21, 11),
			...others,
			defaults: {
				...houseWifi,
				...readHouseSpec(spec).settings,
				...brokerSettings({ host: broker.address, port: broker.port }),
				...options.defaults,
			},
			ports: scheduler => {
				house = createHouse(spec, scheduler, 1);
				plug = pluggedIn ? new ConsolePlug(scheduler) : undefined;
				const { p1, optical, encoder, mbus, pulse1, pulse2 } = house.ports;
				return {
					p1: { serial: p1.serial, digital: { request: p1.request } },
					// A board without the port where the house has no meter for it.
					...(optical.meter && { optical: { serial: optical.serial } }),
					...((mbus.meter || mbus.modbus) && { mbus: { serial: mbus.serial, digital: { supply: mbus.supply } } }),
					...((encoder.meter || typeof spec === "object" && spec.encoder) && {
						encoder: encoder.machinePort,
						encoderCurrent: { serial: encoder.currentSerial },
					}),
					...(plug && { console: { serial: plug.serial } }),
					...(pulse1.meter && { pulse1: { counter: pulse1.counter, light: pulse1.light } }),
					...(pulse2.meter && { pulse2: { counter: pulse2.counter, light: pulse2.light } }),
				};
			},
			onEvent: event => this.events.push(event),
		});
		this.house = house!;
		this.console = plug;
		broker.attach(this.simulation.network);
	}

	static async open(spec: string | HouseSpec, options: DeviceOptions = {}): Promise<SimulatedDevice> {
		return new SimulatedDevice(await EmbeddedBroker.open(0), spec, options);
	}

	/** What was published under a topic that ends like this, in order. */
	published(end: string): Published[] {
		return this.events.filter((event): event is Published => event.event === "publish" && event.topic.endsWith(end));
	}

	/** SENSOR messages as objects. */
	get sensors(): { t: number; text: string; object: Record<string, Record<string, unknown>>; }[] {
		return this.published("/SENSOR").map(({ t, payload }) => ({ t, text: payload, object: JSON.parse(payload) }));
	}

	/** Whether a line of the log holds this. */
	logged(part: string): boolean {
		return this.events.some(event => event.event === "log" && event.text.includes(part));
	}

	run(seconds: number): Promise<void> {
		return this.simulation.run(seconds);
	}

	async close(): Promise<void> {
		await this.simulation.close();
		this.house.close();
		await this.broker.close();
	}
}
