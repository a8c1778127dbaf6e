import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Listener, ListenerConstructor } from "../platform";
import { describeError } from "../text";
import { RawClient } from "./raw-client";

/** Something whose bytes can be heard. */
export interface RawSource {
	listen?(onData: (bytes: Uint8Array) => void): () => void;
}

export interface RawStreamOptions {
	readonly timers: Timers;
	readonly listener: ListenerConstructor;
	/** TCP port; 0: off. Asked at `start`. */
	port(): number;
	/** Who hears the bytes now. */
	source(): RawSource | undefined;
	onLog(text: string): void;
}

const mostClients = 2;
/** A port that was opened anew is another source; a listener's port that was taken is tried again. */
const lookInterval = 5_000;

/** The P1 port's bytes on a TCP port, as ser2net gives them: for other programs, read only. */
export class RawStream {
	readonly #options: RawStreamOptions;
	readonly #clients: RawClient[] = [];
	#listener: Listener | undefined;
	#source: RawSource | undefined;
	#end: (() => void) | undefined;
	#timer: TimerHandle | undefined;
	#error = "";

	constructor(options: RawStreamOptions) {
		this.#options = options;
	}

	get clients(): number {
		return this.#clients.length;
	}

	/** Listens when a port is set. Harmless when called again. */
	start(): void {
		if (this.#timer || !this.#options.port())
			return;
		this.#timer = this.#options.timers.repeat(() => this.#look(), lookInterval);
		this.#look();
	}

	/** The setting has changed. */
	restart(): void {
		this.close();
		this.start();
	}

	close(): void {
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
		this.#listener?.close();
		this.#listener = undefined;
		for (const client of [...this.#clients])
			client.close();
		this.#attach(undefined);
	}

	#look(): void {
		if (!this.#listener)
			this.#open();
		this.#attach(this.#clients.length ? this.#options.source() : undefined);
	}

	#open(): void {
		const { listener, port, onLog } = this.#options;
		try {
			this.#listener = new listener({ port: port(), onReadable: count => this.#accept(count) });
			this.#error = "";
		}
		catch (error) {
			const text = `raw: port ${port()}: ${describeError(error)}`;
			if (text !== this.#error)
				onLog(text);
			this.#error = text;
		}
	}

	#accept(count: number): void {
		for (let index = 0; index < count; index++) {
			try {
				const accepted = this.#listener?.read();
				if (!accepted)
					return;
				if (this.#clients.length >= mostClients) {
					accepted.close();
					continue;
				}
				const client: RawClient = new RawClient(accepted, () => this.#closed(client));
				this.#clients.push(client);
			}
			catch (error) {
				this.#options.onLog(`raw: ${describeError(error)}`);
			}
		}
		this.#attach(this.#options.source());
	}

	#attach(source: RawSource | undefined): void {
		if (source === this.#source)
			return;
		this.#end?.();
		this.#source = source;
		this.#end = source?.listen?.(bytes => this.#send(bytes));
	}

	#send(bytes: Uint8Array): void {
		for (const client of [...this.#clients])
			client.write(bytes);
	}

	#closed(client: RawClient): void {
		const at = this.#clients.indexOf(client);
		if (at >= 0)
			this.#clients.splice(at, 1);
	}
}
