import type { PortOptions } from "../uart/native-port";
import { PortBase } from "../uart/port-base";

/** The native port: `esp32/usb-console.c`. */
export class USBPort extends PortBase {
	constructor(options: PortOptions) {
		super();
		native("xs_meterwire_usb_console_constructor").call(this, options);
	}
}
