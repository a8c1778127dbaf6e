import type { SimulatedDevice } from "./simulated-device";

export interface DeviceAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
	/** The body as JSON. */
	readonly json: unknown;
}

/** Asks the firmware's web server, in virtual time. Rejects when there is no whole answer within ten virtual seconds. */
export async function askDevice(
	device: SimulatedDevice,
	method: string,
	path: string,
	{ body, host = "192.168.4.1", authorization }: { body?: unknown; host?: string; authorization?: string; } = {},
): Promise<DeviceAnswer> {
	const socket = device.simulation.network.dial(80);
	const parts: Buffer[] = [];
	let isOver = false;
	socket.on("data", (data: Buffer) => parts.push(data));
	socket.on("close", () => isOver = true);
	socket.on("end", () => isOver = true);
	const text = body === undefined ? "" : JSON.stringify(body);
	socket.write(
		`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${
			authorization ? `Authorization: ${authorization}\r\n` : ""
		}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
	);
	for (let tries = 0; tries < 100 && !isOver; tries++)
		await device.run(0.1);
	socket.destroy();
	const answer = Buffer.concat(parts).toString("utf8"), end = answer.indexOf("\r\n\r\n");
	if (end < 0)
		throw new Error(`no answer to ${method} ${path}: ${JSON.stringify(answer)}`);
	const [first = "", ...lines] = answer.slice(0, end).split("\r\n");
	const content = answer.slice(end + 4);
	return {
		status: Number(first.split(" ")[1]),
		headers: Object.fromEntries(
			lines.map(line => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
		),
		text: content,
		get json(): unknown {
			return JSON.parse(content);
		},
	};
}
