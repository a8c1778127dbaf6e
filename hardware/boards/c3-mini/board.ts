import WiFi from "embedded:network/interface/wifi";
import { NativeCounter } from "../../../drivers/pulse-input/native-counter";
import { NativeDiscCounter } from "../../../drivers/pulse-input/native-disc-counter";
import { softBauds, SoftUART } from "../../../drivers/soft-uart/soft-uart";
import { TWAI } from "../../../drivers/twai/twai";
import { UART } from "../../../drivers/uart/uart";
import { USBConsole } from "../../../drivers/usb-console/usb-console";
import { SDKAnalog } from "../../adapters/sdk-analog";
import { SDKDigital } from "../../adapters/sdk-digital";
import type { NetworkHardware } from "../../../services/platform";
import type { Board } from "../../board";
import { fullCurrent } from "../encoder-circuit";
import { radio } from "../../radio/radio";

/**
 * Lolin C3 mini. The console is on USB. GPIO 2, 8 and 9 decide how the chip starts, 7 is the LED, 11 to 17 belong to the flash.
 */
export const board: Board = Object.freeze({
	name: "c3-mini",
	chip: "ESP32-C3",
	network: Object.freeze({ kind: "wifi", io: WiFi as unknown as NetworkHardware["io"], radio }),
	// Memory for one busy port, MQTT over TLS and two browsers: see docs/performance.md.
	web: Object.freeze({ connections: 4, listeners: 2 }),
	defaults: Object.freeze({ mbusPort: "off", opticalMode: "off" }),
	ports: Object.freeze({
		p1: Object.freeze({
			serial: Object.freeze({ io: UART, port: 1, receive: 4 }),
			request: Object.freeze({ io: SDKDigital, pin: 5 }),
		}),
		mbus: Object.freeze({
			serial: Object.freeze({
				io: UART,
				port: 0,
				receive: 20,
				transmit: 21,
				software: Object.freeze({ io: SoftUART, maximumBaud: softBauds.maximum }),
			}),
		}),
		optical: Object.freeze({
			serial: Object.freeze({ io: UART, port: 0, receive: 10, transmit: 6 }),
		}),
		pulse1: Object.freeze({ io: NativeCounter, light: NativeDiscCounter, pin: 3, pull: "up" }),
		pulse2: Object.freeze({ io: NativeCounter, pin: 8, pull: "up" }),
		// The optical port's pins: there is one of the two.
		can: Object.freeze({ io: TWAI, receive: 10, transmit: 6 }),
		encoder: Object.freeze({
			serial: Object.freeze({ io: SoftUART, receive: 7, transmit: 1 }),
			hold: Object.freeze({ io: SDKDigital, pin: 1 }),
			current: Object.freeze({ io: SDKAnalog, pin: 0, full: fullCurrent }),
		}),
	}),
	// In builds with debugger or instrumentation the SDK has it, and lets nobody else in.
	console: Object.freeze({ io: USBConsole, log: "instead" }),
	// The button that also makes the chip wait for an upload when it starts.
	button: Object.freeze({ io: SDKDigital, pin: 9 }),
});
