import { EncoderPlug } from "./encoder/encoder-plug";
import { readHouseSpec } from "./house-spec";
import type { HouseSpec } from "./house-spec";
import { MbusPlug } from "./mbus-plug";
import { OpticalPlug } from "./optical-plug";
import { P1Plug } from "./p1-plug";
import { PulsePlug } from "./pulse/pulse-plug";
import type { Scheduler } from "./scheduler";

/** A virtual house: the ports of a board, with meters on them. */
export class House {
	readonly ports: {
		readonly p1: P1Plug;
		readonly optical: OpticalPlug;
		readonly encoder: EncoderPlug;
		readonly pulse1: PulsePlug;
		readonly pulse2: PulsePlug;
		readonly mbus: MbusPlug;
	};

	/** `onError` gets a line when a device or address on a port fails later. */
	constructor(spec: HouseSpec, scheduler: Scheduler, seed = 1, onError: (text: string) => void = () => {}) {
		this.ports = Object.freeze({
			p1: new P1Plug(scheduler, spec.p1 ?? {}, seed, onError),
			optical: new OpticalPlug(scheduler, spec.optical ?? {}, seed, onError),
			encoder: new EncoderPlug(scheduler, spec.encoder, onError),
			pulse1: new PulsePlug(scheduler, spec.pulse1, seed),
			pulse2: new PulsePlug(scheduler, spec.pulse2, seed + 1),
			mbus: new MbusPlug(scheduler, spec.mbus ?? {}, onError),
		});
	}

	/** Puts a source on a port, by the port's name. Throws an Error of one line. */
	setSource(port: string, source: string, onError: (text: string) => void = () => {}): void {
		if (!Object.hasOwn(this.ports, port))
			throw new Error(`Unknown port ${port}. Known: ${Object.keys(this.ports).join(", ")}`);
		this.ports[port as keyof House["ports"]].setSource(source, onError);
	}

	close(): void {
		for (const port of Object.values(this.ports))
			port.close();
	}
}

/**
 * Builds a house by name (`demo`, a meter's name, `empty`), from a JSON file (`{"p1": {"meter": "sx631", "frozen": true}}`), or from the
 * same as an object. The same seed gives the same house. Throws an Error of one line for what it does not know.
 */
export function createHouse(spec: string | HouseSpec, scheduler: Scheduler, seed = 1, onError?: (text: string) => void): House {
	return new House(readHouseSpec(spec), scheduler, seed, onError);
}
