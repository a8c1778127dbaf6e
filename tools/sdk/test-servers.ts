import { writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import tls from "node:tls";
import { makeIdentity, skipWithoutOpenSSL } from "../../test/support/authority";
import { Mosquitto } from "../../test/support/mosquitto";
import { bytes, e350, sealed } from "../../test/telegrams/dsmr";
import { runApp, SerialLine } from "./headless";

type Report = (name: string, problem?: string) => void;

interface Post {
	readonly url: string;
	readonly authorization: string;
	readonly body: string;
}

/** Runs the firmware at a P1 meter until `server` has got two posts. Returns them, and what the firmware said. */
async function receive(
	loader: string,
	app: string,
	server: http.Server | https.Server,
	settings: (port: number) => Record<string, string>,
) {
	const line = await SerialLine.open(), stop = new AbortController();
	const posts: Post[] = [], log: string[] = [];
	// Each telegram has another check sum's worth of news: a value is sent once.
	let turn = 0;
	const meter = setInterval(() => {
		const text = e350.replace("687.138", `687.${200 + ++turn}`);
		writeFileSync(path.join(line.folder, "b"), bytes(sealed(text)));
	}, 1000);
	let connections = 0;
	server.on("connection", () => connections++);
	server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
		let body = "";
		request.on("data", (part: Buffer) => body += part.toString());
		request.on("end", () => {
			response.writeHead(204).end();
			posts.push({ url: `${request.method} ${request.url}`, authorization: request.headers.authorization ?? "", body });
			if (posts.length === 2)
				stop.abort();
		});
	});
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	try {
		const { port } = server.address() as AddressInfo;
		writeFileSync(path.join(line.folder, "settings"), JSON.stringify({ influxInterval: "1", ...settings(port) }));
		const status = await runApp(loader, app, line.folder, 60, {
			env: { METERWIRE_P1: "a", METERWIRE_STATE: "settings", METERWIRE_HTTP: String(20_000 + process.pid % 20_000) },
			signal: stop.signal,
			onLine: text => void log.push(text),
		});
		return { posts, connections, status, said: log.join(" | ") };
	}
	finally {
		clearInterval(meter);
		server.close();
		line.close();
	}
}

/** The SDK's HTTP client and its TLS against servers on this machine: values for an InfluxDB, and MQTT with the same certificate authority. */
export async function testServers(loader: string, app: string, report: Report): Promise<void> {
	const plain = await receive(loader, app, http.createServer(), port => ({
		influxUrl: `http://127.0.0.1:${port}/write?db=meters`,
		influxToken: "meter:s3cret",
	}));
	report("InfluxDB 1: values over HTTP", fault(plain, "POST /write?db=meters", `Basic ${btoa("meter:s3cret")}`));
	if (skipWithoutOpenSSL)
		return console.log(`skipped: https and mqtts: ${skipWithoutOpenSSL}`);
	const { authority, ...identity } = makeIdentity();
	const pem = authority.split("\n").join("");
	const broker = await Mosquitto.open();
	const secureBroker = tls.createServer(identity, socket => socket.pipe(net.connect(broker.port, "127.0.0.1")).pipe(socket));
	await new Promise<void>(resolve => secureBroker.listen(0, "127.0.0.1", resolve));
	secureBroker.on("tlsClientError", () => {});
	try {
		const secure = await receive(loader, app, https.createServer(identity), port => ({
			influxUrl: `https://127.0.0.1:${port}/api/v2/write?org=home&bucket=meters`,
			influxToken: "abc-_==",
			authority: pem,
			mqttHost: "127.0.0.1",
			mqttPort: String((secureBroker.address() as AddressInfo).port),
			mqttTls: "on",
			mqttUser: broker.user,
			mqttPassword: broker.password,
		}));
		report("InfluxDB 2: values over HTTPS", fault(secure, "POST /api/v2/write?org=home&bucket=meters", "Token abc-_=="));
		report("MQTT over TLS with the house's own authority", secure.said.includes("MQTT: connected") ? undefined : secure.said);
		const other = makeIdentity();
		const wrong = await receive(
			loader,
			app,
			https.createServer(other),
			port => ({ influxUrl: `https://127.0.0.1:${port}/`, authority: pem }),
		);
		report(
			"HTTPS: a server of another authority gets nothing",
			wrong.posts.length === 0 && /InfluxDB: TLS/.test(wrong.said) ? undefined : wrong.said,
		);
	}
	finally {
		secureBroker.close();
		broker.close();
	}
}

function fault({ posts, connections, said }: Awaited<ReturnType<typeof receive>>, url: string, authorization: string): string | undefined {
	const [first, second] = posts;
	const isGood = first?.url === url && first.authorization === authorization && second !== undefined && first.body !== second.body
		&& posts.every(({ body }) => /^meterwire,device=\S+,meter=P1 \S*ImportActive\S*=687\.2\d\d\S* \d{19}\n$/.test(body))
		&& connections === 1;
	return isGood ? undefined : `${JSON.stringify(posts)} over ${connections} connections; ${said}`;
}
