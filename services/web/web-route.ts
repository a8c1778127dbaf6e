import type { WebContext } from "./web-context";

/** One request, after the guards: its header is whole, its path is clean, its sender may ask this. */
export interface WebRequest {
	readonly method: string;
	/** Decoded, without the query: `/api/v1/ports/p1`. */
	readonly path: string;
	/** What the stars of the route's path stood for, in order. */
	readonly parts: readonly string[];
	/** Value of a name in the query, decoded; `undefined` when the name is not there. */
	query(name: string): string | undefined;
	/** Value of a header by its lower-case name. */
	header(name: string): string | undefined;
	/** The whole body as text. Empty for a route that takes none or takes it in parts. */
	readonly body: string;
	/** The body as JSON. Throws a `WebError` 400 when it is none. */
	json(): unknown;
}

/** How a request is answered: one of these, once, now or later. After the client has gone they do nothing. */
export interface WebReply {
	/** `status` 200 unless given. */
	json(value: unknown, status?: number): void;
	/** JSON that is text already. */
	jsonText(text: string, status?: number): void;
	text(text: string, type?: string, status?: number): void;
	bytes(data: ArrayBuffer, type: string, headers?: Readonly<Record<string, string>>): void;
	/** A body that is made while it is sent: `next` gives up to `count` bytes, nothing yet (an empty buffer), or `undefined` at the end. */
	stream(next: (count: number) => ArrayBuffer | undefined, type: string, headers?: Readonly<Record<string, string>>): void;
	/** `{"error":message,"field":field}` with this status. */
	error(status: number, message: string, field?: string): void;
	/** The client went before the answer was sent. */
	onGone?: () => void;
}

/** Takes a long body in parts while it comes. */
export interface WebUpload {
	/** `length`: bytes that the client has announced. Returns how much may come at once; the rest waits in the network. */
	write(data: ArrayBuffer): void;
	/** All came. Answers through the reply. */
	end(): void;
	/** The client went in the middle. */
	abort(): void;
}

/** Who may use a route. `open`: anybody. `user`: with a session, or anybody while no password is set (the first set-up). */
export type WebAccess = "open" | "user";

/**
 * One address and what it does. Routes are rows of frozen tables (`routes/`), which stay in flash; what they act on comes as the context.
 */
export interface WebRoute {
	readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	/** `/api/v1/ports/*`: a star stands for one part. */
	readonly path: string;
	/** Default `user`. */
	readonly access?: WebAccess;
	/** Most bytes of a body that is kept whole. Default 0: no body. */
	readonly limit?: number;
	/** Answers. What it throws becomes an answer: a `WebError` with its status, a `RangeError` 400, anything else 500 (and is counted). */
	handle?(request: WebRequest, reply: WebReply, context: WebContext): void;
	/** Instead of `handle`, for a long body. `length` in bytes as announced. Throws as `handle` does before a byte is taken. */
	upload?(request: WebRequest, reply: WebReply, length: number, context: WebContext): WebUpload;
}

/** Tells all browsers that listen at `/api/v1/events`. */
export interface WebEvents {
	/** How many listen. */
	readonly listeners: number;
	/** `event`: a name in the table of `docs/api.md`; `data` is sent as JSON. */
	send(event: string, data: unknown): void;
}
