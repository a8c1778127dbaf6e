import { counterValues } from "../../drivers/pulse-input/pulse-counter";
import type { PulseCounter, PulseCounterConstructor, PulseCounterOptions } from "../../drivers/pulse-input/pulse-counter";
import { encodeText } from "../host/records";
import type { Peer } from "./peer";

/** A pulse counter outside the engine. */
export class CounterPeer implements Peer {
	readonly #counter: PulseCounter;
	readonly #values = new Float64Array(counterValues.length);

	constructor(Counter: PulseCounterConstructor, options: PulseCounterOptions) {
		this.#counter = new Counter(options);
	}

	read(): Uint8Array {
		this.#counter.read(this.#values);
		return encodeText(JSON.stringify([...this.#values]));
	}

	close(): void {
		this.#counter.close();
	}
}
