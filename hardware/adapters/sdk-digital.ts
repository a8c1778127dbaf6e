import Digital from "embedded:io/digital";
import type { Digital as Pin, DigitalOptions } from "../../drivers/serial";

/** The SDK's Digital with modes by name. A pin with `onReadable` reports both edges. */
export class SDKDigital implements Pin {
	#pin: Digital | undefined;

	/** Throws when the pin is taken or cannot do this. */
	constructor(options: DigitalOptions) {
		const { pin, mode, initialValue, onReadable } = options;
		this.#pin = new Digital({
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

	#open(): Digital {
		if (!this.#pin)
			throw new Error("closed");
		return this.#pin;
	}
}
