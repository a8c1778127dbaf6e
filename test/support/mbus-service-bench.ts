import type { SerialConstructor } from "../../drivers/serial";
import { MbusService } from "../../services/mbus/mbus-service";
import type { Platform, SerialHardware } from "../../services/platform";
import { Settings } from "../../services/settings/settings";
import { UartPlan } from "../../services/uart-plan";
import type { MbusPlug } from "../../simulator/mbus-plug";
import { createHouse } from "../../simulator/house";
import { Scheduler } from "../../simulator/scheduler";
import { MbusWatch } from "../../simulator/mbus/mbus-watch";
import type { Meter } from "../../meters/meter";
import { MapStorage } from "./map-storage";

type Json = Record<string, unknown>;

/** The M-Bus service on a house's bus in virtual time, with what it told. */
export class MbusServiceBench {
	readonly scheduler = new Scheduler();
	readonly storage: MapStorage;
	readonly settings: Settings;
	readonly plug: MbusPlug;
	readonly watch: MbusWatch;
	readonly service: MbusService;
	readonly list: Meter[] = [];
	readonly results: Json[] = [];
	readonly log: string[] = [];
	readonly states: string[] = [];
	readonly updates: string[] = [];

	constructor(
		meters: string[],
		settings: Record<string, string> = {},
		{
			storage = new MapStorage(),
			ports = {} as Platform["ports"],
			decrypt = undefined as Platform["decrypt"],
			/** Wraps the port's class, to see who opens it. */
			hardware: wrap = (io: SerialConstructor) => io,
			/** The same of the class that needs no UART; absent: the board has none. */
			software = undefined as ((io: SerialConstructor) => SerialConstructor) | undefined,
		} = {},
	) {
		const { scheduler } = this;
		this.storage = storage;
		this.plug = createHouse({ mbus: { meters } }, scheduler).ports.mbus;
		this.watch = new MbusWatch(this.plug.bus.transmit);
		this.settings = new Settings({ storage, onChange: names => names.forEach(name => this.service?.changed(name)) });
		for (const name of Object.keys(settings))
			this.settings.set(name, settings[name]!);
		const { serial, supply } = this.plug;
		const hardware: SerialHardware = {
			io: wrap(serial),
			port: 1,
			...(software && { software: { io: software(serial), maximumBaud: 2400 } }),
		};
		this.service = new MbusService({
			platform: { timers: scheduler.timers, storage, ports, ...(decrypt && { decrypt }) } as unknown as Platform,
			hardware: { supply: { io: supply, pin: 1 }, serial: hardware },
			serial: () => new UartPlan({ ...ports, mbus: { serial: hardware } }, name => this.settings.get(name)).serial("mbus"),
			onRefused: text => text && this.log.push(text),
			settings: this.settings,
			onAdded: meter => this.list.push(meter),
			onRemoved: meter => this.list.splice(this.list.indexOf(meter), 1),
			onResult: text => this.results.push((JSON.parse(text) as { MbusScan: Json; }).MbusScan),
			onUpdate: meter => this.updates.push(`${meter.name} ${Math.round(scheduler.now / 1000)}`),
			onState: meter => this.states.push(`${meter.name} ${meter.state}`),
			onLog: (meter, text) => this.log.push(meter ? `${meter.name}: ${text}` : text),
		});
	}

	get names(): string[] {
		return this.list.map(meter => meter.name).toSorted();
	}

	/** The published object of a meter, `undefined` while there is nothing to say. */
	object(name: string): Json | undefined {
		const text = this.list.find(meter => meter.name === name)?.sensor();
		return text === undefined ? undefined : (JSON.parse(`{${text}}`) as Record<string, Json>)[name];
	}

	/** Seconds. */
	run(seconds: number): void {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
	}

	untilScanned(): void {
		const before = this.results.length;
		for (let seconds = 0; seconds < 3600; seconds += 5) {
			if (this.results.slice(before).some(({ State }) => ["Done", "Canceled", "Failed"].includes(String(State))))
				return;
			this.run(5);
		}
		throw new Error("the scan never ended");
	}

	close(): void {
		this.service.close();
		this.watch.close();
		this.plug.bus.close();
	}
}
