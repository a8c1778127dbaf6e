import "../../support/xs-shims";
import assert from "node:assert/strict";
import { createHash, pbkdf2Sync } from "node:crypto";
import { describe, it } from "node:test";
import { KeyDerivation } from "../../../services/web/key-derivation";
import { isOwnHost } from "../../../services/web/own-host";
import { sessionRoutes } from "../../../services/web/routes/session-routes";
import type { WebRoute } from "../../../services/web/web-route";
import { MapStorage } from "../../support/map-storage";
import { WebBench } from "../../support/web-bench";
import type { WebBenchOptions } from "../../support/web-bench";

const routes: readonly WebRoute[] = [
	...sessionRoutes,
	{ method: "GET", path: "/api/v1/thing", handle: (_request, reply) => reply.json({}) },
	{ method: "PUT", path: "/api/v1/thing", limit: 100, handle: (_request, reply) => reply.json({}) },
	{ method: "GET", path: "/cm", queryLogin: true, handle: (_request, reply) => reply.json({}) },
];

const context: NonNullable<WebBenchOptions["context"]> = {
	settings: { get: () => "" } as never,
	platform: { device: { board: "test" } } as never,
	hostname: "meter",
	portal: () => undefined,
	safeMode: false,
};

const word = "open sesame";

function open(storage = new MapStorage()): WebBench {
	return new WebBench({ routes, storage, context });
}

/** With a password, and somebody logged in. */
function closed(): { bench: WebBench; cookie: string; csrf: string; } {
	const bench = open(), set = bench.ask("PUT", "/api/v1/password", { body: JSON.stringify({ password: word }) });
	assert.equal(set.status, 200, set.received);
	return { bench, cookie: set.header("set-cookie")!.split(";")[0]!, csrf: (set.json as { csrf: string; }).csrf };
}

function basic(name: string, password: string): Record<string, string> {
	return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}

describe("web access", () => {
	it("is open to all until a password is set, and then to nobody without it", () => {
		const bench = open();
		assert.equal(bench.ask("PUT", "/api/v1/thing", { body: "{}" }).status, 200);
		bench.ask("PUT", "/api/v1/password", { body: JSON.stringify({ password: word }) });
		for (
			const [method, target] of [["GET", "/api/v1/thing"], ["PUT", "/api/v1/thing"], ["GET", "/cm"], ["DELETE", "/api/v1/session"], [
				"PUT",
				"/api/v1/password",
			]] as const
		)
			assert.equal(bench.ask(method, target, method === "PUT" ? { body: "{}" } : {}).status, 401, `${method} ${target}`);
		assert.deepEqual(bench.ask("GET", "/api/v1/session").json, {
			passwordSet: true,
			loggedIn: false,
			csrf: null,
			portal: false,
			safeMode: false,
			name: "meter",
			version: "0.1.0",
			board: "test",
			language: "",
		});
	});

	it("keeps a salted hash, over a restart; nothing tells the password", () => {
		const { bench } = closed(), text = [...bench.storage.entries.values()].join(" ") + bench.log.join(" ");
		assert.ok(!text.includes(word));
		assert.ok(!text.includes(createHash("sha256").update(word).digest("hex")));
		const again = open(bench.storage);
		assert.equal(again.ask("GET", "/api/v1/thing").status, 401);
		assert.equal(again.ask("GET", "/api/v1/thing", { headers: basic("admin", word) }).status, 200);
		// Who cannot read what is kept is not let in by that.
		class Broken extends MapStorage {
			override read(): string {
				throw new Error("flash broke");
			}
		}
		assert.equal(open(new Broken()).ask("GET", "/api/v1/thing").status, 401);
	});

	it("a session's cookie is for this page alone; what changes something needs its token too", () => {
		const { bench, cookie, csrf } = closed();
		const login = bench.ask("POST", "/api/v1/session", { body: JSON.stringify({ password: word }) });
		assert.match(login.header("set-cookie")!, /^session=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie } }).status, 200);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie: `other=1; ${cookie}` } }).status, 200);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie: `${cookie}0` } }).status, 401);
		assert.equal(bench.ask("PUT", "/api/v1/thing", { headers: { cookie }, body: "{}" }).status, 403);
		assert.equal(bench.ask("PUT", "/api/v1/thing", { headers: { cookie, "x-csrf-token": `${csrf.slice(1)}0` }, body: "{}" }).status, 403);
		assert.equal(bench.ask("PUT", "/api/v1/thing", { headers: { cookie, "x-csrf-token": csrf }, body: "{}" }).status, 200);
		const session = bench.ask("GET", "/api/v1/session", { headers: { cookie } }).json as { csrf: string; loggedIn: boolean; };
		assert.deepEqual([session.loggedIn, session.csrf], [true, csrf]);
		assert.equal(bench.ask("DELETE", "/api/v1/session", { headers: { cookie, "x-csrf-token": csrf } }).status, 200);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie } }).status, 401);
	});

	it("ends sessions that nobody uses, and the oldest of too many", () => {
		const { bench, cookie } = closed();
		bench.timers.advance(86_000_000);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie } }).status, 200);
		bench.timers.advance(87_000_000);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie } }).status, 401);
		const cookies = Array.from(
			{ length: 9 },
			() => bench.ask("POST", "/api/v1/session", { body: JSON.stringify({ password: word }) }).header("set-cookie")!.split(";")[0]!,
		);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie: cookies[0]! } }).status, 401);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie: cookies[8]! } }).status, 200);
	});

	it("changes the password with the old one only; all others are out", () => {
		const { bench, cookie, csrf } = closed(), headers = { cookie, "x-csrf-token": csrf };
		const change = (old: string, password: string) =>
			bench.ask("PUT", "/api/v1/password", { headers, body: JSON.stringify({ old, password }) });
		assert.equal(change("wrong", "another one").status, 401);
		assert.deepEqual(change(word, "short").json, { error: "the password must have 8 to 63 characters", field: "password" });
		const changed = change(word, "another one");
		assert.equal(changed.status, 200);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie } }).status, 401);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie: changed.header("set-cookie")!.split(";")[0]! } }).status, 200);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: basic("admin", word) }).status, 401);
	});

	it("lets programs in by Basic, and by the query where Tasmota does", () => {
		const { bench } = closed();
		for (let turn = 0; turn < 2; turn++)
			assert.equal(bench.ask("PUT", "/api/v1/thing", { headers: basic("admin", word), body: "{}" }).status, 200);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: basic("root", word) }).status, 401);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { authorization: "Basic %%%" } }).status, 401);
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { authorization: "Bearer x" } }).status, 401);
		assert.equal(bench.ask("GET", "/cm?user=admin&password=open%20sesame&cmnd=Status").status, 200);
		assert.equal(bench.ask("GET", "/cm?user=admin&password=wrong&cmnd=Status").status, 401);
		assert.equal(bench.ask("GET", "/api/v1/thing?user=admin&password=open%20sesame").status, 401);
	});

	it("makes guessing slow: from the fifth wrong password on each try waits twice as long, at most five minutes", () => {
		const { bench, cookie } = closed();
		const guess = (password: string) => bench.ask("POST", "/api/v1/session", { body: JSON.stringify({ password }) });
		for (let turn = 0; turn < 5; turn++)
			assert.equal(guess("wrong").status, 401);
		const early = guess(word);
		assert.equal(early.status, 429);
		assert.ok(Number(early.header("retry-after")) > 0);
		const waits: number[] = [];
		for (let turn = 0; turn < 9; turn++) {
			waits.push(Number(guess(word).header("retry-after")));
			bench.timers.advance(waits[turn]! * 1000);
			assert.equal(guess("wrong").status, 401);
		}
		for (let turn = 1; turn < waits.length; turn++)
			assert.ok(waits[turn]! >= Math.min(295, waits[turn - 1]! * 2 - 5) && waits[turn]! <= 300, waits.join(" "));
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: basic("admin", word) }).status, 429);
		// Who is in stays in.
		assert.equal(bench.ask("GET", "/api/v1/thing", { headers: { cookie } }).status, 200);
		bench.timers.advance(300_000);
		assert.equal(guess(word).status, 200);
		assert.equal(guess("wrong").status, 401);
		assert.equal(guess(word).status, 200);
	});

	it("answers only to its own names and to addresses", () => {
		const bench = open(), ask = (host: string) => bench.ask("GET", "/api/v1/thing", { headers: { host } }).status;
		for (
			const host of [
				"meter",
				"METER",
				"meter.local",
				"meter.local:8080",
				"meter.fritz.box",
				"meter-2.local:80",
				"meter.lan.",
				"10.0.0.7",
				"10.0.0.7:80",
				"[fe80::1]",
				"localhost:8080",
			]
		)
			assert.equal(ask(host), 200, host);
		for (
			const host of [
				"evil.example",
				"meter.evil.example",
				"meter.local.evil.example",
				"10.0.0.7.evil.example",
				"10.0.0.256",
				"meterx.local",
				"meter-2",
				"meter-2.evil.example",
				"meter-3.local",
				"meter.local:80:80",
			]
		)
			assert.equal(ask(host), 403, host);
		assert.ok(!isOwnHost("", "meter"));
	});

	it("does nothing for a page from elsewhere, also while no password is set", () => {
		const bench = open(), put = (headers: Record<string, string>) => bench.ask("PUT", "/api/v1/thing", { headers, body: "{}" }).status;
		assert.equal(put({ origin: "http://192.168.4.20" }), 200);
		assert.equal(put({ host: "meter.local:8080", origin: "http://meter.local:8080" }), 200);
		for (const origin of ["http://evil.example", "null", "http://192.168.4.20:81", "https://"])
			assert.equal(put({ origin }), 403, origin);
		assert.equal(put({ "sec-fetch-site": "cross-site" }), 403);
		for (const target of ["/cm?cmnd=Restart%201", "/api/v1/thing"])
			assert.equal(bench.ask("GET", target, { headers: { "sec-fetch-site": "cross-site" } }).status, 403);
		assert.equal(bench.ask("GET", "/", { headers: { "sec-fetch-site": "cross-site" } }).status, 200);
	});
});

it("derives keys as PBKDF2 with HMAC-SHA-256 does", () => {
	const digest = (...parts: Uint8Array[]) => {
		const hash = createHash("sha256");
		parts.forEach(part => hash.update(part));
		return Uint8Array.from(hash.digest());
	};
	for (
		const [password, salt, count] of [["passwd", "salt", 1], ["x".repeat(100), "s", 2], ["", "salt", 77], [
			"pässwörd",
			"NaCl",
			1000,
		]] as const
	) {
		const derivation = new KeyDerivation(digest, new TextEncoder().encode(password), new TextEncoder().encode(salt), count);
		let key: Uint8Array | undefined;
		while (!key)
			key = derivation.step(20);
		assert.equal(Buffer.from(key).toString("hex"), pbkdf2Sync(password, salt, count, 32, "sha256").toString("hex"));
	}
});
