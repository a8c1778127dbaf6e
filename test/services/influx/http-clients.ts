import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { HTTPClientConstructor } from "../../../services/platform";
import { HostHTTPClient } from "../../../simulator/host/host-http-client";
import type { VirtualTimers } from "../../support/virtual-timers";

export type ClientKind = "the stand-in" | "the SDK's";

const file = path.join(process.env["MODDABLE"] ?? "", "examples/io/tcp/httpclient/httpclient.js");
/** The SDK's own client takes part where the SDK is installed: its source is read, given our timers, and run. */
export const clientKinds: readonly ClientKind[] = process.env["MODDABLE"] && existsSync(file)
	? ["the stand-in", "the SDK's"]
	: ["the stand-in"];

export function clientClass(kind: ClientKind, timers: VirtualTimers): HTTPClientConstructor {
	if (kind === "the stand-in")
		return HostHTTPClient.bind(timers);
	const source = readFileSync(file, "utf8").replace(/^import .*$/gm, "").replace(/^export default /m, "return ");
	const Timer = {
		set: (callback: () => void, delay?: number) => timers.set(callback, delay),
		clear: (timer: object | undefined) => timers.clear(timer),
	};
	return new Function("Timer", source)(Timer) as HTTPClientConstructor;
}
