import type { TimerHandle, Timers } from "../../drivers/timers";
import { ByteSource } from "../../meters/script/byte-source";
import type { PortStatus } from "../../meters/meter";
import type { Socket, SocketConstructor, SocketOptions } from "../platform";
import { describeError } from "../text";

export interface TcpSourceOptions {
	/** The TCP class with options of its own. */
	readonly socket: { readonly io: SocketConstructor; };
	readonly timers: Timers;
	/** IPv4 address. */
	readonly address: string;
	readonly port: number;
}

const retryTime = 10_000;
/** A meter that was asked and says nothing for so long has lost the connection without knowing it. */
const patience = 60_000;

/**
 * A meter in the network: a TCP connection that is kept up for ever. What the socket throws (a read of too much, a write before it is ready, the
 * network that is not there yet) ends in `lastError` and another attempt. Data is handed on from a timer, not on top of the socket's callback.
 */
export class TcpSource extends ByteSource {
	readonly #options: TcpSourceOptions;
	#socket: Socket | undefined;
	/** Bytes that the socket still takes. */
	#room = 0;
	#chunks: Uint8Array[] = [];
	#work: TimerHandle | undefined;
	#retry: TimerHandle | undefined;
	#watchdog: TimerHandle | undefined;
	#connected = false;

	constructor(options: TcpSourceOptions) {
		super();
		this.#options = options;
		this.#open();
	}

	get status(): PortStatus {
		const { address, port } = this.#options;
		return this.describe(`${address}:${port}`, this.#connected ? "connected" : "");
	}

	/** Without a connection what is sent is lost: the next request comes soon. */
	send(bytes: Uint8Array): void {
		const { timers } = this.#options;
		if (!this.#socket || bytes.length > this.#room)
			return;
		try {
			this.#room = this.#socket.write(bytes) ?? 0;
			this.#watchdog ??= timers.set(() => this.#fail("the meter does not answer"), patience);
		}
		catch (error) {
			this.#fail(describeError(error));
		}
	}

	override close(): void {
		const { timers } = this.#options;
		super.close();
		this.#release();
		timers.clear(this.#retry);
		timers.clear(this.#work);
	}

	#open(): void {
		const { socket: inner, address, port, timers } = this.#options;
		this.#retry = undefined;
		this.#watchdog = timers.set(() => this.#fail("no connection to the meter"), patience);
		try {
			let socket: Socket | undefined = undefined;
			socket = new inner.io({
				...inner,
				address,
				port,
				onReadable: () => this.#readable(socket),
				onWritable: count => {
					if (socket !== this.#socket)
						return;
					this.#room = count;
					if (!this.#connected)
						this.#rest();
					this.#connected = true;
				},
				onError: error => {
					if (socket === this.#socket)
						this.#fail(describeError(error, this.#connected ? "the meter closed the connection" : "no connection to the meter"));
				},
			} as SocketOptions);
			this.#socket = socket;
			socket!.format = "buffer";
		}
		catch (error) {
			this.#fail(describeError(error));
		}
	}

	#readable(socket: Socket | undefined): void {
		if (!socket || socket !== this.#socket)
			return;
		try {
			const data = socket.read();
			if (data instanceof ArrayBuffer && data.byteLength)
				this.#chunks.push(new Uint8Array(data));
		}
		catch (error) {
			this.#fail(describeError(error));
			return;
		}
		this.#rest();
		this.#work ??= this.#options.timers.set(() => this.#hand(), 0);
	}

	#hand(): void {
		this.#work = undefined;
		for (let chunk = this.#chunks.shift(); chunk; chunk = this.#chunks.shift())
			this.hand(chunk);
	}

	#fail(reason: string): void {
		this.lastError = reason;
		this.#release();
		this.#retry ??= this.#options.timers.set(() => this.#open(), retryTime);
	}

	#release(): void {
		const socket = this.#socket;
		this.#socket = undefined;
		this.#connected = false;
		this.#room = 0;
		this.#rest();
		try {
			socket?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}

	#rest(): void {
		this.#options.timers.clear(this.#watchdog);
		this.#watchdog = undefined;
	}
}
