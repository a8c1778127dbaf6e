import Time from "time";
import Timer from "timer";
import { UART } from "../../drivers/uart/uart";
import type { Platform } from "../../services/platform";
import { SDKTimers } from "../adapters/sdk-timers";
import type { TimerModule } from "../adapters/sdk-timers";
import type { Board } from "../board";
import { Chip } from "../chip/chip";
import { sdkPlatform } from "../sdk-platform";
import { FileStorage } from "./file-storage";
import { LANInterface } from "./lan-interface";

/**
 * A Linux machine. The environment names what a board would have: `METERWIRE_P1`, `METERWIRE_OPTICAL` and `METERWIRE_MBUS`, the paths of
 * the ports' ttys, `METERWIRE_HTTP`, the TCP port of the page (8080), and `METERWIRE_STATE`, the path of the file where settings are kept (in memory when there is none).
 */
export function createPlatform(): Platform {
	const timers = new SDKTimers(Timer as unknown as TimerModule, Time);
	const p1 = Chip.environment("METERWIRE_P1"), optical = Chip.environment("METERWIRE_OPTICAL");
	const mbus = Chip.environment("METERWIRE_MBUS");
	const board: Board = {
		name: "linux",
		chip: "Linux",
		network: { kind: "ethernet", io: LANInterface },
		ports: {
			...(p1 && { p1: { serial: { io: UART, device: p1 } } }),
			...(optical && { optical: { serial: { io: UART, device: optical } } }),
			// A converter on USB holds back what it hears.
			...(mbus && { mbus: { serial: { io: UART, device: mbus }, latency: 20 } }),
		},
	};
	return sdkPlatform({
		board,
		timers,
		// The system keeps its own clock right.
		clock: {
			get now() {
				return Date.now();
			},
			set() {},
		},
		webPort: Number(Chip.environment("METERWIRE_HTTP") ?? 8080),
		storage: new FileStorage(Chip.environment("METERWIRE_STATE")),
	});
}
