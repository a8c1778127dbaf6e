import type { PortOptions } from "./native-port";
import { PortBase } from "./port-base";

/** The native port: `esp32/uart.c` on the chip, `lin/uart.c` on Linux. */
export class UARTPort extends PortBase {
	constructor(options: PortOptions) {
		super();
		native("xs_meterwire_uart_constructor").call(this, options);
	}
}
