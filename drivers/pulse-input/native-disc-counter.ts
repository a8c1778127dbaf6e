import { integerOption, pinOption } from "../native-options";
import { CounterFace } from "./counter-face";
import { counterMicroseconds } from "./counter-options";
import { DiscPort } from "./disc-port";
import type { PulseCounterOptions } from "./pulse-counter";

/**
 * `PulseCounter` of the chip for a Ferraris disc: samples the light of a reflective sensor on an ADC pin. Throws a RangeError for an option that cannot
 * be, and an Error when the pin is taken or has no ADC; nothing is claimed then.
 */
export class NativeDiscCounter extends CounterFace {
	constructor({ pin, threshold = 100, minimumPulse, minimumPause }: PulseCounterOptions) {
		const share = integerOption("threshold", threshold, 1, 200)!;
		super(new DiscPort(pinOption("pin", pin)!, share, counterMicroseconds(minimumPulse), counterMicroseconds(minimumPause)));
	}
}
