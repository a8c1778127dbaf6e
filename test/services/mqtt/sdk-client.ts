import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { MQTTClientConstructor } from "../../../services/platform";
import type { VirtualTimers } from "../../support/virtual-timers";

const file = path.join(process.env["MODDABLE"] ?? "", "examples/io/tcp/mqttclient/mqttclient.js");

/** The SDK's own client where the SDK is installed: its source is read, given our timers, and run. */
export const sdkClientMissing = process.env["MODDABLE"] && existsSync(file) ? false : "needs MODDABLE";

export function loadSdkClient(timers: VirtualTimers): MQTTClientConstructor {
	const source = readFileSync(file, "utf8").replace(/^import .*$/gm, "").replace(/^export default /m, "return ");
	const Timer = {
		set: (callback: () => void, delay?: number) => timers.set(callback, delay),
		repeat: (callback: () => void, interval: number) => timers.repeat(callback, interval),
		// The SDK's timers are objects with properties of the client's own; a number is passed over.
		clear: (timer: object | undefined) => timers.clear(timer),
	};
	const Time = {
		get ticks() {
			return timers.ticks;
		},
		delta: (from: number, to: number) => to - from,
	};
	return new Function("Timer", "Time", "trace", source)(Timer, Time, () => undefined) as MQTTClientConstructor;
}
