import type { Analog, AnalogConstructor, AnalogOutput, AnalogOutputConstructor } from "../../drivers/analog";
import { encodeText } from "../host/records";
import type { Peer } from "./peer";

/** An analog pin outside the engine, of either direction. */
export class AnalogPeer implements Peer {
	readonly #analog: Partial<Analog> & Partial<AnalogOutput>;

	constructor(AnalogClass: AnalogConstructor | AnalogOutputConstructor, pin: number) {
		this.#analog = new AnalogClass({ pin });
	}

	control(value: unknown): void {
		this.#analog.write?.((value as { write: number; }).write);
	}

	read(): Uint8Array {
		return encodeText(JSON.stringify(this.#analog.read?.() ?? 0));
	}

	close(): void {
		this.#analog.close?.();
	}
}
