import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpPoster } from "../../../services/influx/http-poster";
import { parseWebAddress } from "../../../services/update/web-address";
import { VirtualTimers } from "../../support/virtual-timers";
import { fakeDns } from "../mqtt/fake-dns";
import { FakeTcp, type FarEnd } from "../mqtt/fake-tcp";
import { clientClass, clientKinds } from "./http-clients";
import type { ClientKind } from "./http-clients";

const encode = (text: string) => new TextEncoder().encode(text);
const noContent = "HTTP/1.1 204 No Content\r\nX-Influxdb-Version: 1.8\r\n\r\n";

class Bench {
	readonly timers = new VirtualTimers();
	readonly said: string[] = [];
	readonly poster: HttpPoster;
	/** What came to the server, connection by connection. */
	readonly heard: string[] = [];
	socket: FakeTcp | undefined;
	answer = noContent;

	constructor(kind: ClientKind, far: FarEnd = {}, url = "http://influx.example:8086/write?db=m") {
		const { timers } = this;
		this.poster = new HttpPoster({
			timers,
			client: clientClass(kind, timers),
			hardware: {
				dns: fakeDns(timers),
				socket: {
					io: FakeTcp.bind(timers, {
						onConnect: socket => {
							this.socket = socket;
							this.heard.push("");
						},
						onData: (socket, bytes) => {
							const before = this.heard.pop()!, now = before + new TextDecoder().decode(bytes);
							this.heard.push(now);
							if (isWhole(now) && !isWhole(before.endsWith("|") ? "" : before)) {
								this.heard.push(`${this.heard.pop()!}|`);
								socket.receive(encode(this.answer));
							}
						},
						...far,
					}),
				},
			},
			address: parseWebAddress(url)!,
			onAnswer: (status, reason) => this.said.push(`${status} ${reason}`.trim()),
			onEnd: reason => this.said.push(`end: ${reason}`),
		});
	}

	post(text = "m v=1 1\n", token = ""): void {
		this.poster.post(encode(text).buffer, token);
	}

	/** Nothing may stay open. */
	finish(): void {
		this.poster.close();
		this.timers.advance(100_000);
		assert.equal(FakeTcp.open, 0);
		assert.equal(this.timers.pending, 0);
	}
}

/** The last request, and its body by its length, are there. */
function isWhole(text: string): boolean {
	const last = text.split("|").pop()!, end = last.indexOf("\r\n\r\n");
	return end >= 0 && last.length - end - 4 >= Number(/content-length: (\d+)/.exec(last)![1]);
}

for (const kind of clientKinds) {
	const check = (name: string, run: () => void) => test(`${kind}: ${name}`, run);

	check("posts one after the other over one connection", () => {
		const bench = new Bench(kind);
		bench.post("a v=1 1\n", "Token abc==");
		bench.timers.advance(50);
		bench.post("b v=2 2\n");
		bench.timers.advance(50);
		assert.deepEqual(bench.said, ["204", "204"]);
		assert.equal(bench.heard.length, 1);
		const [first, second] = bench.heard[0]!.split("|");
		assert.ok(first!.startsWith("POST /write?db=m HTTP/1.1\r\nhost: influx.example\r\n"), first);
		assert.match(first!, /\r\nauthorization: Token abc==\r\n/);
		assert.ok(first!.endsWith("\r\n\r\na v=1 1\n"), first);
		assert.ok(!second!.includes("authorization") && second!.endsWith("\r\n\r\nb v=2 2\n"), second);
		bench.finish();
	});

	check("a long body goes out as there is room", () => {
		const bench = new Bench(kind, { room: 64 }), text = `m v=${"1".repeat(3000)} 1\n`;
		bench.post(text);
		bench.timers.advance(2_000);
		assert.deepEqual(bench.said, ["204"]);
		assert.ok(bench.heard[0]!.endsWith(`${text}|`));
		bench.finish();
	});

	check("an answer in any slicing; one with a body ends the connection", () => {
		const answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 12\r\nX-Influxdb-Error: authorization failed\r\n\r\n{\"code\":\"x\"}";
		for (let at = 1; at < answer.length; at += 3) {
			const bench = new Bench(kind, {
				onData(socket, bytes) {
					if (!new TextDecoder().decode(bytes).endsWith("1\n"))
						return;
					socket.receive(encode(answer.slice(0, at)));
					socket.receive(encode(answer.slice(at)));
				},
			});
			bench.post();
			bench.timers.advance(50);
			assert.deepEqual([bench.said, bench.poster.isOpen], [["401 authorization failed"], false], `cut at ${at}`);
			bench.finish();
		}
	});

	check("a connection that the server wants to end is not used again", () => {
		const bench = new Bench(kind);
		bench.answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
		bench.post();
		bench.timers.advance(50);
		assert.deepEqual([bench.said, bench.poster.isOpen], [["204"], false]);
		bench.finish();
	});

	check("an idle connection that ends is told, and not as an answer", () => {
		const bench = new Bench(kind);
		bench.post();
		bench.timers.advance(50);
		bench.socket!.fail();
		bench.timers.advance(50);
		assert.deepEqual([bench.said, bench.poster.isOpen], [["204", "end: the server closed the connection"], false]);
		bench.finish();
	});

	check("closed at any moment: nothing stays open, nothing is told", () => {
		for (let time = 0; time < 30; time++) {
			const bench = new Bench(kind);
			bench.post();
			bench.timers.advance(time);
			const before = bench.said.length;
			bench.poster.close();
			bench.timers.advance(1_000);
			assert.equal(bench.said.length, before);
			bench.finish();
		}
	});

	const troubles: readonly [name: string, answer: string | undefined, far: FarEnd, url: string, said: RegExp][] = [
		["nobody knows the name", "", {}, "http://unknown.example/", /no address found for unknown\.example/],
		["nobody listens", "", { refuse: true }, "http://influx.example/", /no connection to the server/],
		["the address swallows everything", "", { silent: true }, "http://influx.example/", /the server does not answer/],
		["the look-up takes for ever", "", {}, "http://slow.example/", /the server does not answer/],
		["no answer", "", {}, "http://influx.example/", /the server does not answer/],
		["something that is not HTTP", "SSH-2.0-x\r\nfoo\r\n\r\n", {}, "http://influx.example/", /./],
		["a head without end", `HTTP/1.1 204 No Content\r\nX: ${"y".repeat(9000)}`, {}, "http://influx.example/", /answer is too long/],
		["no TLS in the build", "", {}, "https://influx.example/", /no TLS/],
	];
	for (const [name, answer, far, url, said] of troubles) {
		check(name, () => {
			const bench = new Bench(kind, far, url);
			bench.answer = answer!;
			bench.post();
			bench.timers.advance(25_000);
			assert.equal(bench.said.length, 1, bench.said.join(", "));
			assert.match(bench.said[0]!, /^end: /);
			assert.match(bench.said[0]!, said);
			assert.equal(bench.poster.isOpen, false);
			bench.finish();
		});
	}

	check("an answer before the body is out", () => {
		let told = false;
		const bench = new Bench(kind, {
			room: 100,
			onData(socket) {
				if (!told)
					socket.receive(encode("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
				told = true;
			},
		});
		bench.post("m v=1 1\n".repeat(200));
		bench.timers.advance(25_000);
		assert.equal(bench.said.length, 1);
		assert.equal(bench.poster.isOpen, false);
		bench.finish();
	});

	check("a body in chunks with a trailer, and random bytes, throw nothing", () => {
		let seed = 7;
		const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
		const answers = ["HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"];
		for (let at = 0; at < 60; at++)
			answers.push(
				`${at % 2 ? "HTTP/1.1 2" : ""}${
					Array.from({ length: 80 }, () => String.fromCharCode(random() % 5 ? random() % 96 + 32 : 10)).join("")
				}`,
			);
		for (const answer of answers) {
			const bench = new Bench(kind);
			bench.answer = answer;
			bench.post();
			bench.timers.advance(30_000);
			assert.equal(bench.said.length, 1, answer);
			bench.finish();
		}
	});
}
