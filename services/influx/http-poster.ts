import type { TimerHandle, Timers } from "../../drivers/timers";
import { GuardedResolver } from "../mqtt/guarded-resolver";
import { GuardedSocket, type GuardedSocketOptions } from "../mqtt/guarded-socket";
import { TlsTransport } from "../mqtt/tls-transport";
import type { HTTPClient, HTTPClientConstructor, HTTPClientRequest, MQTTHardware, SocketConstructor } from "../platform";
import { describeError } from "../text";
import type { WebAddress } from "../update/web-address";
import { AnswerLimit } from "./answer-limit";

export interface HttpPosterOptions {
	readonly timers: Timers;
	readonly client: HTTPClientConstructor;
	readonly hardware: Pick<MQTTHardware, "dns" | "socket" | "tls">;
	readonly address: WebAddress;
	/** For the TLS socket: `{certificate, verify}`. */
	readonly secure?: object | undefined;
	/** What the server said to the last `post`, with its own words for an error where its headers have any. `post` may be called from here. */
	onAnswer(status: number, reason: string): void;
	/** Once, never out of a method: the connection has ended, and `isBusy` tells whether an answer was still to come. */
	onEnd(reason: string): void;
}

/** Without a sign of life for so long the connection is given up, in milliseconds. */
const patience = 20_000;
const longestAnswer = 4096;
const peer = "the server";

/**
 * One connection to a web server, for POST requests one after the other. Guards the SDK's HTTP client, whose faults end in `onEnd`: it knows no
 * time, goes on after `close` when the name's address comes late, throws out of the socket's callbacks at an answer that is none, at one that comes
 * before the body is out, and at the trailer of a body in chunks, then even from a timer. So bodies of answers are not read: what has one ends
 * the connection, and InfluxDB's usual answer, 204, has none. (With `headersMask` it throws at an answer that is split in a header which is passed
 * over, so there is none.)
 */
export class HttpPoster {
	readonly #options: HttpPosterOptions;
	#client: HTTPClient | undefined;
	#resolver: GuardedResolver | undefined;
	#socket: GuardedSocket | undefined;
	#limit: AnswerLimit | undefined;
	#watchdog: TimerHandle | undefined;
	#later: TimerHandle | undefined;
	#body: Uint8Array | undefined;
	#at = 0;
	#status = 0;
	#reason = "";
	#keep = false;
	#closed = false;

	constructor(options: HttpPosterOptions) {
		this.#options = options;
	}

	/** An answer is still to come. */
	get isBusy(): boolean {
		return this.#body !== undefined;
	}

	/** `post` may be called, unless it is busy. */
	get isOpen(): boolean {
		return !this.#closed;
	}

	/** Not while `isBusy`, and not after the end. */
	post(body: ArrayBuffer, authorization: string): void {
		const { timers, address } = this.#options;
		this.#body = new Uint8Array(body);
		this.#at = this.#status = 0;
		this.#limit?.begin();
		this.#watchdog = timers.set(() => this.#end(`${peer} does not answer`), patience);
		const headers = new Map([
			["content-type", "text/plain; charset=utf-8"],
			["content-length", String(body.byteLength)],
			["user-agent", "meterwire"],
		]);
		if (authorization)
			headers.set("authorization", authorization);
		const write = (request: HTTPClientRequest, count: number) => this.#write(request, count);
		try {
			this.#client ??= this.#open();
			this.#client.request({
				method: "POST",
				path: address.path,
				headers,
				onHeaders: (status, fields) => this.#headers(status, fields),
				onWritable(count) {
					write(this, count);
				},
			});
		}
		catch (error) {
			this.#endSoon(describeError(error));
		}
	}

	/** Harmless when called again. Nothing is called back afterwards. */
	close(): void {
		const { timers } = this.#options, client = this.#client;
		this.#closed = true;
		this.#client = undefined;
		this.#body = undefined;
		timers.clear(this.#watchdog);
		timers.clear(this.#later);
		try {
			client?.close();
		}
		catch {
			// The socket below is closed in any case.
		}
		this.#resolver?.close();
		this.#socket?.close();
	}

	#open(): HTTPClient {
		const { client, hardware, address: { secure, host, port }, timers } = this.#options;
		if (secure && !hardware.tls)
			throw new Error("this build has no TLS");
		const socket: GuardedSocketOptions = {
			inner: secure ? this.#tls() : hardware.socket,
			timers,
			peer,
			filter: onBytes => this.#limit = new AnswerLimit(longestAnswer, onBytes),
			watch: { onCreate: guarded => this.#socket = guarded, onFault: reason => this.#end(reason) },
		};
		const dns = {
			io: GuardedResolver,
			inner: hardware.dns,
			onCreate: (resolver: GuardedResolver) => this.#resolver = resolver,
			onResolved: () => {},
			onFault: (reason: string) => this.#end(reason),
		};
		return new client({
			host,
			port,
			dns,
			socket: { ...socket, io: GuardedSocket as unknown as SocketConstructor },
			onError: error => this.#endSoon(describeError(error, `no connection to ${peer}`)),
		});
	}

	#tls(): GuardedSocketOptions["inner"] {
		const { secure, hardware: { tls } } = this.#options;
		const inner = { ...tls!, ...(secure && { secure }), link: { reading: false, reason: "" }, TCP: { io: TlsTransport, inner: tls!.TCP } };
		return inner as unknown as GuardedSocketOptions["inner"];
	}

	#write(request: HTTPClientRequest, count: number): void {
		const body = this.#body;
		if (!body || !count || this.#at >= body.length)
			return;
		const part = body.slice(this.#at, this.#at + count);
		this.#at += part.length;
		request.write(part);
	}

	/** The client goes on after this call, so it is closed later. */
	#headers(status: number, fields: Map<string, string>): void {
		this.#status = status;
		this.#reason = fields.get("x-influxdb-error") ?? fields.get("x-platform-error-code") ?? "";
		// The client knows no other answer whose end it sees by itself.
		this.#keep = (status === 204 || fields.get("content-length") === "0") && fields.get("connection")?.toLowerCase() !== "close";
		this.#options.timers.clear(this.#later);
		this.#later = this.#options.timers.set(() => this.#answered(), 0);
	}

	#answered(): void {
		const { timers, onAnswer } = this.#options, status = this.#status, reason = this.#reason;
		this.#later = undefined;
		timers.clear(this.#watchdog);
		if (!this.#keep)
			this.close();
		this.#body = undefined;
		onAnswer(status, reason);
	}

	/** Not from within the client. */
	#endSoon(reason: string): void {
		this.#keep = false;
		if (this.#closed || this.#later)
			return;
		this.#later = this.#options.timers.set(() => this.#end(reason), 0);
	}

	#end(reason: string): void {
		if (this.#closed)
			return;
		// The answer was here before the connection ended.
		if (this.#status && this.isBusy) {
			this.#keep = false;
			return this.#answered();
		}
		const { onEnd } = this.#options;
		this.close();
		onEnd(reason);
	}
}
