import "./xs-shims";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { HostHTTPServer } from "../../simulator/host/host-http-server";
import type { HTTPServerConstructor, WebPage } from "../../services/platform";
import { EventHub } from "../../services/web/event-hub";
import { WebAccess } from "../../services/web/web-access";
import type { WebContext } from "../../services/web/web-context";
import type { WebRoute } from "../../services/web/web-route";
import { WebServer } from "../../services/web/web-server";
import { FakeNetwork } from "./fake-listener";
import type { WebClient } from "./fake-listener";
import { MapStorage } from "./map-storage";
import { VirtualTimers } from "./virtual-timers";

export type ServerKind = "the stand-in" | "the SDK's";

const file = path.join(process.env["MODDABLE"] ?? "", "examples/io/listener/httpserver/httpserver.js");
/** The SDK's own server takes part where the SDK is installed: its source is read, given our timers, and run. */
export const serverKinds: readonly ServerKind[] = process.env["MODDABLE"] && existsSync(file)
	? ["the stand-in", "the SDK's"]
	: ["the stand-in"];

function serverClass(kind: ServerKind, timers: VirtualTimers): HTTPServerConstructor {
	if (kind === "the stand-in")
		return HostHTTPServer.bind(timers);
	const source = readFileSync(file, "utf8").replace(/^import .*$/gm, "").replace(/^export default /m, "return ");
	const Timer = {
		set: (callback: () => void, delay?: number) => timers.set(callback, delay),
		clear: (timer: object | undefined) => timers.clear(timer),
	};
	return new Function("Timer", "trace", source)(Timer, () => undefined) as HTTPServerConstructor;
}

export interface WebBenchOptions {
	readonly kind?: ServerKind;
	readonly routes?: readonly WebRoute[];
	readonly page?: WebPage;
	readonly storage?: MapStorage;
	readonly context?: Partial<WebContext>;
	portal?(): string | undefined;
}

/** The web server on a network in memory, in virtual time. */
export class WebBench {
	readonly timers = new VirtualTimers();
	readonly network = new FakeNetwork(this.timers);
	readonly storage: MapStorage;
	readonly log: string[] = [];
	readonly access: WebAccess;
	readonly events: EventHub;
	/** What the engine has left; `undefined`: as much as it needs. */
	freeHeap: number | undefined;
	readonly server: WebServer;
	#random = 0;

	constructor(options: WebBenchOptions = {}) {
		const { timers, network } = this;
		this.storage = options.storage ?? new MapStorage();
		const hardware = {
			server: serverClass(options.kind ?? "the stand-in", timers),
			listener: network.listener,
			...(options.page && { page: options.page }),
			// Foreseeable, and each time different.
			random: (count: number) => Uint8Array.from(createHash("sha256").update(String(++this.#random)).digest().subarray(0, count)),
			digest: (...parts: Uint8Array[]) => {
				const hash = createHash("sha256");
				parts.forEach(part => hash.update(part));
				return Uint8Array.from(hash.digest());
			},
		};
		this.access = new WebAccess({
			timers,
			storage: this.storage,
			hardware,
			hostname: "meter",
			localName: () => "Meter-2",
			onLog: text => this.log.push(text),
		});
		this.server = new WebServer({
			platform: { timers, freeHeap: () => this.freeHeap },
			hardware,
			routes: options.routes ?? [],
			access: this.access,
			context: () =>
				({ access: this.access, events: this.events, log: (text: string) => this.log.push(text), ...options.context }) as WebContext,
			...(options.portal && { portal: options.portal }),
			onLog: text => this.log.push(text),
		});
		this.events = new EventHub({ timers, memory: this.server.memory });
		this.server.start();
	}

	/** Sends this much and lets two seconds pass. */
	send(...parts: (string | Uint8Array)[]): WebClient {
		const client = this.network.connect();
		this.timers.advance(5);
		for (const part of parts) {
			client.send(part);
			this.timers.advance(2);
		}
		this.timers.advance(2_000);
		return client;
	}

	/** A whole request. */
	ask(method: string, target: string, options: { headers?: Readonly<Record<string, string>>; body?: string; } = {}): WebClient {
		return this.send(request(method, target, options));
	}
}

export function request(
	method: string,
	target: string,
	{ headers = {}, body = "" }: { headers?: Readonly<Record<string, string>>; body?: string; } = {},
): string {
	const all = { host: "192.168.4.20", ...(body && { "content-length": String(new TextEncoder().encode(body).length) }), ...headers };
	return `${method} ${target} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}
