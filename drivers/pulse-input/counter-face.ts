import type { PulseCounter } from "./pulse-counter";

/** What the native counters do alike. */
export abstract class CounterFace implements PulseCounter {
	#port: PulseCounter | undefined;

	constructor(port: PulseCounter) {
		this.#port = port;
	}

	read(values: Float64Array): void {
		if (!this.#port)
			throw new Error("closed");
		this.#port.read(values);
	}

	close(): void {
		const port = this.#port;
		this.#port = undefined;
		port?.close();
	}
}
