import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Listener, ListenerConstructor, ListenerOptions, Socket } from "../platform";
import { describeError } from "../text";
import { GuardedConnection } from "./guarded-connection";
import { memoryNeeds } from "./memory-guard";
import type { MemoryGuard } from "./memory-guard";
import { webLimits } from "./web-limits";

export interface GuardedListenerOptions {
	readonly io: ListenerConstructor;
	readonly timers: Timers;
	/**
	 * Connections at a time. More are turned away at once: on lwIP one that nobody has read yet loses what it is sent, and is a danger when its client
	 * goes (SDK 8.2.3, modules/io/socket/lwip/tcp.c, listenerAccept).
	 */
	readonly most?: number | undefined;
	readonly counters: WebCounters;
	readonly memory: MemoryGuard;
}

/** They only grow. */
export interface WebCounters {
	/** Requests that reached the server. */
	requests: number;
	/** Connections that were turned away because there were too many, or no memory for them. */
	refused: number;
	/** Connections that ended badly: half requests, time-outs, clients that went. */
	broken: number;
	/** Exceptions of handlers. */
	exceptions: number;
	lastError: string;
}

const checkInterval = 1_000;

/**
 * What the SDK's HTTP server listens with: a bounded number of connections, of which it sees those that have sent a whole header. When there are
 * too many, one that has not makes room.
 */
export class GuardedListener implements Listener {
	readonly target: unknown;
	readonly #options: GuardedListenerOptions;
	readonly #onReadable: ListenerOptions["onReadable"];
	readonly #connections: GuardedConnection[] = [];
	#inner: Listener | undefined;
	#next: GuardedConnection | undefined;
	#check: TimerHandle | undefined;

	/** Throws when the port is taken. */
	constructor(options: GuardedListenerOptions, { port, target, onReadable }: ListenerOptions) {
		this.#options = options;
		this.target = target;
		this.#onReadable = onReadable;
		this.#inner = new options.io({
			...(port !== undefined && { port }),
			onReadable: count => this.#accept(count),
		});
	}

	get port(): number {
		return this.#inner?.port ?? 0;
	}

	get connections(): number {
		return this.#connections.length;
	}

	/** The connection that the server is being given. */
	get current(): GuardedConnection | undefined {
		return this.#next;
	}

	read(): Socket | undefined {
		return this.#next;
	}

	close(): void {
		this.#inner?.close();
		this.#inner = undefined;
		for (const connection of [...this.#connections])
			connection.close();
	}

	#accept(count: number): void {
		for (let index = 0; index < count; index++) {
			try {
				const accepted = this.#inner?.read();
				if (!accepted)
					return;
				this.#take(accepted);
			}
			catch (error) {
				this.#note(describeError(error));
			}
		}
	}

	#take(accepted: Socket): void {
		const connections = this.#connections, { most = webLimits.connections, memory } = this.#options;
		// Without memory for a header there is none for an answer either.
		if (memory.refusal(memoryNeeds.connection) !== undefined || connections.length >= most && !this.#makeRoom()) {
			this.#options.counters.refused++;
			accepted.close();
			return;
		}
		const { timers } = this.#options;
		connections.push(
			new GuardedConnection({
				accepted,
				timers,
				onHead: connection => this.#hand(connection),
				onClosed: (connection, reason) => this.#closed(connection, reason),
			}),
		);
		this.#check ??= timers.repeat(() => this.#checkAll(), checkInterval);
	}

	/** The most dispensable one goes, of these the oldest. */
	#makeRoom(): boolean {
		for (let wanted = 3; wanted > 0; wanted--) {
			const found = this.#connections.find(({ dispensability }) => dispensability === wanted);
			found?.drop("too many connections");
			if (found)
				return true;
		}
		return false;
	}

	#hand(connection: GuardedConnection): void {
		const { counters, memory } = this.#options, refusal = memory.refusal(memoryNeeds.request);
		counters.requests++;
		if (refusal !== undefined)
			return connection.refuse(503, refusal);
		this.#next = connection;
		try {
			this.#onReadable.call(this, 1);
		}
		finally {
			this.#next = undefined;
		}
		if (connection.isAdopted)
			// From a timer, for the stack's sake.
			this.#options.timers.set(() => connection.start(), 0);
		else
			connection.drop("the server did not take it");
	}

	#closed(connection: GuardedConnection, reason: string): void {
		const at = this.#connections.indexOf(connection);
		if (at >= 0)
			this.#connections.splice(at, 1);
		if (reason)
			this.#note(reason);
		if (this.#connections.length)
			return;
		this.#options.timers.clear(this.#check);
		this.#check = undefined;
	}

	#note(reason: string): void {
		const { counters } = this.#options;
		counters.broken++;
		counters.lastError = reason;
	}

	#checkAll(): void {
		for (const connection of [...this.#connections])
			connection.check();
	}
}
