import WiFi from "embedded:network/interface/wifi";
import { NativeCounter } from "../../../drivers/pulse-input/native-counter";
import { NativeDiscCounter } from "../../../drivers/pulse-input/native-disc-counter";
import { softBauds, SoftUART } from "../../../drivers/soft-uart/soft-uart";
import { TWAI } from "../../../drivers/twai/twai";
import { UART } from "../../../drivers/uart/uart";
import { SDKAnalog } from "../../adapters/sdk-analog";
import { SDKAnalogOutput } from "../../adapters/sdk-analog-output";
import { SDKDigital } from "../../adapters/sdk-digital";
import type { NetworkHardware } from "../../../services/platform";
import type { Board } from "../../board";
import { fullCurrent, fullVoltage } from "../encoder-circuit";
import { radio } from "../../radio/radio";

/**
 * Wemos D1 mini ESP32 and other boards with an ESP32-WROOM. UART 0 with GPIO 1 and 3 is the console. GPIO 16 and 17 are the pads D4 and D3; on a
 * module with PSRAM (WROVER) they are taken.
 */
export const board: Board = Object.freeze({
	name: "d1-mini-esp32",
	chip: "ESP32",
	network: Object.freeze({ kind: "wifi", io: WiFi as unknown as NetworkHardware["io"], radio }),
	// Memory for MQTT over TLS and three browsers beside one busy port: see docs/performance.md.
	web: Object.freeze({ connections: 6, listeners: 3 }),
	defaults: Object.freeze({ mbusPort: "off" }),
	ports: Object.freeze({
		p1: Object.freeze({
			serial: Object.freeze({ io: UART, port: 2, receive: 16 }),
			request: Object.freeze({ io: SDKDigital, pin: 17 }),
		}),
		mbus: Object.freeze({
			serial: Object.freeze({
				io: UART,
				port: 1,
				receive: 21,
				transmit: 22,
				software: Object.freeze({ io: SoftUART, maximumBaud: softBauds.maximum }),
			}),
			supply: Object.freeze({ io: SDKDigital, pin: 19 }),
		}),
		optical: Object.freeze({
			serial: Object.freeze({ io: UART, port: 1, receive: 18, transmit: 26 }),
		}),
		pulse1: Object.freeze({ io: NativeCounter, light: NativeDiscCounter, pin: 32, pull: "up" }),
		pulse2: Object.freeze({ io: NativeCounter, pin: 13, pull: "up" }),
		can: Object.freeze({ io: TWAI, receive: 4, transmit: 14 }),
		encoder: Object.freeze({
			serial: Object.freeze({ io: SoftUART, receive: 23, transmit: 27 }),
			hold: Object.freeze({ io: SDKDigital, pin: 27 }),
			current: Object.freeze({ io: SDKAnalog, pin: 34, full: fullCurrent }),
			voltage: Object.freeze({ io: SDKAnalog, pin: 35, full: fullVoltage }),
			currentReceiver: Object.freeze({
				serial: Object.freeze({ io: SoftUART, receive: 33, transmit: 27 }),
				threshold: Object.freeze({ io: SDKAnalogOutput, pin: 25 }),
			}),
		}),
	}),
	// In builds with debugger or instrumentation the SDK has it, and lets nobody else in. In the others it prints to nowhere (CONFIG_ESP_CONSOLE_NONE).
	console: Object.freeze({ io: UART, port: 0, receive: 3, transmit: 1, log: "also" }),
	// The button that also makes the chip wait for an upload when it starts.
	button: Object.freeze({ io: SDKDigital, pin: 0 }),
});
