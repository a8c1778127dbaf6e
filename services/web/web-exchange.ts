import type { Timers } from "../../drivers/timers";
import type { HTTPConnection, HTTPResponse } from "../platform";
import { decodeText, describeError } from "../text";
import { ExchangeReply } from "./exchange-reply";
import { ExchangeRequest } from "./exchange-request";
import type { GuardedConnection } from "./guarded-connection";
import type { WebAccess } from "./web-access";
import type { WebContext } from "./web-context";
import { WebError } from "./web-error";
import { decodeEscapes } from "./web-query";
import type { WebRoute, WebUpload } from "./web-route";
import { findRoute } from "./web-router";

/** What all exchanges of a server share. */
export interface WebService {
	readonly timers: Timers;
	readonly routes: readonly WebRoute[];
	readonly access: WebAccess;
	readonly context: WebContext;
	/** Answers what is no route: files of the page, a portal. Returns whether it did. */
	serve(request: ExchangeRequest, reply: ExchangeReply): boolean;
	/** A handler has thrown what it should not. */
	onException(error: unknown): void;
}

/**
 * `new`: nothing was looked at yet. `asking`: whether the sender may is being found out, the body waits. `taking`: the body is coming. `done`: the
 * handler has been called, or the request was refused.
 */
type State = "new" | "asking" | "taking" | "done";

/**
 * One request and its answer on the SDK's server: finds the route, asks for access, takes the body, calls the handler, catches what it throws. Each
 * step begins from a timer: a socket, the server, a handler and a decoder on top of each other need more stack than a small chip has.
 */
export class WebExchange {
	readonly #service: WebService;
	readonly #connection: HTTPConnection;
	readonly #guard: GuardedConnection;
	readonly #reply: ExchangeReply;
	#state: State = "new";
	#request: ExchangeRequest | undefined;
	#refusal: WebError | undefined;
	#route: WebRoute | undefined;
	#length = 0;
	#received = 0;
	#body: Uint8Array | undefined;
	#upload: WebUpload | undefined;
	/** The server waits for the answer: header and body are behind it. */
	#isComplete = false;

	constructor(service: WebService, connection: HTTPConnection, guard: GuardedConnection) {
		this.#service = service;
		this.#connection = connection;
		this.#guard = guard;
		this.#reply = new ExchangeReply({
			connection,
			timers: service.timers,
			onReady: () => {
				this.#state = "done";
				this.#later(() => this.#release());
			},
			onError: error => service.onException(error),
		});
		connection.accept({
			onRequest: ({ method, path, headers }) => this.#open(method, path, headers),
			onReadable: () => this.#readable(),
			onResponse: response => this.#complete(response),
			onWritable: count => this.#reply.fill(count),
			onDone: () => this.#reply.finish(true),
			onError: () => this.#gone(),
		});
	}

	#open(method: string, target: string, headers: Map<string, string>): void {
		const mark = target.indexOf("?");
		let path = mark < 0 ? target : target.slice(0, mark);
		this.#length = Number(headers.get("content-length") ?? 0);
		try {
			path = decodeEscapes(path);
		}
		catch (error) {
			this.#refusal = new WebError(400, describeError(error));
		}
		this.#request = new ExchangeRequest(method, path, mark < 0 ? "" : target.slice(mark + 1), headers);
	}

	#readable(): void {
		if (this.#state === "new") {
			this.#guard.pause();
			this.#later(() => this.#begin());
			this.#state = "asking";
		}
		else if (this.#state === "taking")
			this.#take();
	}

	#complete(_response: HTTPResponse): void {
		this.#isComplete = true;
		if (this.#state === "new") {
			this.#state = "asking";
			this.#later(() => this.#begin());
		}
		else if (this.#state === "taking")
			this.#later(() => this.#handle());
		else
			this.#later(() => this.#release());
	}

	#gone(): void {
		const upload = this.#upload;
		this.#upload = undefined;
		this.#state = "done";
		this.#attempt(() => upload?.abort());
		this.#reply.finish(false);
	}

	#begin(): void {
		this.#attempt(() => {
			const request = this.#request!;
			if (this.#refusal)
				throw this.#refusal;
			if (this.#service.serve(request, this.#reply))
				return;
			const match = findRoute(this.#service.routes, request.method, request.path);
			if (!("route" in match))
				throw match.methods.length
					? new WebError(405, "another method is needed", undefined, { allow: match.methods.join(", ") })
					: new WebError(404, "there is no such address");
			request.parts = match.parts;
			this.#route = match.route;
			this.#service.access.check(request, match.route, refusal => this.#attempt(() => this.#allowed(refusal)));
		});
	}

	/** Access is clear. The body is looked at from here on only. */
	#allowed(refusal: WebError | undefined): void {
		if (this.#state !== "asking")
			return;
		this.#guard.resume();
		if (refusal)
			throw refusal;
		const { upload, limit = 0 } = this.#route!, length = this.#length;
		if (upload)
			this.#upload = upload.call(this.#route, this.#request!, this.#reply, length, this.#service.context);
		else if (length > limit)
			throw new WebError(413, limit ? `the body may have ${limit} bytes` : "no body is taken here");
		else if (length)
			this.#body = new Uint8Array(length);
		if (!this.#reply.isOpen)
			return;
		this.#state = "taking";
		if (this.#isComplete)
			this.#later(() => this.#handle());
	}

	#take(): void {
		const data = this.#connection.read();
		if (!data)
			return;
		const at = this.#received;
		this.#received += data.byteLength;
		this.#attempt(() => {
			if (this.#upload)
				this.#upload.write(data);
			else
				this.#body?.set(new Uint8Array(data), at);
		});
	}

	#handle(): void {
		if (this.#state !== "taking")
			return;
		this.#state = "done";
		this.#attempt(() => {
			const upload = this.#upload;
			this.#upload = undefined;
			if (upload)
				return upload.end();
			const request = this.#request!, body = this.#body;
			this.#body = undefined;
			if (body) {
				const text = decodeText(body.buffer as ArrayBuffer);
				if (text === undefined)
					throw new WebError(400, "the body is not UTF-8");
				request.body = text;
			}
			this.#route!.handle!(request, this.#reply, this.#service.context);
		});
	}

	/** The SDK's server takes an answer while it waits for one, or in the middle of a body, but not in between. */
	#release(): void {
		if (!this.#reply.isReady)
			return;
		if (!this.#isComplete && this.#received >= this.#length)
			return;
		this.#guard.ignoreBody();
		this.#reply.send();
	}

	#later(action: () => void): void {
		this.#service.timers.set(action, 0);
	}

	/** What a handler throws is the answer. */
	#attempt(action: () => void): void {
		try {
			action();
		}
		catch (error) {
			const upload = this.#upload;
			this.#upload = undefined;
			this.#state = "done";
			if (error instanceof WebError)
				this.#reply.error(error.status, error.message, error.field, error.headers);
			else if (error instanceof RangeError)
				this.#reply.error(400, error.message);
			else {
				this.#service.onException(error);
				this.#reply.error(500, `the device failed: ${describeError(error)}`);
			}
			if (upload)
				this.#attempt(() => upload.abort());
		}
	}
}
