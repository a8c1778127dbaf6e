import type { DigitalConstructor, SerialConstructor } from "../drivers/serial";
import type { P1Spec } from "./house-spec";
import { P1Meter } from "./meters/p1-meter";
import { p1Models } from "./meters/p1-models";
import type { Scheduler } from "./scheduler";
import { openSource } from "./sources/open-source";
import type { Source } from "./sources/source";
import { Inverter } from "./wire/inverter";
import { parseFormat } from "./wire/line-format";
import { VirtualDigital } from "./wire/virtual-digital";
import { VirtualUart } from "./wire/virtual-uart";
import type { UartWiring } from "./wire/virtual-uart";
import { Wire } from "./wire/wire";

/** A P1 port of the house: the plug, the board's wiring behind it, and the meter or source on it. */
export class P1Plug {
	/** Data line at the plug, as the meter drives it. */
	readonly dataWire: Wire;
	/** What the UART's pin sees: the data line, or what a transistor makes of it. */
	readonly receiveWire: Wire;
	/** Goes nowhere: the plug has no such line. */
	readonly transmitWire: Wire;
	readonly requestWire: Wire;
	/** Constructors for a driver's options. They stay good when the source changes: a port opened afterwards gets the new one. */
	readonly serial: SerialConstructor;
	readonly request: DigitalConstructor;
	readonly #wiring: UartWiring;
	#meter: P1Meter | undefined;
	#source: Source | undefined;

	constructor(scheduler: Scheduler, spec: P1Spec, seed: number, onError: (text: string) => void) {
		const { meter, source, transistor, pullUp = true, format, ...options } = spec;
		this.dataWire = new Wire(scheduler, { pull: pullUp ? "up" : "none" });
		this.receiveWire = transistor ? new Wire(scheduler, { pull: "up" }) : this.dataWire;
		if (transistor)
			new Inverter(this.dataWire, this.receiveWire, "open-collector");
		this.transmitWire = new Wire(scheduler, { pull: "up" });
		this.requestWire = new Wire(scheduler, { pull: "down" });
		this.#wiring = { scheduler, receiveWire: this.receiveWire, transmitWire: this.transmitWire };
		this.serial = VirtualUart.bind(this.#wiring);
		this.request = VirtualDigital.bind({ wire: this.requestWire });
		if (source !== undefined)
			this.setSource(source, onError, format);
		else if (meter !== undefined)
			this.#meter = new P1Meter({ ...options, model: p1Models[meter]!, dataWire: this.dataWire, requestWire: this.requestWire, seed });
	}

	/** `undefined` where none is plugged in. */
	get meter(): P1Meter | undefined {
		return this.#meter;
	}

	/** Puts a device, an address or a file in the meter's place. Call it before the firmware opens the port. Throws an Error of one line. */
	setSource(text: string, onError: (text: string) => void, format = "115200 8N1"): void {
		const source = openSource(text, { dataWire: this.dataWire, format: { ...parseFormat(format), invert: true }, onError });
		this.close();
		this.#source = source;
		this.#wiring.link = source.link;
	}

	/** Takes the meter or source off. */
	close(): void {
		this.#meter?.close();
		this.#source?.close();
		this.#meter = this.#source = this.#wiring.link = undefined;
	}
}
