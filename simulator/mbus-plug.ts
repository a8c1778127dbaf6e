import type { DigitalConstructor, SerialConstructor } from "../drivers/serial";
import type { MbusSpec } from "./house-spec";
import { MbusBus } from "./mbus/mbus-bus";
import { mbusModels } from "./mbus/mbus-models";
import type { VirtualSlave } from "./mbus/virtual-slave";
import { modbusModels } from "./modbus/modbus-models";
import { RtuLine } from "./modbus/rtu-line";
import type { Scheduler } from "./scheduler";
import { openSource } from "./sources/open-source";
import type { Source } from "./sources/source";
import { lineFormat, parseFormat } from "./wire/line-format";
import { VirtualDigital } from "./wire/virtual-digital";
import { VirtualUart } from "./wire/virtual-uart";
import type { UartWiring } from "./wire/virtual-uart";
import { Wire } from "./wire/wire";

/** The M-Bus port of the house: the level shifter with its switched supply, and the bus with its meters, or a source in its place. */
export class MbusPlug {
	readonly bus: MbusBus;
	/** Constructors for a driver's options. They stay good when the source changes: a port opened afterwards gets the new one. */
	readonly serial: SerialConstructor;
	readonly supply: DigitalConstructor;
	readonly #scheduler: Scheduler;
	readonly #wiring: { -readonly [Key in keyof UartWiring]: UartWiring[Key]; };
	#source: Source | undefined;
	#line: RtuLine | undefined;

	constructor(scheduler: Scheduler, spec: MbusSpec, onError: (text: string) => void) {
		const { meters = [], modbus, enable = false, source, format, echo = false, threshold = "following" } = spec;
		const supply = new Wire(scheduler, { pull: "down" });
		this.#scheduler = scheduler;
		this.bus = new MbusBus(scheduler, { supply, echo, threshold: { kind: threshold } });
		this.#wiring = { scheduler, receiveWire: this.bus.receive, transmitWire: this.bus.transmit, enableWire: supply };
		this.serial = VirtualUart.bind(this.#wiring);
		this.supply = VirtualDigital.bind({ wire: supply });
		if (source !== undefined)
			this.setSource(source, onError, format);
		else if (modbus)
			this.#setModbus(modbus, enable ? supply : undefined);
		else
			for (const name of meters)
				this.bus.attach(mbusModels[name]!());
	}

	/** The first meter on the bus; `undefined` where there is none. */
	get meter(): VirtualSlave | undefined {
		return this.bus.slaves[0];
	}

	/** The Modbus meters in the bus's place; `undefined` where there are none. */
	get modbus(): RtuLine | undefined {
		return this.#line;
	}

	/** The meter with this number. Throws where there is none. */
	slave(id: string): VirtualSlave {
		const slave = this.bus.slaves.find(({ identity }) => identity.id === id);
		if (!slave)
			throw new Error(`There is no meter ${id} on the bus`);
		return slave;
	}

	/** Puts a device, an address or a file in the bus's place. Call it before the firmware opens the port. Throws an Error of one line. */
	setSource(text: string, onError: (text: string) => void, format = "2400 8E1"): void {
		const dataWire = new Wire(this.#scheduler, { pull: "up" });
		const source = openSource(text, { dataWire, format: parseFormat(format), onError });
		this.close();
		this.#source = source;
		this.#wiring.receiveWire = dataWire;
		this.#wiring.link = source.link;
	}

	/** Takes the meters or the source away. */
	close(): void {
		for (const slave of this.bus.slaves)
			this.bus.detach(slave);
		this.#line?.close();
		this.#source?.close();
		this.#source = this.#wiring.link = this.#line = undefined;
	}

	#setModbus(names: readonly string[], enableWire: Wire | undefined): void {
		const scheduler = this.#scheduler, pair = () => new Wire(scheduler, { pull: "up" });
		const transmitWire = pair(), receiveWire = pair();
		const slaves = names.map(name => modbusModels[name]!());
		this.#line = new RtuLine({ scheduler, transmitWire, receiveWire, format: lineFormat({ baud: 9600 }, "transmit"), slaves, enableWire });
		this.#wiring.receiveWire = receiveWire;
		this.#wiring.transmitWire = transmitWire;
	}
}
