import http from "node:http";
import type { AddressInfo } from "node:net";

/** What the page shows. */
export interface StatusFacts {
	readonly seconds: number;
	readonly house: string;
	readonly engine: string;
	readonly broker: string;
	readonly restarts: number;
	readonly exceptions: number;
	/** Port and what is connected to it. */
	readonly ports: Readonly<Record<string, string>>;
	/** The last message of each topic. */
	readonly messages: readonly { readonly t: number; readonly topic: string; readonly payload: string; }[];
}

/** A read-only page of the simulator itself. It is not the device's own page. */
export class StatusPage {
	readonly #server: http.Server;

	private constructor(facts: () => StatusFacts) {
		this.#server = http.createServer((request, response) => {
			if (request.method !== "GET" || request.url !== "/") {
				response.writeHead(request.method === "GET" ? 404 : 405).end();
				return;
			}
			response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(pageText(facts()));
		});
	}

	/** Rejects when the port is taken. */
	static async open(port: number, facts: () => StatusFacts): Promise<StatusPage> {
		const page = new StatusPage(facts);
		await new Promise<void>((resolve, reject) => {
			page.#server.once("error", reject);
			page.#server.listen(port, "127.0.0.1", resolve);
		});
		return page;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}
}

function pageText({ seconds, house, engine, broker, restarts, exceptions, ports, messages }: StatusFacts): string {
	const facts = [
		["House", house],
		["Engine", engine],
		["MQTT broker", broker],
		["Virtual time", `${seconds.toFixed(1)} s since the start`],
		["Restarts", `${restarts}, of them ${exceptions} by exceptions`],
		...Object.entries(ports).map(([port, what]) => [`Port ${port}`, what]),
	];
	return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="5">
<title>Meterwire simulator</title>
<style>body { font: 16px sans-serif; margin: 2em; } td, th { text-align: left; vertical-align: top; padding: 0.2em 1em 0.2em 0; } code { overflow-wrap: anywhere; }</style>
<h1>Meterwire simulator</h1>
<p>This page is the simulator's and read-only. It is not the web page of the device, which does not exist yet.</p>
<table>${facts.map(([name, value]) => `<tr><th>${escaped(name!)}<td>${escaped(value!)}`).join("\n")}</table>
<h2>Last message of each topic</h2>
<table>${
		messages.map(({ t, topic, payload }) => `<tr><td>${t.toFixed(1)} s<td>${escaped(topic)}<td><code>${escaped(payload)}</code>`).join("\n")
	}</table>
</html>
`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
}
