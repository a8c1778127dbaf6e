import type { Listener, ListenerConstructor, ListenerOptions, Socket, SocketConstructor } from "../../services/platform";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";
import type { HostSocketOptions } from "./host-tcp";

/** Stands in for the SDK's TCP listener: tells of connections once per arrival, and hands each out as an open socket without callbacks. */
export class HostListener implements Listener, HostInstance {
	readonly port: number;
	readonly target: unknown;
	readonly #link: HostLink;
	readonly #id: number;
	readonly #options: ListenerOptions;
	readonly #TCP: new(options: HostSocketOptions) => Socket;
	readonly #pending: number[] = [];
	#open = true;

	static bind(link: HostLink, TCP: SocketConstructor): ListenerConstructor {
		return class extends HostListener {
			constructor(options: ListenerOptions) {
				super(link, TCP, options);
			}
		};
	}

	constructor(link: HostLink, TCP: SocketConstructor, options: ListenerOptions) {
		const { port = 0, target } = options;
		if (typeof options.onReadable !== "function")
			throw new TypeError("onReadable is no function");
		if (!(port >= 0 && port < 65536))
			throw new RangeError("invalid port");
		this.#link = link;
		this.#TCP = TCP;
		this.#options = { ...options };
		this.port = port;
		this.target = target;
		this.#id = link.reserve(this);
		try {
			link.request(kinds.open, this.#id, { type: "listener", port });
		}
		catch (error) {
			link.release(this.#id);
			throw error;
		}
	}

	read(): Socket | undefined {
		if (!this.#open)
			throw new Error("the listener is closed");
		const accepted = this.#pending.shift();
		return accepted === undefined ? undefined : new this.#TCP({ accepted });
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(_kind: number, payload: Uint8Array): void {
		this.#pending.push(parseJSON(payload) as number);
		this.#options.onReadable.call(this, this.#pending.length);
	}
}
