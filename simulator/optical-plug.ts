import type { SerialConstructor } from "../drivers/serial";
import type { OpticalSpec } from "./house-spec";
import { AskedMeter } from "./meters/asked-meter";
import type { OpticalMeter } from "./meters/optical-meter";
import { opticalModels } from "./meters/optical-models";
import { PushingMeter } from "./meters/pushing-meter";
import { RequestedMeter } from "./meters/requested-meter";
import type { Scheduler } from "./scheduler";
import { openSource } from "./sources/open-source";
import type { Source } from "./sources/source";
import { LightPath } from "./wire/light-path";
import { parseFormat } from "./wire/line-format";
import { VirtualUart } from "./wire/virtual-uart";
import type { UartWiring } from "./wire/virtual-uart";
import { Wire } from "./wire/wire";

/** Flashes at random: about thirty per second, each as long as a few bits at 9600 baud. */
const flicker = Object.freeze({ rate: 30, width: 0.3, spread: true });

/**
 * An optical port of the house: a head with its LED and its phototransistor, and the meter or source in front of it. On each wire 0 is light
 * and 1 is darkness (IEC 62056-21 section 4.3.3).
 */
export class OpticalPlug {
	/** The head's phototransistor: what the UART's receiving pin sees. */
	readonly receiveWire: Wire;
	/** The head's LED, which the UART's transmitting pin drives. */
	readonly transmitWire: Wire;
	/** The meter's LED, and what the meter sees. */
	readonly lightWire: Wire;
	readonly sightWire: Wire;
	/** Constructor for a driver's options. It stays good when the source changes: a port opened afterwards gets the new one. */
	readonly serial: SerialConstructor;
	readonly #wiring: UartWiring;
	readonly #seed: number;
	/** From the meter to the head, back, and from the head to itself. */
	readonly #here: LightPath;
	readonly #there: LightPath;
	readonly #echo: LightPath;
	#meter: OpticalMeter | undefined;
	#source: Source | undefined;

	constructor(scheduler: Scheduler, spec: OpticalSpec, seed: number, onError: (text: string) => void) {
		const { meter, source, format, echo = true, upsideDown = false, noise = false, ...options } = spec;
		const dark = () => new Wire(scheduler, { pull: "up" });
		this.receiveWire = dark();
		this.transmitWire = dark();
		this.lightWire = dark();
		this.sightWire = dark();
		this.#seed = seed;
		this.#here = new LightPath(this.lightWire, this.receiveWire);
		this.#there = new LightPath(this.transmitWire, this.sightWire);
		this.#echo = new LightPath(this.transmitWire, this.receiveWire, echo);
		this.upsideDown = upsideDown;
		this.noise = noise;
		this.#wiring = { scheduler, receiveWire: this.receiveWire, transmitWire: this.transmitWire };
		this.serial = VirtualUart.bind(this.#wiring);
		if (source !== undefined)
			this.setSource(source, onError, format);
		else if (meter !== undefined) {
			const model = opticalModels[meter]!, { talk } = model;
			const all = { ...options, model, seed, lightWire: this.lightWire, sightWire: this.sightWire };
			this.#meter = talk.kind === "push"
				? new PushingMeter(all, talk)
				: talk.kind === "ask"
				? new AskedMeter(all, talk)
				: new RequestedMeter(all, talk);
		}
	}

	/** `undefined` where there is none. */
	get meter(): OpticalMeter | undefined {
		return this.#meter;
	}

	/** Whether the head sees its own light. */
	get echo(): boolean {
		return this.#echo.open;
	}

	set echo(echo: boolean) {
		this.#echo.open = echo;
	}

	/** The head sits the wrong way round: neither sees the other. */
	get upsideDown(): boolean {
		return !this.#here.open;
	}

	set upsideDown(upsideDown: boolean) {
		this.#here.open = this.#there.open = !upsideDown;
	}

	/** A lamp flickers into the head. */
	set noise(noise: boolean) {
		this.receiveWire.setNoise(noise ? { ...flicker, seed: this.#seed } : undefined);
	}

	/** Puts a device, an address or a file in the meter's place. Call it before the firmware opens the port. Throws an Error of one line. */
	setSource(text: string, onError: (text: string) => void, format = "9600 8N1"): void {
		const source = openSource(text, { dataWire: this.lightWire, format: parseFormat(format), onError });
		this.close();
		this.#source = source;
		this.#wiring.link = source.link;
	}

	/** Takes the meter or source away. */
	close(): void {
		this.#meter?.close();
		this.#source?.close();
		this.#meter = this.#source = this.#wiring.link = undefined;
	}
}
