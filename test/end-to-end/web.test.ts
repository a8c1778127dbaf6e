import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Duplex } from "node:stream";
import parsePrometheus from "parse-prometheus-text-format";
import { SimulatedDevice } from "../support/simulated-device";
import { request } from "../support/web-bench";

/** A client in this process. */
class Client {
	received = "";
	closed = false;
	readonly socket: Duplex;

	constructor(device: SimulatedDevice, port = 80) {
		this.socket = device.simulation.network.dial(port);
		this.socket.on("data", (data: Buffer) => this.received += data.toString("latin1")).on("close", () => this.closed = true).on(
			"end",
			() => this.closed = true,
		);
		this.socket.on("error", () => {});
	}

	get status(): number {
		return Number(/^HTTP\/1\.1 (\d+)/.exec(this.received)?.[1] ?? 0);
	}

	get body(): string {
		return this.received.slice(this.received.indexOf("\r\n\r\n") + 4);
	}
}

async function ask(device: SimulatedDevice, method: string, target: string, options: Parameters<typeof request>[2] = {}): Promise<Client> {
	const client = new Client(device);
	client.socket.write(request(method, target, options));
	for (let turn = 0; turn < 20 && !client.closed; turn++)
		await device.run(0.5);
	return client;
}

describe("the web server in the firmware on XS", () => {
	it("tells everything there is over HTTP", { timeout: 120_000 }, async () => {
		const device = await SimulatedDevice.open("demo");
		try {
			await device.run(40);
			const live = JSON.parse((await ask(device, "GET", "/api/v1/live")).body) as {
				time: number;
				meters: { name: string; values: { name: string; value: string; unit?: string; }[]; }[];
			};
			const p1 = live.meters.find(({ name }) => name === "P1")!;
			assert.equal(p1.values.find(({ name }) => name === "ImportActive")?.unit, "kWh");
			assert.match(p1.values.find(({ name }) => name === "Gas.Volume")!.value, /^435\.\d{3}$/);
			for (const target of ["ports", "settings", "device", "log", "session", "mbus", "script"]) {
				const client = await ask(device, "GET", `/api/v1/${target}`);
				assert.equal(client.status, 200, target);
				JSON.parse(client.body);
			}
			const { settings } = JSON.parse((await ask(device, "GET", "/api/v1/settings")).body) as { settings: Record<string, unknown>[]; };
			assert.ok(settings.every(({ secret, value }) => !secret || value === undefined));
			await ask(device, "GET", "/api/v1/ports/p1/telegrams");
			await device.run(20);
			const { telegrams } = JSON.parse((await ask(device, "GET", "/api/v1/ports/p1/telegrams")).body) as {
				telegrams: { good: boolean; form: string; data: string; explanation: { at: number; length: number; text: string; }[]; }[];
			};
			const [telegram] = telegrams;
			assert.ok(telegram!.good);
			const note = telegram!.explanation.find(({ text }) => text.startsWith("1-0:1.8.1"))!;
			assert.match(telegram!.data.slice(note.at, note.at + note.length), /^1-0:1\.8\.1\(\d+\.\d+\*kWh\)$/);
			const file = await ask(device, "GET", "/api/v1/ports/p1/telegrams.bin");
			assert.ok(file.body.startsWith("/XMX5"));
			const changed = await ask(device, "PATCH", "/api/v1/settings", { body: JSON.stringify({ telePeriod: "60", mqttPort: "x" }) });
			assert.equal(changed.status, 422);
			assert.ok((JSON.parse(changed.body) as { errors: { mqttPort: string; }; }).errors.mqttPort);
			assert.equal((await ask(device, "PATCH", "/api/v1/settings", { body: "{\"telePeriod\":60}" })).body, "{\"restart\":false}");
		}
		finally {
			await device.close();
		}
	});

	it("speaks Prometheus' format, as a parser of npm reads it", { timeout: 120_000 }, async () => {
		const device = await SimulatedDevice.open("demo");
		try {
			await device.run(30);
			const client = await ask(device, "GET", "/metrics");
			const metrics = parsePrometheus(client.body);
			const find = (name: string) => metrics.find(metric => metric.name === name)!;
			const energy = find("meterwire_value").metrics.find(({ labels }) => labels!["name"] === "ImportActive" && labels!["meter"] === "P1")!;
			assert.ok(Number(energy.value) > 1000);
			assert.equal(energy.labels!["unit"], "kWh");
			assert.equal(find("meterwire_port_telegrams_total").type, "COUNTER");
			assert.ok(metrics.length >= 12 && metrics.every(({ help }) => help));
		}
		finally {
			await device.close();
		}
	});

	it("fifty slow and broken clients cost no telegram of a meter that sends each second, and the page answers all the time", {
		timeout: 240_000,
	}, async () => {
		const device = await SimulatedDevice.open({ p1: { meter: "belgian" } }, {
			settings: { publishInterval: "0" },
			page: {
				policy: "default-src 'none'",
				files: [{ path: "/", type: "text/html", tag: "1", data: new Uint8Array(30_000).fill(65).buffer }],
			},
		});
		try {
			await device.run(10);
			const kinds = [
				(client: Client) => client.socket.write("GET / HTTP/1.1\r\nhost: a\r\n"),
				(client: Client) => client.socket.write("GET /"),
				(client: Client) => client.socket.write(`GET / HTTP/1.1\r\nx: ${"y".repeat(6000)}`),
				(client: Client) =>
					client.socket.write(`PUT /api/v1/script HTTP/1.1\r\nhost: 10.0.0.1\r\ncontent-length: 900000000\r\n\r\n${"z".repeat(3000)}`),
				(client: Client) => client.socket.write("PUT /api/v1/script HTTP/1.1\r\nhost: 10.0.0.1\r\ncontent-length: 9000\r\n\r\nabc"),
				(client: Client) => client.socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC])),
				(client: Client) => client.socket.destroy(),
				() => {},
			];
			const before = device.published("/SENSOR").length, from = device.simulation.scheduler.now;
			const clients: Client[] = [];
			let answered = 0;
			for (let second = 0; second < 20; second++) {
				for (let count = 0; clients.filter(client => !client.closed).length < 50 && count < 50; count++) {
					const client = new Client(device);
					kinds[clients.length % kinds.length]!(client);
					clients.push(client);
				}
				for (const client of clients)
					if (!client.closed && second % 3 === 0)
						client.socket.write("x: y\r\n");
				await device.run(0.5);
				const page = new Client(device);
				page.socket.write(request("GET", "/"));
				await device.run(0.5);
				for (let turn = 0; turn < 4 && !page.closed; turn++)
					await device.run(0.1);
				if (page.status === 200 && page.body.length === 30_000)
					answered++;
			}
			const seconds = (device.simulation.scheduler.now - from) / 1000;
			const telegrams = device.published("/SENSOR").length - before;
			assert.ok(telegrams >= Math.floor(seconds) - 1, `${telegrams} in ${seconds} s`);
			assert.equal(answered, 20);
			assert.equal(device.simulation.machine.exceptions, 0);
			const counters = JSON.parse((await ask(device, "GET", "/api/v1/ports")).body) as {
				ports: { decoder: { checkErrors: number; formatErrors: number; }; faults: { overrun: number; }; }[];
			};
			assert.deepEqual([counters.ports[0]!.decoder.checkErrors, counters.ports[0]!.faults.overrun], [0, 0]);
		}
		finally {
			await device.close();
		}
	});

	it("hands out the P1 port's bytes to programs, and lets go of one that does not keep up", { timeout: 120_000 }, async () => {
		const device = await SimulatedDevice.open("e350", { settings: { rawPort: "8088" } });
		try {
			await device.run(12);
			const one = new Client(device, 8088), other = new Client(device, 8088), third = new Client(device, 8088);
			await device.run(35);
			assert.ok(third.closed);
			const whole = one.received.split("/XMX5").length - 1;
			assert.ok(whole >= 3, one.received.slice(0, 100));
			assert.match(one.received, /1-0:1\.8\.1\(\d+\.\d+\*kWh\)[^]*![0-9A-F]{4}\r\n$/);
			assert.equal(other.received, one.received);
			one.socket.destroy();
			await device.run(12);
			assert.ok(other.received.length > one.received.length);
			assert.equal(device.simulation.machine.exceptions, 0);
		}
		finally {
			await device.close();
		}
	});
});
