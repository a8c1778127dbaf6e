import type { Listener, ListenerConstructor, ListenerOptions, Socket, SocketOptions } from "../../services/platform";
import type { VirtualTimers } from "./virtual-timers";

/** What a client at the other end of a connection sees and does. */
export class WebClient {
	received = "";
	/** The device has closed. */
	closed = false;
	/** Takes nothing: what the device sends stays in its buffer. */
	stalled = false;
	socket: AcceptedTcp | undefined;
	readonly #timers: VirtualTimers;

	constructor(timers: VirtualTimers) {
		this.#timers = timers;
	}

	send(data: string | Uint8Array): void {
		const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
		this.#timers.set(() => this.socket?.arrive(bytes), 1);
	}

	/** Goes away. */
	leave(): void {
		this.#timers.set(() => this.socket?.fail(), 1);
	}

	get status(): number {
		return Number(/^HTTP\/1\.1 (\d+)/.exec(this.received)?.[1] ?? 0);
	}

	get body(): string {
		const at = this.received.indexOf("\r\n\r\n");
		return at < 0 ? "" : this.received.slice(at + 4);
	}

	get json(): unknown {
		return JSON.parse(this.body);
	}

	header(name: string): string | undefined {
		return new RegExp(`^${name}: (.*)\r$`, "im").exec(this.received.slice(0, this.received.indexOf("\r\n\r\n") + 2))?.[1];
	}
}

const sendBuffer = 5744;

/** One end of a connection as the SDK's TCP on lwIP is: an open one is handed over by `from`, calls back from a message, and throws on misuse. */
export class AcceptedTcp implements Socket {
	#format: "buffer" | "number" = "buffer";
	#received: number[] = [];
	#room = sendBuffer;
	#closed = false;
	#failed = false;
	readonly #timers: VirtualTimers;
	readonly #client: WebClient;
	#options: SocketOptions;

	constructor(options: SocketOptions & { fake?: { timers: VirtualTimers; client: WebClient; }; }) {
		const { from, fake } = options;
		this.#options = options;
		if (fake) {
			this.#timers = fake.timers;
			this.#client = fake.client;
			this.#client.socket = this;
			return;
		}
		if (!(from instanceof AcceptedTcp) || from.#closed)
			throw new Error("invalid from");
		this.#timers = from.#timers;
		this.#client = from.#client;
		this.#received = from.#received;
		from.#closed = true;
		this.#client.socket = this;
		// An error from before is lost, as there.
		this.#timers.set(() => {
			if (!this.#closed)
				options.onWritable?.call(this, this.#room);
			if (!this.#closed && this.#received.length)
				options.onReadable?.call(this, this.#received.length);
		}, 0);
	}

	get format(): "buffer" | "number" {
		return this.#format;
	}

	set format(format) {
		this.#check();
		this.#format = format;
	}

	read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		this.#check();
		if (!this.#received.length)
			return undefined;
		if (this.#format === "number")
			return this.#received.shift();
		const wanted = count === undefined ? this.#received.length : Number(count);
		if (wanted <= 0 || wanted > this.#received.length)
			throw new Error("invalid");
		return Uint8Array.from(this.#received.splice(0, wanted)).buffer;
	}

	write(data: ArrayBuffer | Uint8Array | number): number {
		this.#check();
		if (this.#failed)
			return undefined as unknown as number;
		const bytes = Uint8Array.from(data instanceof Uint8Array ? data : new Uint8Array(data as ArrayBuffer));
		if (bytes.length > this.#room)
			throw new Error("would block");
		this.#room -= bytes.length;
		this.#timers.set(() => this.#deliver(bytes), 2);
		return this.#room;
	}

	close(): void {
		this.#check();
		this.#closed = true;
		// What was written goes out first.
		this.#timers.set(() => this.#client.closed = true, 3);
	}

	arrive(bytes: Uint8Array): void {
		if (this.#closed || this.#failed)
			return;
		this.#received.push(...bytes);
		this.#options.onReadable?.call(this, this.#received.length);
	}

	fail(): void {
		this.#failed = true;
		if (!this.#closed)
			this.#options.onError?.call(this);
	}

	#deliver(bytes: Uint8Array): void {
		if (this.#client.stalled) {
			this.#timers.set(() => this.#deliver(bytes), 100);
			return;
		}
		this.#client.received += new TextDecoder("latin1").decode(bytes);
		this.#room += bytes.length;
		if (!this.#closed && !this.#failed)
			this.#options.onWritable?.call(this, this.#room);
	}

	#check(): void {
		if (this.#closed)
			throw new Error("the socket is closed");
	}
}

/** The network in front of a listener. */
export class FakeNetwork {
	readonly #timers: VirtualTimers;
	#listener: FakeListener | undefined;
	/** The port is taken. */
	taken = false;
	readonly listener: ListenerConstructor;

	constructor(timers: VirtualTimers) {
		this.#timers = timers;
		const opened = (listener: FakeListener) => {
			if (this.taken)
				throw new Error("bind failed");
			this.#listener = listener;
		};
		this.listener = class extends FakeListener {
			constructor(options: ListenerOptions) {
				super(options);
				opened(this);
			}
		};
	}

	connect(): WebClient {
		const client = new WebClient(this.#timers);
		new AcceptedTcp({ fake: { timers: this.#timers, client } });
		this.#timers.set(() => this.#listener?.arrive(client.socket!), 1);
		return client;
	}
}

class FakeListener implements Listener {
	readonly port: number;
	readonly #options: ListenerOptions;
	readonly #pending: Socket[] = [];

	constructor(options: ListenerOptions) {
		this.#options = options;
		this.port = options.port ?? 0;
	}

	read(): Socket | undefined {
		return this.#pending.shift();
	}

	arrive(socket: Socket): void {
		this.#pending.push(socket);
		this.#options.onReadable.call(this, this.#pending.length);
	}

	close(): void {}
}
