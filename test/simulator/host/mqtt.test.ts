import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import tls from "node:tls";
import { connectAsync } from "mqtt";
import { EmbeddedBroker } from "../../../simulator/broker";
import { engines, probe } from "./probe";

/** What came by `onControl`, in the order of the operations: a broker may answer in another order than it was asked. */
function controls(lines: readonly string[]): { operation: number; id?: number; returnCode?: number; payload?: number[]; }[] {
	return lines.filter(line => line.startsWith("control ")).map(line => JSON.parse(line.slice("control ".length)))
		.sort((one, other) => one.operation - other.operation);
}

const connack = 2, puback = 4, suback = 9, pingresp = 13;

for (const { engine, skip } of engines) {
	test(`${engine}: connects, subscribes, publishes, receives, stays connected`, { skip }, async () => {
		const broker = await EmbeddedBroker.open(0);
		const { simulation, events, logs } = probe("mqtt", { engine, settings: { Port: String(broker.port) } });
		broker.attach(simulation.network);
		await simulation.run(1);
		assert.equal(logs()[0], "early true", "a write before there is a socket is a TypeError");
		assert.deepEqual(controls(logs()), [
			{ operation: connack, returnCode: 0 },
			{ operation: puback, id: 8 },
			{ operation: suback, id: 7, payload: [0] },
		]);
		assert.deepEqual(events.flatMap(event => event.event === "publish" ? [[event.topic, event.payload, event.retain]] : []), [
			["probe/LWT", "Online", true],
			["probe/one", "1", false],
		]);
		await broker.publish("cmnd/a", "x".repeat(4000));
		await broker.publish("cmnd/b", "short");
		await simulation.run(1);
		const received = logs().filter(line => line.includes("xxx") || line.includes("short"));
		assert.deepEqual(received.map(line => line.replace(/x{20}/, "x")), [
			"cmnd/a 4000 1436 more x",
			"…  1436 more x",
			"…  1128 x",
			"cmnd/b 5 5 short",
		]);
		// Ten keep-alive intervals.
		await simulation.run(200);
		assert.ok(!logs().some(line => line.startsWith("error")));
		assert.ok(controls(logs()).filter(message => message.operation === pingresp).length >= 10);
		await simulation.close();
		await broker.close();
	});

	test(`${engine}: an empty PUBLISH wedges the client until its keep-alive fails`, { skip }, async () => {
		const broker = await EmbeddedBroker.open(0);
		const { simulation, logs } = probe("mqtt", { engine, settings: { Port: String(broker.port) } });
		broker.attach(simulation.network);
		await simulation.run(1);
		await broker.publish("cmnd/empty", "");
		await broker.publish("cmnd/after", "lost");
		await simulation.run(60);
		assert.ok(!logs().some(line => line.includes("lost")));
		// 1.5 times the keep-alive of 20 s.
		assert.deepEqual(logs().filter(line => line.startsWith("error")), ["error 30000"]);
		await simulation.close();
		await broker.close();
	});
}

test("close during the look-up throws from the resolver", async () => {
	const { simulation, events } = probe("close during lookup", { engine: "node", settings: { Port: "1883" } });
	await simulation.run(0.1);
	await simulation.close();
	assert.equal(simulation.machine.exceptions, 1);
	assert.match(events.find(event => event.event === "exception")!.text, /TypeError/);
});

test("a broker that is not there is an error, and a line for the user", async () => {
	const { simulation, events, logs } = probe("mqtt", { engine: "node", settings: { Port: String(await freePort()) } });
	await simulation.run(1);
	await simulation.close();
	assert.deepEqual(logs().slice(1), ["error 0"]);
	assert.match(events.find(event => event.event === "trouble")!.text, /^127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
});

test("user and password; a refusal shows as an error without a reason", async () => {
	const broker = await EmbeddedBroker.open(0, { user: "me", password: "secret" });
	for (const [password, good] of [["secret", true], ["wrong", false]] as const) {
		const { simulation, logs } = probe("mqtt", { engine: "node", settings: { Port: String(broker.port), User: "me", Password: password } });
		broker.attach(simulation.network);
		await simulation.run(1);
		await simulation.close();
		assert.equal(controls(logs()).length > 0, good);
		assert.equal(logs().some(line => line.startsWith("error")), !good);
	}
	await broker.close();
});

test("the embedded broker serves real clients too, and tells them of a lost chip", async () => {
	const broker = await EmbeddedBroker.open(0);
	const client = await connectAsync(broker.url);
	const seen: string[] = [];
	client.on("message", (topic, payload) => seen.push(`${topic} ${payload.toString()}`));
	await client.subscribeAsync("probe/#");
	const { simulation, logs } = probe("mqtt", { engine: "node", settings: { Port: String(broker.port) } });
	broker.attach(simulation.network);
	await simulation.run(1);
	await client.publishAsync("cmnd/go", "now");
	await until(() => client.connected && seen.length >= 2);
	await simulation.run(1);
	assert.ok(logs().includes("cmnd/go 3 3 now"));
	simulation.network.up = false;
	await until(() => seen.includes("probe/LWT Offline"));
	assert.deepEqual(seen, ["probe/LWT Online", "probe/one 1", "probe/LWT Offline"]);
	await simulation.close();
	await client.endAsync();
	await broker.close();
});

const mosquitto = spawnSync("mosquitto", ["-h"]).error ? "needs mosquitto" : false;

test("Mosquitto with a password", { skip: mosquitto }, async () => {
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-"));
	const port = await freePort();
	execFileSync("mosquitto_passwd", ["-b", "-c", path.join(folder, "passwords"), "me", "secret"], { stdio: "ignore" });
	writeFileSync(
		path.join(folder, "conf"),
		`listener ${port} 127.0.0.1\npassword_file ${path.join(folder, "passwords")}\nallow_anonymous false\n${
			process.getuid?.() === 0 ? "user root\n" : ""
		}`,
	);
	const server = spawn("mosquitto", ["-c", path.join(folder, "conf")], { stdio: "ignore" });
	try {
		await until(() => reachable(port));
		for (const [password, good] of [["secret", true], ["wrong", false]] as const) {
			const { simulation, logs } = probe("mqtt", { settings: { Port: String(port), User: "me", Password: password } });
			await simulation.run(120);
			await simulation.close();
			assert.deepEqual(controls(logs()).slice(0, 3).map(message => message.operation), good ? [connack, puback, suback] : []);
			assert.equal(logs().some(line => line.startsWith("error")), !good);
		}
	}
	finally {
		server.kill();
		rmSync(folder, { recursive: true });
	}
});

const openssl = spawnSync("openssl", ["version"]).error ? "needs openssl" : false;

test("TLS; a certificate that is not trusted throws from the socket below", { skip: openssl }, async () => {
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-"));
	const key = path.join(folder, "key.pem"), cert = path.join(folder, "cert.pem");
	execFileSync("openssl", [
		"req",
		"-x509",
		"-newkey",
		"rsa:2048",
		"-nodes",
		"-keyout",
		key,
		"-out",
		cert,
		"-days",
		"2",
		"-subj",
		"/CN=localhost",
	], { stdio: "ignore" });
	const broker = await EmbeddedBroker.open(0);
	const server = tls.createServer(
		{ key: readFileSync(key), cert: readFileSync(cert) },
		socket => socket.pipe(net.connect(broker.port, "127.0.0.1")).pipe(socket),
	);
	server.on("tlsClientError", () => {});
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as net.AddressInfo;
	try {
		const trusting = probe("mqtt", { settings: { Port: String(port), Host: "localhost", TLS: "any" } });
		await trusting.simulation.run(60);
		await trusting.simulation.close();
		assert.deepEqual(controls(trusting.logs()).slice(0, 3).map(message => message.operation), [connack, puback, suback]);
		assert.ok(!trusting.logs().some(line => line.startsWith("error")));

		const careful = probe("mqtt", { settings: { Port: String(port), Host: "localhost", TLS: "verify" } });
		await careful.simulation.run(0.1);
		await careful.simulation.close();
		assert.match(careful.events.find(event => event.event === "exception")!.text, /certificate: auth err/);
		assert.match(careful.events.find(event => event.event === "trouble")!.text, /self.signed/);
	}
	finally {
		server.close();
		await broker.close();
		rmSync(folder, { recursive: true });
	}
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const end = Date.now() + 5000;
	while (!await condition()) {
		assert.ok(Date.now() < end, "waited too long");
		await new Promise(resolve => setTimeout(resolve, 20));
	}
}

function reachable(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = net.connect(port, "127.0.0.1");
		socket.on("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.on("error", () => resolve(false));
	});
}

async function freePort(): Promise<number> {
	const server = net.createServer();
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as net.AddressInfo;
	await new Promise(resolve => server.close(resolve));
	return port;
}
