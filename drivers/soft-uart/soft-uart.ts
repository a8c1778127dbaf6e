import type { SerialOptions } from "../serial";
import { NativeSerial } from "../uart/native-serial";
import type { BaudRange } from "../uart/native-serial";
import { SoftUARTPort } from "./soft-uart-port";

/** Rates that need no UART. */
export const softBauds: BaudRange = Object.freeze({ minimum: 200, maximum: 2400 });

/**
 * A serial port on any pins of the chip, without one of its UARTs: for the slow wires. Shape and behaviour are those of `UART`, from 200 to 2400 baud;
 * `port` is ignored, and there is no `enable`. See `docs/drivers/soft-uart.md`.
 *
 * Throws a TypeError or RangeError for an option that cannot be, and an Error when a pin is taken or the RMT has no channel left to send with;
 * nothing is claimed then.
 */
export class SoftUART extends NativeSerial {
	constructor(options: SerialOptions) {
		if (options.enable)
			throw new RangeError("enable: this port has no UART that could drive the pin");
		super(options, SoftUARTPort, softBauds);
	}
}
