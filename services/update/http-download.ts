import type { TimerHandle, Timers } from "../../drivers/timers";
import { BackOff } from "../back-off";
import type { MQTTHardware } from "../platform";
import { describeError } from "../text";
import { certificateFault } from "./certificate-fault";
import { HttpConnection } from "./http-connection";
import type { HttpHead } from "./http-head";
import { UpdateError } from "./update-error";
import { resolveWebAddress } from "./web-address";
import type { WebAddress } from "./web-address";

export interface HttpDownloadOptions {
	readonly timers: Timers;
	readonly hardware: Pick<MQTTHardware, "dns" | "socket" | "tls">;
	readonly address: WebAddress;
	/** For the TLS socket. Not called where there is no TLS. Throws an `UpdateError` when servers cannot be checked. */
	secure?(): object;
	/** For the jitter of the back-off. */
	readonly seed: number;
	/** Most bytes that are taken. */
	readonly maximum: number;
	/** In order, each byte once. What it throws ends the download. */
	onData(data: Uint8Array): void;
	/** The connection was lost; it goes on later. */
	onInterrupted?(reason: string): void;
	/** Once: everything came, or why not. */
	onDone(error?: UpdateError): void;
}

/** Bytes that are asked for at once. Small over TLS: a record must fit into memory three times. */
const part = 16_384, securePart = 4_096;
const firstRetry = 2_000, maximumRetry = 30_000;
/** So many failures without a byte between them end it. */
const mostFailures = 8;
const mostRedirects = 5;

/**
 * Fetches a file over HTTP in parts. A connection that breaks costs nothing: the next one goes on where the last ended (`Range`, RFC 9110, 14), and
 * with a server that knows no ranges what came before is passed over.
 */
export class HttpDownload {
	readonly #options: HttpDownloadOptions;
	readonly #backOff: BackOff;
	#address: WebAddress;
	#connection: HttpConnection | undefined;
	#retry: TimerHandle | undefined;
	#received = 0;
	#total: number | undefined;
	/** Bytes of the present answer that are here already. */
	#skip = 0;
	/** What is done with the body of the present answer. */
	#body: "part" | "whole" | "ignored" = "ignored";
	#redirect: WebAddress | undefined;
	#failures = 0;
	#redirects = 0;
	#closed = false;

	constructor(options: HttpDownloadOptions) {
		this.#options = options;
		this.#address = options.address;
		this.#backOff = new BackOff({ first: firstRetry, maximum: maximumRetry, seed: options.seed });
		this.#retry = options.timers.set(() => this.#connect(), 0);
	}

	close(): void {
		this.#closed = true;
		this.#options.timers.clear(this.#retry);
		this.#connection?.close();
		this.#connection = undefined;
	}

	#connect(): void {
		const { timers, hardware, secure } = this.#options;
		this.#connection?.close();
		try {
			this.#connection = new HttpConnection({
				timers,
				hardware,
				address: this.#address,
				...(this.#address.secure && secure && { secure: secure() }),
				onHead: head => this.#begin(head),
				onData: data => this.#data(data),
				onDone: closes => this.#answered(closes),
				onError: reason => this.#interrupted(reason),
			});
			this.#ask();
		}
		catch (error) {
			this.#finish(asUpdateError(error));
		}
	}

	#ask(): void {
		const from = this.#received;
		this.#body = "ignored";
		this.#connection!.ask({ from, to: from + (this.#address.secure ? securePart : part) - 1 });
	}

	#begin(head: HttpHead): void {
		const { status } = head;
		this.#redirect = undefined;
		if (status >= 301 && status <= 308 && status !== 304)
			return this.#redirected(head);
		if (status === 206) {
			if (head.from !== this.#received || head.total === undefined)
				return this.#finish(new UpdateError("the server sends another part of the file than was asked for"));
			this.#body = "part";
			return this.#size(head.total);
		}
		if (status === 200) {
			this.#body = "whole";
			this.#skip = this.#received;
			if (head.length !== undefined)
				this.#size(head.length);
			return;
		}
		const text = `the server answers with status ${status}${status === 404 ? ": there is no such file" : ""}`;
		// A server in trouble may be out of it later; one that refuses will go on refusing.
		if (status >= 500 || status === 429)
			this.#interrupted(text);
		else
			this.#finish(new UpdateError(text));
	}

	#size(total: number): void {
		if (this.#total !== undefined && this.#total !== total)
			return this.#finish(new UpdateError("the file on the server was changed during the download"));
		this.#total = total;
		if (total > this.#options.maximum)
			this.#finish(new UpdateError(`the file on the server has ${total} bytes, more than the ${this.#options.maximum} that can be taken`));
	}

	#redirected({ location }: HttpHead): void {
		const next = resolveWebAddress(this.#address, location ?? "");
		if (!next || ++this.#redirects > mostRedirects)
			return this.#finish(new UpdateError("the server sends from one address to the next"));
		if (this.#address.secure && !next.secure)
			return this.#finish(new UpdateError("the server sends from https to http"));
		this.#redirect = next;
	}

	#data(data: Uint8Array): void {
		if (this.#body === "ignored" || this.#closed)
			return;
		const use = data.subarray(Math.min(this.#skip, data.length));
		this.#skip -= data.length - use.length;
		if (!use.length)
			return;
		this.#received += use.length;
		this.#failures = 0;
		this.#backOff.reset();
		try {
			if (this.#received > this.#options.maximum)
				throw new UpdateError(`the file on the server has more than the ${this.#options.maximum} bytes that can be taken`);
			this.#options.onData(use);
		}
		catch (error) {
			this.#finish(asUpdateError(error));
		}
	}

	#answered(closes: boolean): void {
		if (this.#closed)
			return;
		if (this.#redirect) {
			this.#address = this.#redirect;
			this.#later(0);
		}
		else if (this.#body === "whole" || this.#total !== undefined && this.#received >= this.#total)
			this.#finish();
		else if (closes)
			this.#later(0);
		else
			this.#ask();
	}

	#interrupted(reason: string): void {
		if (this.#closed)
			return;
		const refusal = this.#address.secure && certificateFault(reason, this.#address.host);
		if (refusal)
			return this.#finish(new UpdateError(refusal));
		if (++this.#failures >= mostFailures)
			return this.#finish(new UpdateError(`the download failed: ${reason}`));
		this.#options.onInterrupted?.(reason);
		this.#later(this.#backOff.next());
	}

	/** Not at once: the connection may be the one that calls. */
	#later(delay: number): void {
		const { timers } = this.#options;
		this.#connection?.close();
		timers.clear(this.#retry);
		this.#retry = timers.set(() => this.#connect(), delay);
	}

	#finish(error?: UpdateError): void {
		if (this.#closed)
			return;
		this.close();
		this.#options.onDone(error);
	}
}

function asUpdateError(error: unknown): UpdateError {
	return error instanceof UpdateError ? error : new UpdateError(`the download failed: ${describeError(error)}`);
}
