import { counterMicroseconds, counterPin } from "./counter-options";
import { DiscPort } from "./disc-port";
import type { PulseCounter, PulseCounterOptions } from "./pulse-counter";

/**
 * `PulseCounter` of the chip for a Ferraris disc: samples the light of a reflective sensor on an ADC pin. Throws a RangeError for an option that cannot
 * be, and an Error when the pin is taken or has no ADC; nothing is claimed then.
 */
export class NativeDiscCounter implements PulseCounter {
	#port: DiscPort | undefined;

	constructor({ pin, threshold = 100, minimumPulse, minimumPause }: PulseCounterOptions) {
		if (!Number.isInteger(threshold) || threshold < 1 || threshold > 200)
			throw new RangeError("threshold");
		this.#port = new DiscPort(counterPin(pin), threshold, counterMicroseconds(minimumPulse), counterMicroseconds(minimumPause));
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
