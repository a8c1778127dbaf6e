import { pinOption } from "../native-options";
import { CounterFace } from "./counter-face";
import { counterMicroseconds } from "./counter-options";
import { CounterPort } from "./counter-port";
import type { PulseCounterOptions } from "./pulse-counter";

const pulls: readonly string[] = Object.freeze(["none", "up", "down"]);

/**
 * `PulseCounter` of the chip: counts in the pin's interrupt. Throws a RangeError for an option that cannot be, and an Error when the pin is taken;
 * nothing is claimed then.
 */
export class NativeCounter extends CounterFace {
	constructor({ pin, active = 0, pull = "none", minimumPulse, minimumPause }: PulseCounterOptions) {
		if (active !== 0 && active !== 1)
			throw new RangeError("active");
		if (!pulls.includes(pull))
			throw new RangeError("pull");
		const pulse = counterMicroseconds(minimumPulse), pause = counterMicroseconds(minimumPause);
		super(new CounterPort(pinOption("pin", pin)!, active, pulls.indexOf(pull), pulse, pause));
	}
}
