import type { SerialOptions } from "../serial";
import { NativeSerial } from "../uart/native-serial";
import type { BaudRange } from "../uart/native-serial";
import { USBPort } from "./usb-port";

const bauds: BaudRange = Object.freeze({ minimum: 50, maximum: 921_600 });

/**
 * The serial port that the USB of an ESP32-S3 or C3 shows to a PC (USB Serial/JTAG). Shape and behaviour are those of `UART`; there is no line, so
 * format, `quiet` and break are taken and mean nothing. While nobody on the PC has the port open, what is written stays where it is: there is no room
 * again until somebody reads.
 *
 * Throws a TypeError or RangeError for an option that cannot be, and an Error when somebody else has the port, as a debugger has.
 */
export class USBConsole extends NativeSerial {
	constructor(options: SerialOptions) {
		super(options, USBPort, bauds);
	}
}
