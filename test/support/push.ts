import { request } from "node:http";
import type { SimulatedDevice } from "./simulated-device";

export interface PushAnswer {
	readonly status: number;
	readonly body: Record<string, unknown>;
}

/** Sends a request to the device's web server, and lets its time pass until the answer is there. */
export async function ask(device: SimulatedDevice, method: string, path: string, body?: Buffer | string, most = 120): Promise<PushAnswer> {
	let answer: PushAnswer | Error | undefined;
	const sent = request({
		method,
		path,
		host: "192.168.4.20",
		headers: { host: "192.168.4.20", ...(body && { "content-length": Buffer.byteLength(body) }) },
		createConnection: () => device.simulation.network.dial(80) as never,
	}, response => {
		let text = "";
		response.setEncoding("utf8").on("data", (part: string) => text += part);
		response.on("end", () => answer = { status: response.statusCode!, body: JSON.parse(text || "{}") as Record<string, unknown> });
	});
	sent.on("error", error => answer ??= error);
	sent.end(body);
	for (let turn = 0; !answer && turn < most * 5; turn++) {
		await device.run(0.2);
		await new Promise(resolve => setImmediate(resolve));
	}
	if (!answer || answer instanceof Error)
		throw answer ?? new Error("no answer");
	return answer;
}
