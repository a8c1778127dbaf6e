import type { Timers } from "../../drivers/timers";
import type { HTTPConnection, HTTPServerConstructor, Listener, ListenerConstructor } from "../../services/platform";
import { HostHTTPConnection } from "./host-http-connection";

interface ServerOptions {
	readonly io: ListenerConstructor;
	readonly port?: number;
	onConnect(connection: HTTPConnection): void;
}

/**
 * Stands in for the SDK's `embedded:network/http/server` (8.2.3), its faults included: nothing has a limit or a time; what `onConnect` throws is
 * swallowed, and the connection stays in the list for ever.
 */
export class HostHTTPServer {
	readonly #connections = new Set<HostHTTPConnection>();
	readonly #listener: Listener;

	static bind(timers: Timers): HTTPServerConstructor {
		return class extends HostHTTPServer {
			constructor(options: ServerOptions) {
				super(timers, options);
			}
		};
	}

	constructor(timers: Timers, { io: ListenerClass, port = 80, onConnect }: ServerOptions) {
		const connections = this.#connections;
		this.#listener = new ListenerClass({
			port,
			target: this,
			onReadable(count) {
				for (let index = 0; index < count; index++) {
					try {
						const connection = new HostHTTPConnection(timers, this.read()!, () => connections.delete(connection));
						connections.add(connection);
						onConnect(connection);
					}
					catch {
						// As the SDK does.
					}
				}
			},
		});
	}

	get port(): number {
		return this.#listener.port;
	}

	close(): void {
		for (const connection of this.#connections)
			connection.close();
		this.#listener.close();
	}
}
