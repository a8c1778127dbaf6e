import WiFi from "embedded:network/interface/wifi";
import { UART } from "../../../drivers/uart/uart";
import { SDKDigital } from "../../adapters/sdk-digital";
import type { Board } from "../../board";

/**
 * Lolin C3 mini. The console is on USB. GPIO 2, 8 and 9 decide how the chip starts, 7 is the LED, 11 to 17 belong to the flash.
 */
export const board: Board = Object.freeze({
	name: "c3-mini",
	chip: "ESP32-C3",
	network: Object.freeze({ kind: "wifi", io: WiFi }),
	ports: Object.freeze({
		p1: Object.freeze({
			serial: Object.freeze({ io: UART, port: 1, receive: 4 }),
			request: Object.freeze({ io: SDKDigital, pin: 5 }),
		}),
		mbus: Object.freeze({
			serial: Object.freeze({ io: UART, port: 0, receive: 20, transmit: 21 }),
		}),
		optical: Object.freeze({
			serial: Object.freeze({ io: UART, port: 0, receive: 10, transmit: 6 }),
		}),
	}),
});
