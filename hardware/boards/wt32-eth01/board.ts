import Ethernet from "embedded:network/interface/ethernet";
import { NativeCounter } from "../../../drivers/pulse-input/native-counter";
import { NativeDiscCounter } from "../../../drivers/pulse-input/native-disc-counter";
import { softBauds, SoftUART } from "../../../drivers/soft-uart/soft-uart";
import { UART } from "../../../drivers/uart/uart";
import { SDKAnalog } from "../../adapters/sdk-analog";
import { SDKDigital } from "../../adapters/sdk-digital";
import type { NetworkHardware } from "../../../services/platform";
import type { Board } from "../../board";
import { fullCurrent } from "../encoder-circuit";

/**
 * WT32-ETH01: ESP32 with a LAN8720 on RMII. UART 0 with GPIO 1 and 3 is the console. GPIO 5 and 33 are the pads RXD and 485_EN; 0, 16, 18, 19, 21,
 * 22, 23, 25, 26 and 27 belong to the Ethernet, and 35, 36 and 39 can have no pull-up.
 * GPIO 15 has ADC2, which is free where there is no Wi-Fi. GPIO 3 is the pad RXD0: pulses there are for builds without a debugger.
 */
export const board: Board = Object.freeze({
	name: "wt32-eth01",
	chip: "ESP32",
	network: Object.freeze({ kind: "ethernet", io: Ethernet as unknown as NetworkHardware["io"] }),
	// Memory for MQTT over TLS and three browsers beside one busy port: see docs/performance.md.
	web: Object.freeze({ connections: 6, listeners: 3 }),
	defaults: Object.freeze({ mbusPort: "off" }),
	ports: Object.freeze({
		p1: Object.freeze({
			serial: Object.freeze({ io: UART, port: 2, receive: 5 }),
			request: Object.freeze({ io: SDKDigital, pin: 33 }),
		}),
		mbus: Object.freeze({
			serial: Object.freeze({
				io: UART,
				port: 1,
				receive: 35,
				transmit: 17,
				software: Object.freeze({ io: SoftUART, maximumBaud: softBauds.maximum }),
			}),
			supply: Object.freeze({ io: SDKDigital, pin: 32 }),
		}),
		optical: Object.freeze({
			serial: Object.freeze({ io: UART, port: 1, receive: 14, transmit: 4 }),
		}),
		pulse1: Object.freeze({ io: NativeCounter, light: NativeDiscCounter, pin: 15, pull: "up" }),
		pulse2: Object.freeze({ io: NativeCounter, pin: 3, pull: "up" }),
		encoder: Object.freeze({
			serial: Object.freeze({ io: SoftUART, receive: 39, transmit: 2 }),
			hold: Object.freeze({ io: SDKDigital, pin: 2 }),
			current: Object.freeze({ io: SDKAnalog, pin: 36, full: fullCurrent }),
		}),
	}),
});
