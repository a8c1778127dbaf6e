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

export type WebHeaders = Readonly<Record<string, string>>;

/** How a request is answered: one of these, once, now or later. After the client has gone they do nothing. */
export interface WebReply {
	/** `status` 200 unless given. */
	json(value: unknown, status?: number, headers?: WebHeaders): void;
	/** JSON that is text already. */
	jsonText(text: string, status?: number, headers?: WebHeaders): void;
	text(text: string, type?: string, status?: number): void;
	bytes(data: ArrayBuffer, type: string, headers?: WebHeaders): void;
	/**
	 * A body that is made while it is sent, for what would not fit in memory: `next` gives one part after the other, each of a few hundred bytes
	 * (any size is taken; `count` bytes can go at once), and `undefined` at the end. The connection's end is the body's.
	 */
	stream(next: (count: number) => ArrayBuffer | undefined, type: string, headers?: WebHeaders): void;
	/** A body that comes when there is something to tell. */
	live(type: string, onWritable: (live: WebLive) => void): WebLive;
	/** `{"error":message,"field":field}` with this status. */
	error(status: number, message: string, field?: string, headers?: WebHeaders): void;
	/** The client went before the answer was sent. */
	onGone?: () => void;
}

/** The sending end of an answer that stays open. */
export interface WebLive {
	/** Bytes that may be written now. */
	readonly room: number;
	/** At most `room` bytes. */
	write(data: Uint8Array): void;
	end(): void;
}

/** Takes a long body in parts while it comes. */
export interface WebUpload {
	/** The next part, in order. */
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
	/** `user` and `password` in the query count as a login, as Tasmota's `/cm` has it. */
	readonly queryLogin?: true;
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
