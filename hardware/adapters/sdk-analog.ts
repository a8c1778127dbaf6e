import SDKClass from "embedded:io/analog";
import type { Analog } from "../../drivers/analog";

/**
 * The SDK's Analog: single conversions of ADC1, calibrated by what the factory burnt into the chip. With its attenuation of 12 dB the highest value
 * is 2.45 V on every chip. ADC2 is the Wi-Fi's: give it no pin of that.
 */
export class SDKAnalog implements Analog {
	readonly resolution: number;
	#pin: SDKClass | undefined;
	#value = 0;

	/** Throws when the pin is taken or has no ADC. */
	constructor({ pin }: { pin: number; }) {
		this.#pin = new SDKClass({ pin });
		this.resolution = this.#pin.resolution;
	}

	read(): number {
		if (!this.#pin)
			throw new Error("closed");
		// A conversion that failed gives nothing: the value before stands for it.
		this.#value = this.#pin.read() ?? this.#value;
		return this.#value;
	}

	close(): void {
		this.#pin?.close();
		this.#pin = undefined;
	}
}
