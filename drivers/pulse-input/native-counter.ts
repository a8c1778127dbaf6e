import { CounterPort } from "./counter-port";
import type { PulseCounter, PulseCounterOptions } from "./pulse-counter";

const pulls: readonly string[] = Object.freeze(["none", "up", "down"]);

/**
 * `PulseCounter` of the chip: counts in the pin's interrupt. Throws a RangeError for an option that cannot be, and an Error when the pin is taken;
 * nothing is claimed then.
 */
export class NativeCounter implements PulseCounter {
	#port: CounterPort | undefined;

	constructor({ pin, active = 0, pull = "none", minimumPulse, minimumPause }: PulseCounterOptions) {
		if (!Number.isInteger(pin) || pin < 0 || pin > 63)
			throw new RangeError("pin");
		if (active !== 0 && active !== 1)
			throw new RangeError("active");
		if (!pulls.includes(pull))
			throw new RangeError("pull");
		this.#port = new CounterPort(pin, active, pulls.indexOf(pull), microseconds(minimumPulse), microseconds(minimumPause));
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

function microseconds(time: number): number {
	if (!(time >= 0 && time <= 10_000))
		throw new RangeError("time");
	return Math.round(time * 1000);
}
