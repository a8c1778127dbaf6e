import WiFi from "embedded:network/interface/wifi";
import { NativeCounter } from "../../../drivers/pulse-input/native-counter";
import { NativeDiscCounter } from "../../../drivers/pulse-input/native-disc-counter";
import { SoftUART } from "../../../drivers/soft-uart/soft-uart";
import { TWAI } from "../../../drivers/twai/twai";
import { UART } from "../../../drivers/uart/uart";
import { USBConsole } from "../../../drivers/usb-console/usb-console";
import { SDKAnalog } from "../../adapters/sdk-analog";
import { SDKAnalogOutput } from "../../adapters/sdk-analog-output";
import { SDKDigital } from "../../adapters/sdk-digital";
import type { NetworkHardware } from "../../../services/platform";
import type { Board } from "../../board";
import { fullCurrent, fullVoltage } from "../encoder-circuit";
import { radio } from "../../radio/radio";

/**
 * Lolin S3 mini. The console is on USB. GPIO 26 to 32 belong to flash and PSRAM; 0, 3, 45 and 46 decide how the chip starts.
 */
export const board: Board = Object.freeze({
	name: "s3-mini",
	chip: "ESP32-S3",
	network: Object.freeze({ kind: "wifi", io: WiFi as unknown as NetworkHardware["io"], radio }),
	// Memory for MQTT over TLS and three browsers beside one busy port: see docs/performance.md.
	web: Object.freeze({ connections: 6, listeners: 3 }),
	defaults: Object.freeze({ mbusPort: "off" }),
	ports: Object.freeze({
		p1: Object.freeze({
			serial: Object.freeze({ io: UART, port: 1, receive: 18 }),
			request: Object.freeze({ io: SDKDigital, pin: 16 }),
		}),
		mbus: Object.freeze({
			serial: Object.freeze({ io: UART, port: 2, receive: 13, transmit: 12 }),
			supply: Object.freeze({ io: SDKDigital, pin: 11 }),
		}),
		optical: Object.freeze({
			serial: Object.freeze({ io: UART, port: 0, receive: 7, transmit: 9 }),
		}),
		pulse1: Object.freeze({ io: NativeCounter, light: NativeDiscCounter, pin: 5, pull: "up" }),
		pulse2: Object.freeze({ io: NativeCounter, light: NativeDiscCounter, pin: 6, pull: "up" }),
		can: Object.freeze({ io: TWAI, receive: 10, transmit: 8 }),
		encoder: Object.freeze({
			serial: Object.freeze({ io: SoftUART, receive: 15, transmit: 14 }),
			hold: Object.freeze({ io: SDKDigital, pin: 14 }),
			current: Object.freeze({ io: SDKAnalog, pin: 1, full: fullCurrent }),
			voltage: Object.freeze({ io: SDKAnalog, pin: 2, full: fullVoltage }),
			currentReceiver: Object.freeze({
				serial: Object.freeze({ io: SoftUART, receive: 17, transmit: 14 }),
				threshold: Object.freeze({ io: SDKAnalogOutput, pin: 21 }),
			}),
		}),
	}),
	// In builds with debugger or instrumentation the SDK has it, and lets nobody else in.
	console: Object.freeze({ io: USBConsole, log: "instead" }),
	// The button that also makes the chip wait for an upload when it starts.
	button: Object.freeze({ io: SDKDigital, pin: 0 }),
});
