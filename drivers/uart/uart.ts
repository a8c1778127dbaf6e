import type { SerialOptions } from "../serial";
import { NativeSerial } from "./native-serial";
import type { BaudRange } from "./native-serial";
import { UARTPort } from "./uart-port";

const bauds: BaudRange = Object.freeze({ minimum: 50, maximum: 921_600 });

/**
 * A serial port of the chip (or, under Linux, a tty): ECMA-419 Serial with what meters need beyond it. See `docs/drivers/uart.md`.
 *
 * Bytes leave the hardware in native code into a ring of `bufferSize` bytes, so nothing that JavaScript does can lose one before the ring is full.
 *
 * Throws a TypeError or RangeError for an option that cannot be, and an Error when the pins, the port or the device are taken; nothing is
 * claimed then.
 */
export class UART extends NativeSerial {
	constructor(options: SerialOptions) {
		super(options, UARTPort, bauds);
	}
}
