import type { PortOptions } from "../uart/native-port";
import { PortBase } from "../uart/port-base";

/** The native port: `esp32/soft-uart.c`. */
export class SoftUARTPort extends PortBase {
	constructor(options: PortOptions) {
		super();
		native("xs_meterwire_soft_uart_constructor").call(this, options);
	}
}
