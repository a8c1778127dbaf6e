import { AnalogPort } from "../../drivers/adc/analog-port";
import type { Analog } from "../../drivers/analog";

/**
 * Single conversions, corrected by what the factory burnt into the chip. With an attenuation of 12 dB the highest value is 2.45 V on every chip. ADC2 is
 * the Wi-Fi's: give it no pin of that. Not the SDK's Analog: ESP-IDF lets an ADC be opened only once, and discs are sampled beside this.
 */
export class SDKAnalog implements Analog {
	readonly resolution = 12;
	#port: AnalogPort | undefined;
	#value = 0;

	/** Throws when the pin is taken or has no ADC. */
	constructor({ pin }: { pin: number; }) {
		this.#port = new AnalogPort(pin);
	}

	read(): number {
		if (!this.#port)
			throw new Error("closed");
		const value = this.#port.read();
		// A conversion that failed gives nothing: the value before stands for it.
		if (value >= 0)
			this.#value = value;
		return this.#value;
	}

	close(): void {
		this.#port?.close();
		this.#port = undefined;
	}
}
