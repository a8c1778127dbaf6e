import PWM from "embedded:io/pwm";
import type { AnalogOutput } from "../../drivers/analog";

/** Hertz: 10 kΩ and 1 µF behind the pin leave 4 mV of it. */
const frequency = 20_000;
const resolution = 10;

/** What the class has, other than the SDK's typings say. */
interface PWMPin {
	write(duty: number): void;
	close(): void;
}

const PWMClass = PWM as unknown as new(options: { pin: number; hz: number; resolution: number; }) => PWMPin;

/** A voltage from 0 to 3.3 V, made of the SDK's PWM and a filter on the board. The same on every chip: only the ESP32 has a DAC. */
export class SDKAnalogOutput implements AnalogOutput {
	#pin: PWMPin | undefined;

	/** Throws when the pin is taken, or no channel is left. */
	constructor({ pin }: { pin: number; }) {
		this.#pin = new PWMClass({ pin, hz: frequency, resolution });
	}

	write(value: number): void {
		if (!this.#pin)
			throw new Error("closed");
		this.#pin.write(Math.round(Math.min(1, Math.max(0, value)) * ((1 << resolution) - 1)));
	}

	close(): void {
		this.#pin?.close();
		this.#pin = undefined;
	}
}
