import type { Digital, DigitalConstructor, DigitalOptions } from "../../drivers/serial";
import type { Output } from "./output";
import type { Pull, Wire } from "./wire";
import { Watcher } from "./watcher";

interface ModeTraits {
	readonly pull?: Pull;
	readonly drives?: "push-pull" | "open-collector";
}

const modes: Readonly<Record<DigitalOptions["mode"], ModeTraits>> = Object.freeze({
	Input: {},
	InputPullUp: { pull: "up" },
	InputPullDown: { pull: "down" },
	Output: { drives: "push-pull" },
	OutputOpenDrain: { drives: "open-collector" },
});

/** What a pin is connected to. */
export interface DigitalWiring {
	readonly wire: Wire;
	/** Set while a Digital is open on it. */
	taken?: boolean;
}

/** `Digital` on a simulated wire. A pull of the pin only acts where the wire has none of its own, which is the stronger one. */
export class VirtualDigital implements Digital {
	readonly #wiring: DigitalWiring;
	readonly #output: Output | undefined;
	readonly #watcher: Watcher | undefined;
	readonly #pulls: boolean;
	#closed = false;

	constructor(options: DigitalOptions, wiring: DigitalWiring) {
		const { pin, mode, initialValue = 0, onReadable } = options;
		if (!Number.isInteger(pin) || pin < 0 || pin > 255)
			throw new RangeError(`Digital: pin must be a whole number from 0 to 255, not ${String(pin)}`);
		const traits = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
		if (!traits)
			throw new RangeError(`Digital: mode must be one of ${Object.keys(modes).join(", ")}, not ${String(mode)}`);
		if (onReadable !== undefined && typeof onReadable !== "function")
			throw new TypeError("Digital: onReadable must be a function");
		if (wiring.taken)
			throw new Error("Digital: the pin is in use");
		const { wire } = wiring;
		wiring.taken = true;
		this.#wiring = wiring;
		this.#pulls = traits.pull !== undefined && wire.pull === "none";
		if (this.#pulls)
			wire.pull = traits.pull!;
		if (traits.drives)
			this.#output = wire.drive(traits.drives, initialValue ? 1 : 0);
		if (onReadable) {
			this.#watcher = new Watcher(wire, () => {
				if (!this.#closed)
					onReadable.call(this);
			});
		}
	}

	/** The constructor that a driver is given in its options. */
	static bind(wiring: DigitalWiring): DigitalConstructor {
		return class extends VirtualDigital {
			constructor(options: DigitalOptions) {
				super(options, wiring);
			}
		};
	}

	read(): number {
		this.#check();
		return this.#wiring.wire.level;
	}

	write(value: number): void {
		this.#check();
		if (!this.#output)
			throw new Error("Digital: an input cannot be written");
		this.#output.set(value ? 1 : 0);
	}

	close(): void {
		if (this.#closed)
			return;
		this.#closed = true;
		this.#watcher?.close();
		if (this.#output)
			this.#wiring.wire.remove(this.#output);
		if (this.#pulls)
			this.#wiring.wire.pull = "none";
		this.#wiring.taken = false;
	}

	#check(): void {
		if (this.#closed)
			throw new Error("Digital: closed");
	}
}
