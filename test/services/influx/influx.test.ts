import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeName, influxLines } from "../../../services/influx/line-protocol";
import { duplexPair } from "../../../simulator/duplex-pair";
import { SimulatedDevice } from "../../support/simulated-device";
import { SimulatedWebServer } from "../../support/web-server";
import { askDevice } from "../../support/ask-device";
import { ask } from "../../support/push";

test("names are escaped, digits stay, texts are left out, long ones are parted", () => {
	assert.equal(escapeName("a b,c=d"), "a\\ b\\,c\\=d");
	const values = [
		{ group: "P1", name: "ImportActive", value: "1234.500", isNumber: true },
		{ group: "P1", name: "Id", value: "E1", isNumber: false },
		{ group: "Gas", name: "Volume", value: "12345678901234567.001", isNumber: true },
	];
	assert.deepEqual(influxLines("my house", "P1", values, 1_796_000_000_000), [
		"meterwire,device=my\\ house,meter=P1 ImportActive=1234.500,Gas.Volume=12345678901234567.001 1796000000000000000\n",
	]);
	const many = Array.from({ length: 200 }, (_, at) => ({ group: "P1", name: `Value.${at}`, value: `${at}.5`, isNumber: true }));
	const lines = influxLines("d", "P1", many, 1);
	assert.ok(lines.length > 1 && lines.every(line => line.length <= 1400));
	assert.equal(lines.join("").match(/Value/g)!.length, 200);
	assert.deepEqual(influxLines("d", "P1", [values[1]!], 1), []);
});

test("the firmware sends each value once, as line protocol over UDP", async t => {
	const device = await SimulatedDevice.open("e350", { settings: { influxHost: "192.168.4.9" } });
	t.after(() => device.close());
	const lines: string[] = [];
	device.simulation.network.serveDatagrams("192.168.4.9", 8089, (_from, bytes) => lines.push(Buffer.from(bytes).toString()));
	await device.run(65);
	assert.ok(lines.length >= 5 && lines.length <= 7, `${lines.length}`);
	for (const line of lines)
		assert.match(line, /^meterwire,device=[^ ,]+,meter=P1 [A-Za-z0-9._]+=[0-9.]+(,[A-Za-z0-9._]+=-?[0-9.]+)* 17952[0-9]{14}\n$/);
	assert.equal(new Set(lines).size, lines.length);
	assert.equal(device.simulation.machine.exceptions, 0);
});

interface Post {
	readonly url: string;
	readonly authorization: string | undefined;
	readonly body: string;
}

/** An InfluxDB in the simulated network. */
function influxServer(
	device: SimulatedDevice,
	answer: (post: Post) => { status: number; headers?: Record<string, string>; body?: string; },
) {
	const posts: Post[] = [];
	const server = new SimulatedWebServer(device.simulation.network, "192.168.4.9", 8086, (request, response) => {
		let body = "";
		request.on("data", (part: Buffer) => body += part.toString());
		request.on("end", () => {
			const post = { url: `${request.method} ${request.url}`, authorization: request.headers.authorization, body };
			posts.push(post);
			const { status, headers, body: text } = answer(post);
			response.writeHead(status, headers).end(text);
		});
	});
	return { posts, server };
}

const lineShape = /^meterwire,device=[^ ,]+,meter=P1 [A-Za-z0-9._]+=[0-9.]+(,[A-Za-z0-9._]+=-?[0-9.]+)* 17952[0-9]{14}$/;
const lineTimes = (posts: readonly Post[]) =>
	posts.flatMap(({ body }) => body.trimEnd().split("\n")).map(line => Number(line.slice(-19, -9)));

test("posts to an InfluxDB 1 with user and password, over one connection", async t => {
	const influxUrl = "http://192.168.4.9:8086/write?db=meters";
	const device = await SimulatedDevice.open("e350", { settings: { influxUrl, influxToken: "meter:s3cret" } });
	t.after(() => device.close());
	const { posts, server } = influxServer(device, () => ({ status: 204 }));
	await device.run(65);
	assert.ok(posts.length >= 5 && posts.length <= 7, `${posts.length}`);
	for (const { url, authorization, body } of posts) {
		assert.equal(url, "POST /write?db=meters");
		assert.equal(authorization, `Basic ${Buffer.from("meter:s3cret").toString("base64")}`);
		assert.match(body.trimEnd(), lineShape);
	}
	assert.equal(new Set(posts.map(({ body }) => body)).size, posts.length);
	assert.equal(server.connections, 1);
	const { body: { influx } } = await ask(device, "GET", "/api/v1/device");
	assert.deepEqual(influx, { state: "ok", sent: posts.length, waiting: 0, dropped: 0, lastError: "" });
	assert.equal(device.simulation.machine.exceptions, 0);
	server.close();
});

test("a wrong token of InfluxDB 2 is told in words; what waited arrives with the right one", async t => {
	const influxUrl = "http://192.168.4.9:8086/api/v2/write?org=home&bucket=meters";
	const device = await SimulatedDevice.open("e350", { settings: { influxUrl, influxToken: "wrong==" } });
	t.after(() => device.close());
	const { posts, server } = influxServer(device, ({ authorization }) =>
		authorization === "Token right=="
			? { status: 204 }
			: { status: 401, headers: { "x-platform-error-code": "unauthorized" }, body: "{\"code\":\"unauthorized\"}" });
	await device.run(60);
	const words = "the server refuses the token or password (status 401, unauthorized)";
	const { body: { influx } } = await ask(device, "GET", "/api/v1/device");
	const { waiting, ...others } = influx as { waiting: number; };
	assert.deepEqual(others, { state: "failing", sent: 0, dropped: 0, lastError: words });
	assert.ok(waiting >= 5);
	const { body: { StatusNET } } = await ask(device, "GET", "/cm?cmnd=Status%205");
	assert.equal((StatusNET as Record<string, string>)["InfluxError"], words);
	assert.equal(device.events.filter(event => event.event === "log" && event.text.includes(words)).length, 1);
	// 5 s, 10 s, 20 s, each up to a quarter longer.
	assert.ok(posts.length >= 3 && posts.length <= 5, `${posts.length}`);

	const refused = posts.length;
	await ask(device, "PATCH", "/api/v1/settings", JSON.stringify({ influxToken: "right==" }));
	await device.run(15);
	const taken = posts.slice(refused), times = lineTimes(taken);
	assert.ok(taken.length > 1 && times.length > waiting);
	// The oldest first, none missing, none twice.
	assert.ok(times.every((time, index) => !index || time > times[index - 1]! && time - times[index - 1]! <= 12), times.join(" "));
	const after = (await ask(device, "GET", "/api/v1/device")).body["influx"] as Record<string, unknown>;
	assert.deepEqual([after["state"], after["waiting"], after["lastError"]], ["ok", 0, ""]);
	server.close();
});

test("a server that is away: the newest values are kept, the oldest counted as dropped, and the meter is read all the while", async t => {
	const device = await SimulatedDevice.open("e350", {
		settings: { influxUrl: "http://192.168.4.9:8086/write?db=m", publishInterval: "0" },
	});
	t.after(() => device.close());
	device.simulation.network.serve("192.168.4.9", 8086, () => {
		const [ours, theirs] = duplexPair();
		theirs.destroy();
		return ours;
	});
	await device.run(240);
	const before = (await ask(device, "GET", "/api/v1/device")).body["influx"] as Record<string, number | string>;
	// Whether the end comes before the connection stands is up to the machine that runs the test.
	assert.match(String(before["lastError"]), /^(the server closed the connection|no connection to the server)$/);
	assert.ok(Number(before["waiting"]) >= 4 && Number(before["dropped"]) > 5, JSON.stringify(before));
	assert.equal(before["sent"], 0);
	assert.ok(device.sensors.length >= 22, `${device.sensors.length}`);

	const { posts, server } = influxServer(device, () => ({ status: 204 }));
	await device.run(150);
	const after = (await ask(device, "GET", "/api/v1/device")).body["influx"] as Record<string, number | string>;
	assert.deepEqual([after["state"], after["waiting"]], ["ok", 0]);
	const times = lineTimes(posts);
	assert.ok(times.every((time, index) => !index || time > times[index - 1]!), times.join(" "));
	assert.equal(after["sent"], times.length);
	const metrics = (await askDevice(device, "GET", "/metrics")).text;
	assert.match(metrics, new RegExp(`^meterwire_influx_dropped_total ${after["dropped"]}$`, "m"));
	assert.match(metrics, new RegExp(`^meterwire_influx_lines_total ${times.length}$`, "m"));
	assert.equal(device.simulation.machine.exceptions, 0);
	server.close();
});

test("values that the server will never take are dropped, not sent for ever", async t => {
	const device = await SimulatedDevice.open("e350", { settings: { influxUrl: "http://192.168.4.9:8086/write?db=m" } });
	t.after(() => device.close());
	let refusals = 0;
	const { posts, server } = influxServer(
		device,
		() => refusals++ ? { status: 204 } : { status: 400, headers: { "x-influxdb-error": "partial write: field type conflict" }, body: "{}" },
	);
	await device.run(60);
	const { body: { influx } } = await ask(device, "GET", "/api/v1/device");
	assert.equal((influx as Record<string, unknown>)["dropped"], 1);
	assert.equal(new Set(posts.map(({ body }) => body)).size, posts.length);
	assert.ok(device.logged("the server refuses the values (status 400, partial write: field type conflict)"));
	server.close();
});

test("an https address without a certificate authority is refused in words", async t => {
	const device = await SimulatedDevice.open("e350", { settings: { influxUrl: "https://192.168.4.9/write?db=m" } });
	t.after(() => device.close());
	await device.run(30);
	const { body: { influx } } = await ask(device, "GET", "/api/v1/device");
	assert.equal(
		(influx as Record<string, unknown>)["lastError"],
		"an https server cannot be checked: set the certificate authority, or use http",
	);
});

test("an address that is none is refused at its field", async t => {
	const device = await SimulatedDevice.open("e350");
	t.after(() => device.close());
	await device.run(10);
	const answer = await ask(device, "PATCH", "/api/v1/settings", JSON.stringify({ influxUrl: "192.168.4.9:8086" }));
	assert.deepEqual([answer.status, answer.body], [422, { errors: { influxUrl: "\"192.168.4.9:8086\" should be http://… or https://…" } }]);
});
