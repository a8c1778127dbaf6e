import Digital from "embedded:io/digital";
import type { Digital as Pin, DigitalOptions } from "../../drivers/serial";

// The SDK's typings take only literal 0 and 1, and tell apart what is the same class.
const PinClass = Digital as unknown as new(options: object) => Pin;

/** The SDK's Digital with modes by name. A pin with `onReadable` reports both edges. */
export class SDKDigital implements Pin {
	#pin: Pin | undefined;

	/** Throws when the pin is taken or cannot do this. */
	constructor(options: DigitalOptions) {
		const { pin, mode, initialValue, onReadable } = options;
		this.#pin = new PinClass({
			pin,
			mode: Digital[mode],
			...(initialValue !== undefined && { initialValue }),
			...(onReadable && { edge: Digital.Rising | Digital.Falling, onReadable: () => onReadable.call(this) }),
		});
	}

	read(): number {
		return this.#open().read();
	}

	write(value: number): void {
		this.#open().write(value);
	}

	close(): void {
		this.#pin?.close();
		this.#pin = undefined;
	}

	#open(): Pin {
		if (!this.#pin)
			throw new Error("closed");
		return this.#pin;
	}
}
