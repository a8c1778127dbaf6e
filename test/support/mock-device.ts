import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { webFolder } from "../../tools/web";
import { mockAnswers } from "./mock-answers";

type Answers = Record<string, unknown>;

/**
 * A device that answers the page from a table, for states that a simulated one does not get into easily: all diagnoses, an update on its way, a
 * refusal. `docs/api.md` is what it stands for.
 */
export class MockDevice {
	/** `GET /api/v1/live` and so on, by method and path without the query. A function gets the body. */
	readonly answers: Answers = mockAnswers();
	/** What the page asked for, other than by GET. */
	readonly asked: { method: string; path: string; body: unknown; }[] = [];
	readonly #server = http.createServer((request, response) => this.#answer(request, response));
	readonly #listeners = new Set<http.ServerResponse>();
	readonly #page = JSON.parse(readFileSync(path.join(webFolder, "page.json"), "utf8")) as {
		policy: string;
		files: { path: string; file: string; type: string; }[];
	};

	static async open(): Promise<MockDevice> {
		const device = new MockDevice();
		await new Promise<void>(resolve => device.#server.listen(0, "127.0.0.1", resolve));
		return device;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
	}

	/** Changes members of an answer. */
	change(request: string, members: object): void {
		this.answers[request] = { ...this.answers[request] as object, ...members };
	}

	/** Tells all browsers. */
	event(name: string, data: unknown): void {
		for (const response of this.#listeners)
			response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	#answer(request: http.IncomingMessage, response: http.ServerResponse): void {
		const { pathname } = new URL(request.url!, "http://device");
		const file = this.#page.files.find(one => one.path === pathname);
		if (file) {
			response.writeHead(200, {
				"Content-Type": file.type,
				"Content-Encoding": "gzip",
				"Content-Security-Policy": this.#page.policy,
			}).end(readFileSync(path.join(webFolder, file.file)));
			return;
		}
		if (pathname === "/api/v1/events") {
			response.writeHead(200, { "Content-Type": "text/event-stream" });
			response.write("\n");
			this.#listeners.add(response);
			response.on("close", () => this.#listeners.delete(response));
			return;
		}
		let text = "";
		request.setEncoding("utf8").on("data", part => text += part).on("end", () => {
			const body: unknown = text.startsWith("{") ? JSON.parse(text) : text;
			if (request.method !== "GET")
				this.asked.push({ method: request.method!, path: pathname, body });
			const found = this.answers[`${request.method} ${pathname}`];
			const answer: unknown = typeof found === "function" ? found(body) : found;
			const status = answer === undefined ? 404 : (answer as { status?: number; }).status ?? 200;
			response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer ?? { error: "there is nothing here" }));
		});
	}
}
