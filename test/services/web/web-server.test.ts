import "../../support/xs-shims";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryNeeds } from "../../../services/web/memory-guard";
import { WebError } from "../../../services/web/web-error";
import { webLimits } from "../../../services/web/web-limits";
import type { WebRoute, WebUpload } from "../../../services/web/web-route";
import { request, serverKinds, WebBench } from "../../support/web-bench";

const uploads: string[] = [];

const routes: readonly WebRoute[] = [
	{ method: "GET", path: "/api/v1/thing", handle: (_request, reply) => reply.json({ thing: "ő" }) },
	{
		method: "GET",
		path: "/api/v1/things/*/part/*",
		handle: (request, reply) => reply.json({ parts: request.parts, a: request.query("a") ?? null }),
	},
	{ method: "PUT", path: "/api/v1/thing", limit: 100, handle: (request, reply) => reply.json({ got: request.json() }) },
	{ method: "POST", path: "/api/v1/thing", handle: (_request, reply) => reply.text("posted") },
	{ method: "GET", path: "/fails", handle: () => failing() },
	{ method: "GET", path: "/refuses", handle: () => refusing() },
	{ method: "GET", path: "/range", handle: () => ranging() },
	{ method: "GET", path: "/big", handle: (_request, reply) => reply.bytes(new ArrayBuffer(50_000), "application/octet-stream") },
	{
		method: "GET",
		path: "/stream",
		handle: (_request, reply) => {
			let count = 0;
			reply.stream(() => count++ < 200 ? ArrayBuffer.fromString(`line ${count}\n`.padStart(100)) : undefined, "text/plain");
		},
	},
	{
		method: "GET",
		path: "/breaks",
		handle: (_request, reply) => {
			let count = 0;
			reply.stream(() => count++ ? failing() : ArrayBuffer.fromString("begin"), "text/plain");
		},
	},
	{ method: "GET", path: "/events", handle: (_request, reply, { events }) => events.open(reply) },
	{
		method: "POST",
		path: "/upload",
		upload(_request, reply, length): WebUpload {
			if (length > 100_000)
				throw new WebError(413, "too much");
			let count = 0;
			return {
				write: data => {
					count += data.byteLength;
					if (new Uint8Array(data)[0] === 0x21)
						throw new WebError(422, "no");
				},
				end: () => reply.json({ count }),
				abort: () => uploads.push(`aborted after ${count}`),
			};
		},
	},
];

function failing(): never {
	throw new TypeError("a fault of ours");
}

function refusing(): never {
	throw new WebError(409, "not now", "name");
}

function ranging(): never {
	throw new RangeError("too far");
}

for (const kind of serverKinds) {
	const open = () => new WebBench({ kind, routes });

	describe(`web server on ${kind} server`, () => {
		it("answers, with a length and headers that forbid what a page could do with it", () => {
			const bench = open(), client = bench.ask("GET", "/api/v1/thing");
			assert.equal(client.status, 200);
			assert.equal(Buffer.from(client.body, "latin1").toString(), "{\"thing\":\"ő\"}");
			assert.equal(client.header("content-length"), "14");
			assert.equal(client.header("connection"), "close");
			assert.equal(client.header("x-content-type-options"), "nosniff");
			assert.equal(client.header("cache-control"), "no-store");
			assert.match(client.header("content-security-policy")!, /frame-ancestors 'none'/);
			assert.equal(client.header("transfer-encoding"), undefined);
			assert.ok(client.closed);
			assert.equal(bench.server.connections, 0);
		});

		it("finds routes with stars, decodes path and query", () => {
			const client = open().ask("GET", "/api/v1/things/a%20b/part/%C5%91?x=1&a=1+%2B+2");
			assert.deepEqual(JSON.parse(Buffer.from(client.body, "latin1").toString()), { parts: ["a b", "ő"], a: "1 + 2" });
			assert.equal(open().ask("GET", "/api/v1/things//part/b").status, 404);
			assert.equal(open().ask("GET", "/api/v1/things/a/part/b/c").status, 404);
			assert.equal(open().ask("GET", "/%zz").status, 400);
		});

		it("404 and 405", () => {
			const bench = open();
			assert.equal(bench.ask("GET", "/nothing").status, 404);
			const other = bench.ask("DELETE", "/api/v1/thing");
			assert.equal(other.status, 405);
			assert.equal(other.header("allow"), "GET, PUT, POST");
			assert.equal(bench.ask("HEAD", "/api/v1/thing").status, 405);
		});

		it("takes a request in any slicing", () => {
			const bytes = new TextEncoder().encode(request("PUT", "/api/v1/thing", { body: "{\"a\":\"ő\"}" }));
			for (let at = 1; at < bytes.length; at++) {
				const client = open().send(bytes.subarray(0, at), bytes.subarray(at));
				assert.equal(client.status, 200, `cut at ${at}: ${client.received}`);
				assert.deepEqual(JSON.parse(Buffer.from(client.body, "latin1").toString()), { got: { a: "ő" } });
			}
			const single = open().send(...Array.from(bytes, byte => Uint8Array.of(byte)));
			assert.equal(single.status, 200);
		});

		it("answers what a handler throws, counts what it should not throw, and goes on", () => {
			const bench = open();
			const refused = bench.ask("GET", "/refuses");
			assert.equal(refused.status, 409);
			assert.deepEqual(refused.json, { error: "not now", field: "name" });
			assert.equal(bench.ask("GET", "/range").status, 400);
			assert.equal(bench.server.counters.exceptions, 0);
			assert.equal(bench.ask("GET", "/fails").status, 500);
			assert.equal(bench.server.counters.exceptions, 1);
			assert.deepEqual(bench.log, ["web: a fault of ours"]);
			assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
		});

		it("refuses headers that could be read in two ways, or are none", () => {
			const refused: readonly [text: string | Uint8Array, status: number][] = [
				["GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400],
				["GET / HTTP/1.1\r\n\r\n", 400],
				["POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400],
				["POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -3\r\n\r\n", 400],
				["POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3x\r\n\r\n", 400],
				["POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 411],
				["GET / HTTP/1.1\r\nhost: a\r\n folded\r\n\r\n", 400],
				["GET / HTTP/1.1\r\nhost: a\nb: c\r\n\r\n", 400],
				["GET / HTTP/1.1\r\nno colon\r\nhost: a\r\n\r\n", 400],
				["GET / HTTP/2.0\r\nhost: a\r\n\r\n", 505],
				["GET  / HTTP/1.1\r\nhost: a\r\n\r\n", 400],
				["GET http://a/ HTTP/1.1\r\nhost: a\r\n\r\n", 400],
				["BREW / HTTP/1.1\r\nhost: a\r\n\r\n", 501],
				["\r\n\r\n", 400],
				[Uint8Array.of(0x16, 0x03, 0x01, 0xFF, 0x80, 0x0D, 0x0A, 0x0D, 0x0A), 400],
				[`GET / HTTP/1.1\r\nhost: a\r\n${"x: y\r\n".repeat(100)}\r\n`, 431],
			];
			for (const [text, status] of refused) {
				const bench = open(), client = bench.send(text);
				assert.equal(client.status, status, `${JSON.stringify(String(text))}: ${client.received}`);
				assert.ok((client.json as { error: string; }).error);
				bench.timers.advance(2_000);
				assert.ok(client.closed);
				assert.equal(bench.server.connections, 0);
			}
		});

		it("answers clients of HTTP/1.0", () => {
			const client = open().send("GET /api/v1/thing HTTP/1.0\r\n\r\n");
			assert.equal(client.status, 200);
			assert.ok(client.closed);
		});

		it("ends a header that is too long, or never ends", () => {
			const bench = open();
			const long = bench.send(`GET /?${"x".repeat(5000)} HTTP/1.1\r\nhost: a\r\n`);
			assert.equal(long.status, 431);
			const slow = bench.send("GET / HTTP/1.1\r\n");
			for (let second = 0; second < 10; second++) {
				slow.send("x: y\r\n");
				bench.timers.advance(1_000);
			}
			assert.ok(slow.closed);
			assert.equal(slow.received, "");
			assert.equal(bench.server.connections, 0);
			assert.ok(bench.server.counters.broken >= 2);
		});

		it("ends a body that does not come, and tells the handler of an upload", () => {
			const bench = open();
			uploads.length = 0;
			const client = bench.send(
				"POST /upload HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n0123456789".replace("host: a", "host: 10.0.0.1"),
			);
			bench.timers.advance(webLimits.idleTime + 2_000);
			assert.ok(client.closed);
			assert.deepEqual(uploads, ["aborted after 10"]);
			assert.equal(bench.server.connections, 0);
		});

		it("takes a long body in parts", () => {
			const client = open().send(
				"POST /upload HTTP/1.1\r\nhost: 10.0.0.1\r\ncontent-length: 30000\r\n\r\n",
				...Array.from({ length: 30 }, () => new Uint8Array(1000).fill(0xFF)),
			);
			assert.deepEqual(client.json, { count: 30_000 });
		});

		it("answers while a body is still coming: what is too long, and what an upload refuses", () => {
			for (
				const [target, length, first, status] of [
					["/api/v1/thing", 5000, "x", 413],
					["/upload", 200_000, "x", 413],
					["/upload", 5000, "!", 422],
					["/nothing", 5000, "x", 404],
				] as const
			) {
				const bench = open(), client = bench.network.connect();
				bench.timers.advance(5);
				client.send(
					`${target === "/api/v1/thing" ? "PUT" : "POST"} ${target} HTTP/1.1\r\nhost: 10.0.0.1\r\ncontent-length: ${length}\r\n\r\n`,
				);
				for (let sent = 0; sent < 4000; sent += 1000) {
					client.send(first + "y".repeat(999));
					bench.timers.advance(50);
				}
				bench.timers.advance(3_000);
				assert.equal(client.status, status, `${target}: ${client.received}`);
				assert.ok((client.json as { error: string; }).error);
				assert.ok(client.closed);
				assert.equal(bench.server.connections, 0);
			}
		});

		it("refuses the last part of an upload in good order", () => {
			const client = open().send("POST /upload HTTP/1.1\r\nhost: 10.0.0.1\r\ncontent-length: 5\r\n\r\n", "!1234");
			assert.equal(client.status, 422);
		});

		it("does not look at what comes behind a request", () => {
			const text = request("GET", "/api/v1/thing");
			const client = open().send(text + text + text);
			assert.equal(client.received.split("HTTP/1.1 200").length, 2);
			const post = request("PUT", "/api/v1/thing", { body: "{}" });
			assert.equal(open().send(post + post).received.split("HTTP/1.1 200").length, 2);
		});

		it("answers among fifty that send half a request", () => {
			const bench = open();
			const slow = Array.from({ length: 50 }, () => bench.network.connect());
			bench.timers.advance(10);
			for (const client of slow)
				client.send("GET /api/v1/thing HTTP/1.1\r\nhost: a\r\nx: ");
			bench.timers.advance(10);
			assert.ok(bench.server.connections <= webLimits.connections);
			assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
			bench.timers.advance(10_000);
			assert.equal(bench.server.connections, 0);
			assert.ok(slow.every(client => client.closed));
		});

		it("turns away more than it can hold while others are being answered", () => {
			const bench = open();
			const busy = Array.from({ length: webLimits.connections }, () => {
				const client = bench.network.connect();
				client.stalled = true;
				bench.timers.advance(5);
				client.send(request("GET", "/big"));
				bench.timers.advance(5);
				return client;
			});
			const late = bench.ask("GET", "/api/v1/thing");
			assert.ok(late.closed);
			assert.equal(late.status, 0);
			assert.equal(bench.server.counters.refused, 1);
			bench.timers.advance(webLimits.idleTime + 2_000);
			// Nobody took the answers.
			assert.equal(bench.server.connections, 0);
			assert.ok(busy.every(client => client.received.length < 10_000));
			assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
		});

		it("sends a long answer whole, made part by part as it goes", () => {
			const big = open().ask("GET", "/big");
			assert.equal(big.body.length, 50_000);
			const stream = open().ask("GET", "/stream");
			assert.equal(stream.body.length, 20_000);
			assert.equal(stream.header("content-length"), undefined);
			assert.equal(stream.header("transfer-encoding"), undefined);
			assert.ok(stream.closed);
			const bench = open(), broken = bench.ask("GET", "/breaks");
			assert.equal(broken.body, "begin");
			assert.ok(broken.closed);
			assert.equal(bench.server.counters.exceptions, 1);
		});

		it("forgets a client that goes at any time", () => {
			const text = request("PUT", "/api/v1/thing", { body: "{\"a\":1}" });
			for (let at = 0; at <= text.length; at += 7) {
				const bench = open(), client = bench.network.connect();
				bench.timers.advance(5);
				client.send(text.slice(0, at));
				bench.timers.advance(at % 3);
				client.leave();
				bench.timers.advance(20_000);
				assert.equal(bench.server.connections, 0, `at ${at}`);
				assert.equal(bench.server.counters.exceptions, 0);
			}
		});

		it("has no connection left over from a client that went before it was accepted", () => {
			const bench = open(), client = bench.network.connect();
			client.socket!.fail();
			bench.timers.advance(10_000);
			assert.equal(bench.server.connections, 0);
		});

		it("survives random bytes", () => {
			let seed = 7;
			const random = () => (seed = seed * 1103515245 + 12345 & 0x7FFFFFFF) / 0x80000000;
			const words = ["GET", " ", "/", "HTTP/1.1", "\r\n", "\r\n\r\n", "host: a", "content-length: 5", ":", "\0", "é", "x".repeat(300)];
			const bench = open();
			for (let turn = 0; turn < 300; turn++) {
				let text = "";
				for (let count = 0; count < 12; count++)
					text += words[Math.floor(random() * words.length)];
				bench.send(text);
			}
			bench.timers.advance(20_000);
			assert.equal(bench.server.connections, 0);
			assert.equal(bench.server.counters.exceptions, 0);
			assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
		});

		it("streams events to three browsers, refuses a fourth, keeps quiet streams alive", () => {
			const bench = open();
			const clients = [1, 2, 3].map(() => bench.ask("GET", "/events"));
			assert.equal(bench.events.listeners, 3);
			assert.equal(bench.ask("GET", "/events").status, 503);
			bench.events.send("meter", { name: "P1" });
			bench.timers.advance(100);
			for (const client of clients) {
				assert.equal(client.header("content-type"), "text/event-stream");
				assert.ok(client.body.endsWith("event: meter\ndata: {\"name\":\"P1\"}\n\n"), client.body);
			}
			bench.timers.advance(40_000);
			assert.ok(clients[0]!.body.endsWith(":\n\n"));
			assert.ok(!clients[0]!.closed);
			clients[0]!.leave();
			bench.timers.advance(100);
			assert.equal(bench.events.listeners, 2);
		});

		it("a browser that takes nothing loses events, then its connection; the others get all", () => {
			const bench = open(), slow = bench.ask("GET", "/events"), quick = bench.ask("GET", "/events");
			slow.stalled = true;
			for (let count = 0; count < 100; count++) {
				bench.events.send("meter", { count, filler: "x".repeat(1000) });
				bench.timers.advance(100);
			}
			assert.equal(quick.body.split("event: meter").length, 101);
			bench.timers.advance(webLimits.idleTime + 2_000);
			assert.equal(bench.events.listeners, 1);
			assert.ok(slow.received.length < 1_000);
		});

		it("refuses what there is no memory for, in a sentence, and serves again when there is", () => {
			const bench = open();
			bench.freeHeap = memoryNeeds.request - 1;
			const refused = bench.ask("GET", "/api/v1/thing");
			assert.equal(refused.status, 503);
			assert.equal(refused.header("connection"), "close");
			assert.match((refused.json as { error: string; }).error, /^the device is short of memory: /);
			assert.ok(refused.closed);
			assert.equal(bench.server.memory.refused, 1);
			assert.equal(bench.server.memory.free, memoryNeeds.request - 1);
			bench.freeHeap = memoryNeeds.request;
			assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
			const events = bench.ask("GET", "/events");
			assert.equal(events.status, 503);
			assert.match((events.json as { error: string; }).error, /short of memory/);
			bench.freeHeap = memoryNeeds.listener;
			assert.equal(bench.ask("GET", "/events").status, 200);
			assert.equal(bench.events.listeners, 1);
			assert.equal(bench.server.memory.refused, 2);
			assert.equal(bench.server.counters.exceptions, 0);
		});

		it("without memory for a header closes the connection at once, and says so once a minute", () => {
			const bench = open();
			bench.freeHeap = memoryNeeds.connection - 1;
			for (let count = 0; count < 10; count++) {
				const client = bench.ask("GET", "/api/v1/thing");
				assert.equal(client.received, "");
				assert.ok(client.closed);
			}
			assert.equal(bench.server.memory.refused, 10);
			assert.equal(bench.server.counters.refused, 10);
			assert.deepEqual(bench.log, [`web: short of memory (${memoryNeeds.connection - 1} bytes are free): browsers are turned away`]);
			bench.timers.advance(60_000);
			bench.ask("GET", "/api/v1/thing");
			assert.equal(bench.log.length, 2);
			bench.freeHeap = undefined;
			assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
		});

		it("measures once for all that come in a moment while memory is short", () => {
			const bench = open();
			let measured = 0;
			Object.defineProperty(bench, "freeHeap", { get: () => 0 * measured++ });
			for (let count = 0; count < 20; count++)
				bench.network.connect();
			bench.timers.advance(100);
			assert.equal(bench.server.memory.refused, 20);
			assert.equal(measured, 1);
		});
	});
}

describe("web server", () => {
	it("tries again when its port is taken", () => {
		const bench = new WebBench({ routes });
		bench.server.close();
		bench.network.taken = true;
		bench.server.start();
		assert.match(bench.log[0]!, /port 80: bind failed/);
		bench.network.taken = false;
		bench.timers.advance(31_000);
		assert.equal(bench.ask("GET", "/api/v1/thing").status, 200);
	});

	it("serves the page's files packed, and says when a browser has them already", () => {
		const data = Uint8Array.of(0x1F, 0x8B, 1, 2, 3).buffer;
		const page = {
			policy: "default-src 'none'; script-src 'sha256-x'",
			files: [{ path: "/", type: "text/html; charset=utf-8", tag: "0a1b", data }],
		};
		const bench = new WebBench({ routes, page }), first = bench.ask("GET", "/");
		assert.equal(first.status, 200);
		assert.equal(first.body.length, 5);
		assert.equal(first.header("content-encoding"), "gzip");
		assert.equal(first.header("content-security-policy"), page.policy);
		assert.equal(first.header("etag"), "\"0a1b\"");
		const again = bench.ask("GET", "/", { headers: { "if-none-match": "\"0a1b\"" } });
		assert.equal(again.status, 304);
		assert.equal(again.body, "");
		assert.equal(bench.ask("GET", "/index.html").status, 404);
		assert.equal(bench.ask("POST", "/").status, 404);
	});

	it("without a page says where the interface is", () => {
		assert.match(new WebBench().ask("GET", "/").body, /api\/v1/);
	});

	it("sends whoever asks the device's own access point for another name to it", () => {
		let portal: string | undefined = "192.168.4.1";
		const bench = new WebBench({ routes, portal: () => portal });
		const client = bench.ask("GET", "/generate_204", { headers: { host: "connectivitycheck.example" } });
		assert.equal(client.status, 302);
		assert.equal(client.header("location"), "http://192.168.4.1/");
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { host: "192.168.4.1" } }).status, 200);
		portal = undefined;
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { host: "connectivitycheck.example" } }).status, 403);
	});
});
